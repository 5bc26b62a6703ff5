using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Cohorts;

[Needs("lifecycle.read")]
internal sealed class CohortsPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public int Months { get; set; } = 12;

    [BindProperty(SupportsGet = true)]
    public CustomerLevel? Level { get; set; }

    [BindProperty(SupportsGet = true)]
    public CustomerKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public ValueClass? ValueClass { get; set; }

    [BindProperty(SupportsGet = true)]
    public SourceChannel? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Industry { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Region { get; set; }

    public ShowCohorts.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ShowCohorts.Query { Months = Months is 6 or 12 or 24 ? Months : 12, Level = Level, Kind = Kind, ValueClass = ValueClass, Source = Source, Industry = Industry, Region = Region });

    /// <summary>Mean share of the cohorts that are so old, weighted by their size; a month that still runs is left out.</summary>
    public double? Mean(int since)
    {
        var cells = View.Cohorts.Where(c => c.Cells.Count > since + (View.Current ? 1 : 0)).ToList();
        return cells.Sum(c => c.Customers) is > 0 and var all ? cells.Sum(c => c.Cells[since].Customers) / (double)all : null;
    }
}
