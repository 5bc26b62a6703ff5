using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Writes down that a customer makes use of a right.</summary>
[Needs("privacy.manage")]
internal static class ReceiveRequest
{
    public sealed record Command : IRequest<long>
    {
        public long? CustomerId { get; init; }
        public RightsKind? Kind { get; init; }
        public string Details { get; init; } = "";
        public DateOnly? ReceivedOn { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.CustomerId).NotNull();
            RuleFor(c => c.Kind).NotNull().IsInEnum();
            RuleFor(c => c.Details).NotEmpty().MaximumLength(2000);
        }
    }

    public sealed class Handler(CustomersDb db, ISettings settings, InstallationZone zone, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            if (!await db.Customers.AnyAsync(c => c.Id == command.CustomerId && c.MergedIntoId == null && c.ErasedAt == null, ct)) throw new RuleException("customers.rights.customer", nameof(Command.CustomerId));
            var now = clock.GetUtcNow();
            var today = zone.DayOf(now);
            if (command.ReceivedOn > today) throw new RuleException("customers.rights.future", nameof(Command.ReceivedOn));
            var request = new RightsRequest(command.CustomerId!.Value, command.Kind!.Value, command.Details.Trim(), command.ReceivedOn ?? today, await settings.Get(PrivacySettings.RightsDays, 15, ct), user.Id, now);
            db.Rights.Add(request);
            await db.SaveChangesAsync(ct);
            return request.Id;
        }
    }
}

/// <summary>Notes how the identity was checked, and how the request ended.</summary>
[Needs("privacy.manage")]
internal static class HandleRequest
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, long CustomerId, string Number, string Customer, bool Erased, RightsKind Kind, string Details, DateOnly ReceivedOn, DateOnly DueOn, string? IdentityHow, DateTimeOffset? IdentityAt, RightsOutcome? Outcome, string? OutcomeNote, DateTimeOffset? ClosedAt, uint Version);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public string? IdentityHow { get; init; }
        public RightsOutcome? Outcome { get; init; }
        public string? Note { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.IdentityHow).NotEmpty().When(c => c.Outcome is null);
            RuleFor(c => c.IdentityHow).MaximumLength(500);
            RuleFor(c => c.Outcome).IsInEnum();
            RuleFor(c => c.Note).MaximumLength(2000);
        }
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var found = await (from x in db.Rights.AsNoTracking() join c in db.Customers on x.CustomerId equals c.Id where x.Id == query.Id select new { Request = x, c.Number, c.Name, c.ErasedAt }).FirstOrDefaultAsync(ct)
                ?? throw new MissingException("RightsRequest", query.Id);
            var r = found.Request;
            return new(r.Id, r.CustomerId, HumanNumber.Format(Customer.Prefix, found.Number), found.Name, found.ErasedAt is not null, r.Kind, r.Details, r.ReceivedOn, r.DueOn, r.IdentityHow, r.IdentityAt, r.Outcome, r.OutcomeNote, r.ClosedAt, r.Version);
        }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var request = await db.Rights.FirstOrDefaultAsync(r => r.Id == command.Id, ct) ?? throw new MissingException("RightsRequest", command.Id);
            if (command.Version != 0) db.Expect(request, command.Version);
            var now = clock.GetUtcNow();
            if (!string.IsNullOrWhiteSpace(command.IdentityHow) && command.IdentityHow.Trim() != request.IdentityHow) request.Identify(command.IdentityHow, user.Id, now);
            if (command.Outcome is { } outcome) request.Close(outcome, command.Note, user.Id, now);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>The rights register: what is due first.</summary>
[Needs("privacy.manage")]
internal static class ListRequests
{
    public sealed record Query(bool All = false, string? After = null, int Limit = 50) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, long CustomerId, string Customer, RightsKind Kind, DateOnly ReceivedOn, DateOnly DueOn, bool Identified, RightsOutcome? Outcome, bool Overdue);

    sealed record Place(DateOnly Due, long Id);

    public sealed class Handler(CustomersDb db, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var today = zone.DayOf(clock.GetUtcNow());
            var requests = db.Rights.AsNoTracking().Where(r => query.All || r.ClosedAt == null);
            if (Cursor.Read<Place>(query.After) is { } after) requests = requests.Where(r => r.DueOn > after.Due || (r.DueOn == after.Due && r.Id > after.Id));
            var rows = await (from r in requests
                              join c in db.Customers on r.CustomerId equals c.Id
                              orderby r.DueOn, r.Id
                              select new Row(r.Id, r.CustomerId, c.Name, r.Kind, r.ReceivedOn, r.DueOn, r.IdentityAt != null, r.Outcome, r.ClosedAt == null && r.DueOn < today)).Take(limit + 1).ToListAsync(ct);
            return Cursor.Cut(rows, limit, r => new Place(r.DueOn, r.Id));
        }
    }
}
