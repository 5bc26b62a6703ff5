using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Interactions;

/// <summary>Interactions, newest first: of one customer, or of all within reach.</summary>
[Needs("customers.read")]
internal static class ListInteractions
{
    public sealed record Query(long? CustomerId, string? After = null, int Limit = 50) : IRequest<Slice<Row>>
    {
        /// <summary>Only with this contact.</summary>
        public long? ContactId { get; init; }

        public long? ResponsibleId { get; init; }
        public Outcome? Outcome { get; init; }
    }

    public sealed record Row(long Id, string Number, long CustomerId, DateTimeOffset At, InteractionType Type, long? ContactId, long? ResponsibleId, string? Summary, string? Need, string? Feedback, string? Complaint, string? Promise, Outcome Outcome);

    sealed record Place(DateTimeOffset At, long Id);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            if (query.CustomerId is { } customer) await db.MustRead(user, customer, ct);
            var limit = Math.Clamp(query.Limit, 1, 200);
            IQueryable<Interaction> rows = db.Interactions.AsNoTracking();
            if (query.CustomerId is { } of) rows = rows.Where(i => i.CustomerId == of);
            else
            {
                var readable = db.Customers.Within(user.ScopeOf("customers.read")).Where(c => c.MergedIntoId == null).Select(c => c.Id);
                rows = rows.Where(i => readable.Contains(i.CustomerId));
            }
            if (query.ContactId is { } contact) rows = rows.Where(i => i.ContactId == contact);
            if (query.ResponsibleId is { } person) rows = rows.Where(i => i.ResponsibleId == person);
            if (query.Outcome is { } outcome) rows = rows.Where(i => i.Outcome == outcome);
            if (Cursor.Read<Place>(query.After) is { } after) rows = rows.Where(i => i.At < after.At || (i.At == after.At && i.Id < after.Id));
            var found = await rows.OrderByDescending(i => i.At).ThenByDescending(i => i.Id).Take(limit + 1).ToListAsync(ct);
            var slice = Cursor.Cut(found, limit, i => new Place(i.At, i.Id));
            return new([.. slice.Items.Select(i => new Row(i.Id, HumanNumber.Format(Interaction.Prefix, i.Number), i.CustomerId, i.At, i.Type, i.ContactId, i.ResponsibleId, i.Summary, i.Need, i.Feedback, i.Complaint, i.Promise, i.Outcome))], slice.NextCursor);
        }
    }
}
