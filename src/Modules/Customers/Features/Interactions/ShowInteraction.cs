using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Interactions;

/// <summary>One interaction with its to-dos.</summary>
[Needs("customers.read")]
internal static class ShowInteraction
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(
        long Id, string Number, long CustomerId, string Customer, long? ContactId, string? Contact, DateTimeOffset At, InteractionType Type, string? Participants,
        long? ResponsibleId, string? Responsible, string? Summary, string? Need, string? Feedback, string? Complaint, string? Promise, Outcome Outcome,
        IReadOnlyList<ListToDos.Row> ToDos, IReadOnlyList<FileFacts> Files, string? CreatedBy, DateTimeOffset CreatedAt, uint Version);

    public sealed class Handler(CustomersDb db, IStaffDirectory staff, IFiles files, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var i = await db.Interactions.AsNoTracking().FirstOrDefaultAsync(x => x.Id == query.Id, ct) ?? throw new MissingException("Interaction", query.Id);
            await db.MustRead(user, i.CustomerId, ct);
            var customer = await db.Customers.Where(c => c.Id == i.CustomerId).Select(c => c.Name).SingleAsync(ct);
            var contact = i.ContactId is null ? null : await db.Contacts.Where(c => c.Id == i.ContactId).Select(c => c.Name).FirstOrDefaultAsync(ct);
            var people = await staff.Everyone(ct);
            string? NameOf(long? id) => id is { } key && people.TryGetValue(key, out var person) ? person.Name : null;
            var toDos = await db.ToDos.Where(t => t.InteractionId == i.Id).OrderBy(t => t.DueAt).ThenBy(t => t.Id).ToListAsync(ct);
            var attached = await files.Of(i.FileIds, ct);
            return new View(i.Id, HumanNumber.Format(Interaction.Prefix, i.Number), i.CustomerId, customer, i.ContactId, contact, i.At, i.Type, i.Participants, i.ResponsibleId, NameOf(i.ResponsibleId),
                i.Summary, i.Need, i.Feedback, i.Complaint, i.Promise, i.Outcome,
                [.. toDos.Select(t => ListToDos.Row.Of(t, customer, NameOf(t.OwnerId), clock.GetUtcNow()))], [.. i.FileIds.Where(attached.ContainsKey).Select(f => attached[f])], NameOf(i.CreatedById), i.CreatedAt, i.Version);
        }
    }
}
