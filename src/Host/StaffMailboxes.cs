using Crm.Contracts.Staff;
using Crm.Platform.Users;

namespace Crm.Host;

/// <summary>Lets the platform write to staff without knowing who staff are.</summary>
internal sealed class StaffMailboxes(IStaffDirectory staff) : IMailboxes
{
    public async Task<IReadOnlyDictionary<long, Mailbox>> Of(IReadOnlyCollection<long> staffIds, CancellationToken ct)
    {
        var everyone = await staff.Everyone(ct);
        return staffIds.Distinct().Select(id => everyone.GetValueOrDefault(id)).OfType<StaffFacts>()
            .Where(p => p is { Active: true, Email.Length: > 0 }).ToDictionary(p => p.Id, p => new Mailbox(p.Name, p.Email!, p.Language, p.Zone));
    }
}
