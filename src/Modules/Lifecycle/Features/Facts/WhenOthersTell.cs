using Crm.Contracts.Customers;
using Crm.Contracts.Sales;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Books;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Facts;

internal sealed class WhenCustomerRegistered(Copies copies, StageKeeper keeper) : IHandleMany<CustomerRegistered>
{
    public async Task HandleMany(IReadOnlyList<CustomerRegistered> happened, CancellationToken ct) =>
        await keeper.Refresh([.. (await copies.Know([.. happened.Select(h => h.CustomerId)], ct)).Values], ct);
}

internal sealed class WhenCustomerChanged(LifecycleDb db, Copies copies, BookFollower books, ICustomerDirectory directory, StageKeeper keeper) : IHandleMany<CustomerChanged>
{
    public async Task HandleMany(IReadOnlyList<CustomerChanged> happened, CancellationToken ct)
    {
        var facts = (await directory.FactsOf([.. happened.Select(h => h.CustomerId).Distinct()], ct)).Values.DistinctBy(f => f.Id).ToList();
        var changed = await copies.Customers(facts, ct);
        await keeper.Refresh([.. facts.Where(f => !f.Erased).Select(f => f.Id)], ct);
        await books.EnteredClasses(changed, ct);
        var ids = facts.ConvertAll(f => f.Id);
        var owners = facts.ToDictionary(f => f.Id);
        foreach (var run in await db.Runs.Where(r => ids.Contains(r.CustomerId) && r.EndedAt == null).ToListAsync(ct)) run.Follow(owners[run.CustomerId].OwnerId, owners[run.CustomerId].TeamId);
    }
}

internal sealed class WhenCustomerAdmitted(Copies copies, StageKeeper keeper) : IHandleMany<CustomerAdmitted>
{
    public async Task HandleMany(IReadOnlyList<CustomerAdmitted> happened, CancellationToken ct) =>
        await keeper.Refresh([.. (await copies.Know([.. happened.Select(h => h.CustomerId)], ct)).Values], ct);
}

internal sealed class WhenPurchaseRecorded(Copies copies, StageKeeper keeper) : IHandleMany<PurchaseRecorded>
{
    public async Task HandleMany(IReadOnlyList<PurchaseRecorded> happened, CancellationToken ct)
    {
        var standing = await copies.KnowNew([.. happened.Select(h => h.CustomerId)], ct);
        await copies.Orders([.. happened.Select(h => new PurchaseFacts(h.PurchaseId, h.CustomerId, h.PurchasedAt, h.Goods, 0, h.Currency))], standing, ct);
        await keeper.Refresh([.. standing.Values], ct);
    }
}

internal sealed class WhenPurchaseRefunded(Copies copies, StageKeeper keeper) : IHandle<PurchaseRefunded>
{
    public async Task Handle(PurchaseRefunded happened, CancellationToken ct)
    {
        var standing = await copies.KnowNew([happened.CustomerId], ct);
        await copies.Refunded(happened.PurchaseId, happened.Goods, happened.RefundedTotal, ct);
        await keeper.Refresh([.. standing.Values], ct);
    }
}

/// <summary>Takes touches and settles whom they are of.</summary>
internal sealed class TouchTaker(Copies copies, StageKeeper keeper)
{
    public async Task Take(IReadOnlyCollection<KnownTouch> touches, CancellationToken ct)
    {
        var standing = await copies.KnowNew([.. touches.Select(t => t.CustomerId)], ct);
        await copies.Touches(touches, standing, ct);
        await keeper.Refresh([.. standing.Values], ct);
    }
}

internal sealed class WhenInteractionLogged(TouchTaker taker) : IHandleMany<InteractionLogged>
{
    public Task HandleMany(IReadOnlyList<InteractionLogged> happened, CancellationToken ct) =>
        taker.Take([.. happened.Select(h => new KnownTouch { Kind = TouchKind.Interaction, SourceId = h.InteractionId, CustomerId = h.CustomerId, At = h.At })], ct);
}

internal sealed class WhenTicketOpened(TouchTaker taker) : IHandleMany<TicketOpened>
{
    public Task HandleMany(IReadOnlyList<TicketOpened> happened, CancellationToken ct) =>
        taker.Take([.. happened.SelectMany(h => Copies.Of(new TicketRecord(h.TicketId, h.CustomerId, h.Type, h.Channel, h.At, null)))], ct);
}

