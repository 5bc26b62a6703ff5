using Crm.Contracts.Lifecycle;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.ToDos;

/// <summary>A step of a playbook or a plan becomes a to-do of whoever is to do it, in their language; told again it stays the one.</summary>
internal sealed class WhenToDoWanted(CustomersDb db, IStaffDirectory staff) : IHandleMany<ToDoWanted>
{
    public async Task HandleMany(IReadOnlyList<ToDoWanted> happened, CancellationToken ct)
    {
        var (keys, ids) = (happened.Select(h => h.Key).ToList(), happened.Select(h => h.CustomerId).Distinct().ToList());
        var known = (await db.ToDos.Where(t => t.WantedKey != null && keys.Contains(t.WantedKey.Value)).Select(t => t.WantedKey!.Value).ToListAsync(ct)).ToHashSet();
        // The record that stands for it now: it may have been merged on the way. Nobody is served who is erased.
        var customers = await (from asked in db.Customers
                               where ids.Contains(asked.Id)
                               join c in db.Customers on asked.MergedIntoId ?? asked.Id equals c.Id
                               where c.ErasedAt == null
                               select new { Asked = asked.Id, c.Id, c.OwnerId, c.TeamId }).ToDictionaryAsync(c => c.Asked, ct);
        var people = await staff.Everyone(ct);
        foreach (var wanted in happened.Where(h => known.Add(h.Key)))
        {
            if (!customers.TryGetValue(wanted.CustomerId, out var customer)) continue;
            var owner = (wanted.OwnerId ?? customer.OwnerId) is { } id && people.TryGetValue(id, out var person) && person.Active ? person : null;
            var team = owner is { TeamIds.Count: > 0 } ? owner.TeamIds[0] : customer.TeamId;
            db.ToDos.Add(ToDo.Wanted(wanted.Key, customer.Id, owner?.Language == "en" ? wanted.English : wanted.Chinese, owner?.Id, team, wanted.DueAt, wanted.At));
        }
    }
}

/// <summary>What is no longer wanted goes, unless somebody has closed it.</summary>
internal sealed class WhenToDoWithdrawn(CustomersDb db) : IHandle<ToDoWithdrawn>
{
    public async Task Handle(ToDoWithdrawn happened, CancellationToken ct)
    {
        if (await db.ToDos.SingleOrDefaultAsync(t => t.WantedKey == happened.Key && t.ClosedAt == null, ct) is { } toDo) db.ToDos.Remove(toDo);
    }
}
