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

/// <summary>The interactions of one customer, newest first.</summary>
[Needs("customers.read")]
internal static class ListInteractions
{
    public sealed record Query(long CustomerId, string? After = null, int Limit = 50) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, string Number, DateTimeOffset At, InteractionType Type, long? ContactId, long? ResponsibleId, string? Summary, string? Need, string? Feedback, string? Complaint, string? Promise, Outcome Outcome);

    sealed record Place(DateTimeOffset At, long Id);

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.CustomerId, ct);
            var limit = Math.Clamp(query.Limit, 1, 200);
            IQueryable<Interaction> rows = db.Interactions.AsNoTracking().Where(i => i.CustomerId == query.CustomerId);
            if (Cursor.Read<Place>(query.After) is { } after) rows = rows.Where(i => i.At < after.At || (i.At == after.At && i.Id < after.Id));
            var found = await rows.OrderByDescending(i => i.At).ThenByDescending(i => i.Id).Take(limit + 1).ToListAsync(ct);
            var slice = Cursor.Cut(found, limit, i => new Place(i.At, i.Id));
            return new([.. slice.Items.Select(i => new Row(i.Id, HumanNumber.Format(Interaction.Prefix, i.Number), i.At, i.Type, i.ContactId, i.ResponsibleId, i.Summary, i.Need, i.Feedback, i.Complaint, i.Promise, i.Outcome))], slice.NextCursor);
        }
    }
}
