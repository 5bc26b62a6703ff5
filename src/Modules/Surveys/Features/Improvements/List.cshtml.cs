using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Improvements;

[Needs("improvements.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListImprovements.Query Filter { get; set; } = new();

    public ImprovementView View => Filter.View ?? ImprovementView.Open;
    public Slice<ImprovementRow> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { View = View, Limit = 50 });
}

[Needs("improvements.read")]
internal sealed class BoardPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ShowImprovements.Query Filter { get; set; } = new();

    public IReadOnlyList<ShowImprovements.Column> Columns { get; private set; } = [];

    public async Task OnGetAsync() => Columns = await Send(Filter);
}

/// <summary>Colours of states and of what came of it.</summary>
internal static class ImprovementColors
{
    public static string Of(ImprovementStatus status) => status switch
    {
        ImprovementStatus.Proposed => "yellow",
        ImprovementStatus.Approved => "blue",
        ImprovementStatus.Running => "indigo",
        ImprovementStatus.Done => "teal",
        ImprovementStatus.Verified => "green",
        _ => "secondary",
    };

    public static string Of(ItemVerdict verdict) => verdict switch { ItemVerdict.Moved => "green", ItemVerdict.Worse => "red", ItemVerdict.NotMoved => "yellow", _ => "secondary" };

    public static string IconOf(ImprovementStatus to) => to switch { ImprovementStatus.Approved => "check", ImprovementStatus.Rejected => "x", ImprovementStatus.Running => "player-play", ImprovementStatus.Done => "flag-check", ImprovementStatus.Verified => "checks", _ => "arrow-back-up" };

    /// <summary>From where to where: figure then, now, and what it was to be.</summary>
    public static string Way(Show show, ImprovementRow row) => row.Figure is null && row.FigureAfter is null && row.Target is null ? "" : $"{show.Number(row.Figure)} → {show.Number(row.FigureAfter)} ({show.Number(row.Target)})";
}
