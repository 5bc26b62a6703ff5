using System.Globalization;
using Crm.Contracts.Lifecycle;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Flow;

[Needs("lifecycle.read")]
internal sealed class FlowPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Team { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Months { get; set; } = 12;

    public ShowFlow.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ShowFlow.Query
    {
        Months = Months is 6 or 12 or 24 or 36 ? Months : 12, Team = Team, Month = DateOnly.TryParseExact(Month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : null,
    });

    /// <summary>The customers who stand in a stage.</summary>
    public string Standing(CustomerStage stage) => $"/lifecycle/customers?stage={stage}{(Team is { } t ? $"&team={t}" : "")}";

    /// <summary>The customers who made a move in the month.</summary>
    public string Moved(CustomerStage? from, CustomerStage? to) =>
        $"/lifecycle/customers?movedFrom={from}&movedTo={to}&from={View.Month:yyyy-MM-dd}&to={View.LastDay:yyyy-MM-dd}{(Team is { } t ? $"&team={t}" : "")}";
}
