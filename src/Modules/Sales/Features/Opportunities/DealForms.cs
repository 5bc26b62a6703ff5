using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Sales.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Sales.Features.Opportunities;

/// <summary>The choices of the deal's form.</summary>
internal static class DealForms
{
    public static readonly IReadOnlyList<Choice> Currencies = [new("CNY", "CNY"), new("USD", "USD"), new("EUR", "EUR"), new("HKD", "HKD"), new("JPY", "JPY"), new("GBP", "GBP")];

    /// <summary>Active people the user may give a deal to.</summary>
    public static async Task<IReadOnlyList<Choice>> Owners(this CrmPage page)
    {
        var services = page.HttpContext.RequestServices;
        var scope = services.GetRequiredService<CurrentUser>().ScopeOf("sales.write");
        var people = await services.GetRequiredService<IStaffDirectory>().Everyone(page.HttpContext.RequestAborted);
        return [.. people.Values.Where(p => p.Active && scope.Covers(p.Id, p.TeamIds.Count > 0 ? p.TeamIds[0] : null)).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => new Choice($"{p.Id}", p.Name))];
    }
}
