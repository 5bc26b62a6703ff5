using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Feedback;

[Needs("feedback.read")]
internal sealed class FiguresPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ReadFeedback.Query Filter { get; set; } = new();

    public FeedbackBy By => Figures.By;
    public ReadFeedback.View Figures { get; private set; } = null!;
    public FeedbackChoices.Result Lists { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        Figures = await Send(Filter);
        Lists = await Send(new FeedbackChoices.Query());
    }

    /// <summary>Address of the feedback behind a figure.</summary>
    public string List(string? more = null)
    {
        var kept = new List<string> { "view=All" };
        if (Filter.From is { } from) kept.Add($"from={from:yyyy-MM-dd}");
        if (Filter.To is { } to) kept.Add($"to={to:yyyy-MM-dd}");
        if (Filter.Team is { } team && more?.StartsWith("team=", StringComparison.Ordinal) != true) kept.Add($"team={team}");
        if (more is not null) kept.Add(more);
        return "/feedback?" + string.Join('&', kept);
    }

    public string Note(Show show, long n, Interval? interval) => $"n = {show.Number(n)}" + (interval is null ? "" : $", 95 %: {show.Percent(interval.Low)} … {show.Percent(interval.High)}");
}
