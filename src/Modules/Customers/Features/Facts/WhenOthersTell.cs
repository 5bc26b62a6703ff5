using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Contracts.Sales;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;

namespace Crm.Customers.Features.Facts;

/// <summary>Events of other modules that facts are made of, into our own copies.</summary>
internal sealed class WhenTicketOpened(CopyOthers copies) : IHandleMany<TicketOpened>
{
    public Task HandleMany(IReadOnlyList<TicketOpened> happened, CancellationToken ct) => copies.TicketsOpened(happened, ct);
}

internal sealed class WhenTicketResolved(CopyOthers copies) : IHandle<TicketResolved>
{
    public Task Handle(TicketResolved happened, CancellationToken ct) => copies.TicketIs(open: false, happened.TicketId, happened.CustomerId, happened.At, ct);
}

internal sealed class WhenTicketReopened(CopyOthers copies) : IHandle<TicketReopened>
{
    public Task Handle(TicketReopened happened, CancellationToken ct) => copies.TicketIs(open: true, happened.TicketId, happened.CustomerId, happened.At, ct);
}

internal sealed class WhenTicketArchived(CopyOthers copies) : IHandle<TicketArchived>
{
    public Task Handle(TicketArchived happened, CancellationToken ct) => copies.TicketIs(open: false, happened.TicketId, happened.CustomerId, happened.At, ct);
}

internal sealed class WhenTicketMerged(CopyOthers copies) : IHandle<TicketMerged>
{
    public Task Handle(TicketMerged happened, CancellationToken ct) => copies.TicketIs(open: false, happened.TicketId, happened.CustomerId, happened.At, ct);
}

internal sealed class WhenResponseFinished(CopyOthers copies) : IHandleMany<ResponseFinished>
{
    public Task HandleMany(IReadOnlyList<ResponseFinished> happened, CancellationToken ct) => copies.Scored([.. happened.Where(h => h.CustomerId is not null)], ct);
}

internal sealed class WhenOpportunityWon(CopyOthers copies) : IHandle<OpportunityWon>
{
    public Task Handle(OpportunityWon happened, CancellationToken ct) => copies.Signed(happened.OpportunityId, happened.CustomerId, happened.At, ct);
}

internal sealed class WhenCustomerStageChanged(CopyOthers copies) : IHandleMany<CustomerStageChanged>
{
    public Task HandleMany(IReadOnlyList<CustomerStageChanged> happened, CancellationToken ct) => copies.Staged([.. happened.Select(h => new StageRecord(h.CustomerId, h.To, h.At))], ct);
}

internal sealed class FactsWhenCustomerMerged(FactKeeper keeper) : IHandle<CustomerMerged>
{
    public Task Handle(CustomerMerged happened, CancellationToken ct) => keeper.Refresh([happened.FromId, happened.IntoId], ct);
}

/// <summary>At once, not with the next sweep: facts repeat what was erased.</summary>
internal sealed class FactsWhenCustomerErased(FactKeeper keeper) : IHandle<CustomerErased>
{
    public Task Handle(CustomerErased happened, CancellationToken ct) => keeper.Refresh([happened.CustomerId], ct);
}