internal sealed class WhenTicketClockBreached(LifecycleDb db, Copies copies) : IHandle<TicketClockBreached>
{
    public async Task Handle(TicketClockBreached happened, CancellationToken ct)
    {
        // The first broken promise of a ticket counts; it changes no stage.
        if (await db.Touches.AnyAsync(t => t.Kind == TouchKind.Overdue && t.SourceId == happened.TicketId, ct)) return;
        await copies.Touches([new KnownTouch { Kind = TouchKind.Overdue, SourceId = happened.TicketId, CustomerId = happened.CustomerId, At = happened.At }], await copies.KnowNew([happened.CustomerId], ct), ct);
    }
}

internal sealed class WhenResponseFinished(TouchTaker taker) : IHandleMany<ResponseFinished>
{
    public Task HandleMany(IReadOnlyList<ResponseFinished> happened, CancellationToken ct) =>
        taker.Take([.. happened.Where(h => h.CustomerId is not null).SelectMany(h => Copies.Of(h.ResponseId, h.CustomerId!.Value, h.Headline, h.Nps, h.At))], ct);
}

/// <summary>Opportunities are read anew when something happens to one: an event says less than the copy holds.</summary>
internal sealed class DealTaker(Copies copies, StageKeeper keeper, IDealRecords deals)
{
    public async Task Take(long opportunityId, CancellationToken ct)
    {
        var found = await deals.Of([opportunityId], ct);
        var standing = await copies.KnowNew([.. found.Select(d => d.CustomerId)], ct);
        await copies.Deals(found, standing, ct);
        await keeper.Refresh([.. standing.Values], ct);
    }
}

internal sealed class WhenOpportunityOpened(DealTaker taker) : IHandle<OpportunityOpened>
{
    public Task Handle(OpportunityOpened happened, CancellationToken ct) => taker.Take(happened.OpportunityId, ct);
}

internal sealed class WhenOpportunityWon(DealTaker taker) : IHandle<OpportunityWon>
{
    public Task Handle(OpportunityWon happened, CancellationToken ct) => taker.Take(happened.OpportunityId, ct);
}

internal sealed class WhenOpportunityLost(DealTaker taker) : IHandle<OpportunityLost>
{
    public Task Handle(OpportunityLost happened, CancellationToken ct) => taker.Take(happened.OpportunityId, ct);
}

/// <summary>Orders, contacts and deals go over to the survivor, who is settled anew; the record that went leaves the figures. The history stays with the record whose it was.</summary>
internal sealed class WhenCustomerMerged(LifecycleDb db, Copies copies, StageKeeper keeper) : IHandle<CustomerMerged>
{
    public async Task Handle(CustomerMerged happened, CancellationToken ct)
    {
        if (!await db.Move("CustomerId", happened.FromId, happened.IntoId, happened.At, ct, typeof(KnownCustomer))) return;
        await keeper.Leave(happened.FromId, StageReason.Merged, ct);
        await keeper.Refresh([.. (await copies.Know([happened.IntoId], ct)).Values], ct);
    }
}

internal sealed class WhenCustomerUnmerged(LifecycleDb db, Copies copies, StageKeeper keeper) : IHandle<CustomerUnmerged>
{
    public async Task Handle(CustomerUnmerged happened, CancellationToken ct)
    {
        await db.MoveBack(happened.FromId, happened.IntoId, happened.MergedAt, happened.At, ct);
        await db.Customers.Where(c => c.CustomerId == happened.FromId).ExecuteUpdateAsync(s => s.SetProperty(c => c.GoneAt, (DateTimeOffset?)null), ct);
        await keeper.Refresh([.. (await copies.Know([happened.FromId, happened.IntoId], ct)).Values], ct);
    }
}

/// <summary>Whoever is erased leaves the figures; words and whatever names them go, counts of the past stay.</summary>
internal sealed class WhenCustomerErased(LifecycleDb db, StageKeeper keeper) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        var id = happened.CustomerId;
        await keeper.Leave(id, StageReason.Erased, ct);
        await db.Customers.Where(c => c.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, "").SetProperty(c => c.Number, "").SetProperty(c => c.OwnerId, (long?)null).SetProperty(c => c.TeamId, (long?)null), ct);
        foreach (var hand in await db.HandSettings.Where(h => h.CustomerId == id).ToListAsync(ct)) hand.Forget();
        foreach (var run in await db.Runs.Include(r => r.Steps).Where(r => r.CustomerId == id && r.EndedAt == null).ToListAsync(ct)) run.End(happened.At);
    }
}
