using Crm.Contracts.Staff;
using Crm.Platform.Web;

namespace Crm.Customers.Features;

/// <summary>People to choose an owner from.</summary>
internal static class StaffChoices
{
    public static async Task<IReadOnlyList<Choice>> Active(IStaffDirectory staff, CancellationToken ct) =>
        [.. (await staff.Everyone(ct)).Values.Where(p => p.Active).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => new Choice($"{p.Id}", p.Name))];
}
