using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Stages;

[Needs("lifecycle.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public CustomerStage? Stage { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Active { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool ByHand { get; set; }

    [BindProperty(SupportsGet = true)]
    public CustomerLevel? Level { get; set; }

    [BindProperty(SupportsGet = true)]
    public ValueClass? ValueClass { get; set; }

    [BindProperty(SupportsGet = true)]
    public SourceChannel? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Industry { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Region { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Owner { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Team { get; set; }

    [BindProperty(SupportsGet = true)]
    public CustomerStage? MovedFrom { get; set; }

    [BindProperty(SupportsGet = true)]
    public CustomerStage? MovedTo { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? FirstMonth { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<ListStages.Row> Rows { get; private set; } = new([], null);

    /// <summary>The list shows who moved, not who stands somewhere.</summary>
    public bool Moves => MovedFrom is not null || MovedTo is not null || FirstMonth is not null;

    public async Task OnGetAsync() => Rows = await Send(new ListStages.Query
    {
        Q = Q, Stage = Stage, Active = Active, ByHand = ByHand, Level = Level, ValueClass = ValueClass, Source = Source, Industry = Industry, Region = Region, Owner = Owner, Team = Team,
        MovedFrom = MovedFrom, MovedTo = MovedTo, From = From, To = To, FirstMonth = FirstMonth, After = After,
    });
}
