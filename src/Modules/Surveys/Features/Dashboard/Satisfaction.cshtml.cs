using System.Globalization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Dashboard;

[Needs("surveys.results")]
internal sealed class SatisfactionPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public SatisfactionFilter Filter { get; set; } = new();

    public ReadSatisfaction.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ReadSatisfaction.Query(Filter));
        return PageOr("_Satisfaction");
    }

    public IEnumerable<Choice> Surveys => View.Surveys.Select(s => new Choice(s.Id, s.Title));

    public IEnumerable<Choice> Teams => View.Teams.Select(t => new Choice(t.Id, t.Title));

    /// <summary>What the figures are narrowed to, in words: on paper nobody sees the form.</summary>
    public IReadOnlyList<string> Narrowed =>
    [
        .. new[]
        {
            ("surveys.survey", View.Surveys.FirstOrDefault(s => s.Id == Filter.Survey)?.Title), ("surveys.facet.team", View.Teams.FirstOrDefault(t => t.Id == Filter.Team)?.Title),
            ("surveys.facet.channel", Filter.Channel is { } channel ? L[channel] : null), ("surveys.facet.level", Filter.Level is { } level ? L[level] : null),
            ("surveys.facet.industry", Filter.Industry), ("surveys.facet.region", Filter.Region),
        }.Where(n => !string.IsNullOrWhiteSpace(n.Item2)).Select(n => L["surveys.dashboard.narrowed", L[n.Item1], n.Item2!]),
    ];

    /// <summary>What stands beside a figure: the change against the period before, and how much there was of it then.</summary>
    public string Change(double? now, double? before, string beforeShown) => View.Before is null ? "" : before is null || now is null ? L["surveys.dashboard.before.none"] : L["surveys.dashboard.before", beforeShown, now >= before ? "▲" : "▼"];

    /// <summary>A month's figure opens its answers.</summary>
    public string MonthUrl(ReadSatisfaction.Month month, params (string Name, string? Value)[] more) => Filter.AnswersUrl(month.From, month.To, more);

    /// <summary>The call backs behind a count.</summary>
    /// <param name="opened">Those opened in the period.</param>
    public string CallsUrl(string view, bool opened = true) =>
        "/follow-ups?view=" + view + (opened ? string.Create(CultureInfo.InvariantCulture, $"&from={View.From:yyyy-MM-dd}&to={View.To:yyyy-MM-dd}") : "") + (View.Filter.Team is { } team ? $"&teamId={team}" : "");

    /// <summary>The address of the answers of one group.</summary>
    public string GroupUrl(ReadSatisfaction.Breakdown breakdown, ReadSatisfaction.Group group, params (string Name, string? Value)[] more) => View.Answers([(breakdown.Facet, group.Value), .. more]);
}

