using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Customers.Features.Customers;

/// <summary>Who is responsible for a customer: somebody at work, and not further away than the right to write reaches.</summary>
internal sealed class Owners(IStaffDirectory staff, CurrentUser user)
{
    /// <summary>The owner and their first team. Who may write only some customers owns a new one themselves unless they name another.</summary>
    public async Task<(long? OwnerId, long? TeamId)> Choose(long? wanted, CancellationToken ct)
    {
        var scope = user.ScopeOf("customers.write");
        var owner = wanted ?? (scope.All ? null : user.Id);
        if (owner is not { } id) return (null, null);
        if (!(await staff.Everyone(ct)).TryGetValue(id, out var person) || !person.Active) throw new RuleException("customers.owner.unknown", "OwnerId");
        var team = person.TeamIds.Count > 0 ? person.TeamIds[0] : (long?)null;
        if (!scope.Covers(id, team)) throw new RuleException("customers.owner.outside", "OwnerId");
        return (id, team);
    }
}
