using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.People;

/// <summary>Changes what a colleague is good at, where, and how much they can bear at once, and nothing else: a skills register elsewhere keeps it over the API.</summary>
[Needs("staff.manage")]
internal static class ChangeSkills
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public IReadOnlyList<string> Skills { get; init; } = [];
        public IReadOnlyList<string> Regions { get; init; } = [];
        public int Capacity { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Capacity).InclusiveBetween(0, 1000);
            RuleFor(c => c.Skills).Must(AreWords);
            RuleFor(c => c.Regions).Must(AreWords);
        }

        // As the person's form takes them, where commas stand between.
        static bool AreWords(IReadOnlyList<string>? list) => list is { Count: <= 50 } && list.All(w => w is { Length: <= 50 } && w.Words() is [var one] && one == w.Trim());
    }

    internal sealed class Handler(StaffDb db, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command>
    {
        public async Task<Command> Handle(Query request, CancellationToken ct) =>
            await db.Members.AsNoTracking().Where(m => m.Id == request.Id).Select(m => new Command { Id = m.Id, Skills = m.Skills, Regions = m.Regions, Capacity = m.Capacity, Version = m.Version }).SingleOrDefaultAsync(ct) ?? throw new MissingException("staff", request.Id);

        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var member = await db.Members.SingleOrDefaultAsync(m => m.Id == request.Id, ct) ?? throw new MissingException("staff", request.Id);
            db.Expect(member, request.Version);
            member.Work(request.Skills, request.Regions, request.Capacity, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
