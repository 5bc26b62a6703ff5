using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Kinds of data, their classes, and which have not been looked at for a year.</summary>
[Needs("privacy.manage")]
internal static class ListClasses
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string Field, DataLevel Level, DateOnly? ReviewedOn, string? ReviewedBy, bool Due);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken ct)
        {
            var lastYear = zone.DayOf(clock.GetUtcNow()).AddYears(-1);
            var people = await staff.Everyone(ct);
            var rows = await db.DataClasses.AsNoTracking().OrderBy(c => c.Id).ToListAsync(ct);
            return [.. rows.Select(c => new Row(c.Id, c.Field, c.Level, c.ReviewedOn, c.ReviewedById is { } by && people.TryGetValue(by, out var p) ? p.Name : null, c.ReviewedOn is null || c.ReviewedOn <= lastYear))];
        }
    }
}

/// <summary>Says that a class is right, or sets another one.</summary>
[Needs("privacy.manage")]
internal static class ReviewClass
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public DataLevel? Level { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Level).NotNull().IsInEnum();
    }

    public sealed class Handler(CustomersDb db, InstallationZone zone, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var row = await db.DataClasses.FirstOrDefaultAsync(c => c.Id == command.Id, ct) ?? throw new MissingException("DataClass", command.Id);
            row.Review(command.Level!.Value, user.Id, zone.DayOf(clock.GetUtcNow()));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
