using Crm.Care.Data;
using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features;

/// <summary>What was sent to a merged record, and what it signed up for, belongs to the survivor.</summary>
internal sealed class WhenCustomerMerged(CareDb db) : IHandle<CustomerMerged>
{
    public Task Handle(CustomerMerged happened, CancellationToken ct) => db.Move("CustomerId", happened.FromId, happened.IntoId, happened.At, ct);
}

/// <summary>It returns when the merge is taken back.</summary>
internal sealed class WhenCustomerUnmerged(CareDb db) : IHandle<CustomerUnmerged>
{
    public Task Handle(CustomerUnmerged happened, CancellationToken ct) => db.MoveBack(happened.FromId, happened.IntoId, happened.MergedAt, happened.At, ct);
}

/// <summary>The person is forgotten: who was written to, invited or came loses the name; the figures stay.</summary>
internal sealed class WhenCustomerErased(CareDb db) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        long? id = happened.CustomerId;
        await db.Choices.Where(c => c.CustomerId == id).ExecuteDeleteAsync(ct);
        await db.Greeted.Where(g => g.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(g => g.CustomerId, (long?)null).SetProperty(g => g.OwnerId, (long?)null).SetProperty(g => g.TeamId, (long?)null), ct);
        await db.Recipients.Where(r => r.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.CustomerId, (long?)null).SetProperty(r => r.DueAt, (DateTimeOffset?)null).SetProperty(r => r.OwnerId, (long?)null).SetProperty(r => r.TeamId, (long?)null), ct);
        await db.SignUps.Where(r => r.CustomerId == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.CustomerId, (long?)null).SetProperty(r => r.Name, (string?)null).SetProperty(r => r.Email, (string?)null).SetProperty(r => r.Phone, (string?)null)
            .SetProperty(r => r.OwnerId, (long?)null).SetProperty(r => r.TeamId, (long?)null), ct);
    }
}

/// <summary>Lists follow the customer's owner.</summary>
internal sealed class WhenCustomerChanged(CareDb db, ICustomerDirectory customers) : IHandleMany<CustomerChanged>
{
    public async Task HandleMany(IReadOnlyList<CustomerChanged> happened, CancellationToken ct)
    {
        var facts = await customers.FactsOf([.. happened.Select(h => h.CustomerId).Distinct()], ct);
        foreach (var customer in facts.Values.DistinctBy(c => c.Id))
        {
            var (id, owner, team) = ((long?)customer.Id, customer.OwnerId, customer.TeamId);
            await db.Recipients.Where(r => r.CustomerId == id && (r.OwnerId != owner || r.TeamId != team)).ExecuteUpdateAsync(s => s.SetProperty(r => r.OwnerId, owner).SetProperty(r => r.TeamId, team), ct);
            await db.SignUps.Where(r => r.CustomerId == id && (r.OwnerId != owner || r.TeamId != team)).ExecuteUpdateAsync(s => s.SetProperty(r => r.OwnerId, owner).SetProperty(r => r.TeamId, team), ct);
            await db.Greeted.Where(r => r.CustomerId == id && (r.OwnerId != owner || r.TeamId != team)).ExecuteUpdateAsync(s => s.SetProperty(r => r.OwnerId, owner).SetProperty(r => r.TeamId, team), ct);
        }
    }
}
