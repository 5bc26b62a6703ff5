using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Platform.Fields;
using Crm.Platform.Privacy;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Customers;

/// <summary>Words that may identify the person go; states, times and codes stay for statistics.</summary>
internal sealed class WhenCustomerErased(TicketsDb db, TimeProvider clock) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        var (id, none) = (happened.CustomerId, Ticket.Erased);
        var tickets = db.Tickets.Where(t => t.CustomerId == id).Select(t => t.Id);
        // Set-based: a customer may have thousands of messages.
        await db.ForgetFiles(await db.Set<MessageFile>().Where(f => db.Messages.Any(m => m.Id == f.MessageId && tickets.Contains(m.TicketId))).Select(f => f.FileId).ToListAsync(ct), ct);
        await db.Set<MessageFile>().Where(f => db.Messages.Any(m => m.Id == f.MessageId && tickets.Contains(m.TicketId))).ExecuteDeleteAsync(ct);
        await db.ForgetFiles([.. (await db.Drafts.Where(d => tickets.Contains(d.TicketId)).Select(d => d.Files).ToListAsync(ct)).SelectMany(f => f)], ct);
        await db.Drafts.Where(d => tickets.Contains(d.TicketId)).ExecuteDeleteAsync(ct);
        await db.Messages.Where(m => tickets.Contains(m.TicketId)).ExecuteUpdateAsync(s => s.SetProperty(m => m.Body, none), ct);
        await db.History.Where(h => tickets.Contains(h.TicketId)).ExecuteUpdateAsync(s => s.SetProperty(h => h.Note, (string?)null), ct);
        await db.SubTasks.Where(s => tickets.Contains(s.TicketId)).ExecuteUpdateAsync(s => s.SetProperty(t => t.Title, none).SetProperty(t => t.Result, t => t.Result == null ? null : none), ct);
        await db.Set<Attempt>().Where(a => db.FollowUps.Any(f => f.Id == a.FollowUpId && f.CustomerId == id)).ExecuteUpdateAsync(s => s.SetProperty(a => a.Note, (string?)null), ct);
        await db.FollowUps.Where(f => f.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(f => f.Action, f => f.Action == null ? null : none).SetProperty(f => f.FormerAction, f => f.FormerAction == null ? null : none), ct);
        await db.ForgetCare(id, tickets, clock.GetUtcNow(), ct);
        // Notices quote the subject.
        var urls = await tickets.Select(t => "/tickets/" + t).ToListAsync(ct);
        await db.Notifications.Where(n => urls.Contains(n.Url)).ExecuteDeleteAsync(ct);
        await db.Tickets.Where(t => t.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.Subject, none).SetProperty(t => t.Words, "").SetProperty(t => t.Custom, CustomValues.None).SetProperty(t => t.ContactId, (long?)null).SetProperty(t => t.Prefers, Array.Empty<string>()).SetProperty(t => t.Needs, Array.Empty<string>()), ct);
        await db.Customers.Where(c => c.Id == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, c => c.Number).SetProperty(c => c.Region, (string?)null).SetProperty(c => c.Words, c => c.Number.ToLower()), ct);
    }
}
