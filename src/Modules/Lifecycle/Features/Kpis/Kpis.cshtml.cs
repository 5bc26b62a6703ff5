using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Kpis;

[Needs("lifecycle.read")]
internal sealed class KpisPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public ShowKpis.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ShowKpis.Query { From = From, To = To });

    public static string Say(Show show, Texts texts, double? value, Kpi k) => value is not { } v ? "–" : k.Unit switch
    {
        KpiUnit.Money => show.Money((decimal)v, k.Currency!),
        KpiUnit.Percent => show.Percent(v, 1),
        KpiUnit.Hours => texts["lifecycle.hours", show.Number(v, 1)],
        KpiUnit.Points => show.Number(v, 1),
        _ => v == Math.Floor(v) ? show.Number((long)v) : show.Number(v, 2),
    };

    /// <summary>The change against the period before: of shares in percentage points.</summary>
    public static string Change(Show show, Texts texts, Kpi k) => k.Value - k.Before is not { } d ? "" : (d > 0 ? "+" : "") + (k.Unit switch { KpiUnit.Percent => texts["lifecycle.points", show.Number(d * 100, 1)], KpiUnit.Money => show.Money((decimal)d, k.Currency!), _ => show.Number(d, 1) });
}
