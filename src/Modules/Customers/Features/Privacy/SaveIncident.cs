using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Writes an incident into its register, or changes what stands there.</summary>
[Needs("privacy.manage")]
internal static class SaveIncident
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }

        public string Title { get; init; } = "";
        public string Data { get; init; } = "";
        public int? PeopleAffected { get; init; }
        public DateOnly? FoundAt { get; init; }
        public string? Measures { get; init; }
        public DateOnly? AuthorityToldAt { get; init; }
        public DateOnly? PeopleToldAt { get; init; }
        public string? Lessons { get; init; }
        public DateOnly? ClosedAt { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Data).NotEmpty().MaximumLength(1000);
            RuleFor(c => c.PeopleAffected).GreaterThanOrEqualTo(0);
            RuleFor(c => c.FoundAt).NotNull();
            RuleFor(c => c.Measures).MaximumLength(4000);
            RuleFor(c => c.Lessons).MaximumLength(4000);
        }
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) =>
            await db.Incidents.Where(x => x.Id == query.Id).Select(x => new Command { Id = x.Id, Version = x.Version, Title = x.Title, Data = x.Data, PeopleAffected = x.PeopleAffected, FoundAt = x.FoundAt, Measures = x.Measures, AuthorityToldAt = x.AuthorityToldAt, PeopleToldAt = x.PeopleToldAt, Lessons = x.Lessons, ClosedAt = x.ClosedAt }).FirstOrDefaultAsync(ct)
            ?? throw new MissingException("Incident", query.Id);
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var facts = new IncidentFacts(c.Title, c.Data, c.PeopleAffected, c.FoundAt, c.Measures, c.AuthorityToldAt, c.PeopleToldAt, c.Lessons, c.ClosedAt);
            var row = c.Id == 0 ? null : await db.Incidents.FirstOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new MissingException("Incident", c.Id);
            if (row is null) db.Incidents.Add(row = new Incident(facts, user.Id, clock.GetUtcNow()));
            else
            {
                db.Expect(row, c.Version);
                row.Take(facts, user.Id, clock.GetUtcNow());
            }
            await db.SaveChangesAsync(ct);
            return row.Id;
        }
    }
}

/// <summary>The register, newest first.</summary>
[Needs("privacy.manage")]
internal static class ListIncidents
{
    public sealed record Query(string? After = null, int Limit = 50) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, string Title, string? Detail, DateOnly? Day, bool Open);

    public sealed class Handler(CustomersDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var before = Cursor.Read<long?>(query.After) ?? long.MaxValue;
            var rows = await db.Incidents.AsNoTracking().Where(x => x.Id < before).OrderByDescending(x => x.Id).Take(limit + 1).Select(x => new Row(x.Id, x.Title, x.Data, x.FoundAt, x.ClosedAt == null)).ToListAsync(ct);
            return Cursor.Cut(rows, limit, r => r.Id);
        }
    }
}
