using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Feedback;

[Needs("feedback.read")]
internal sealed class QueuePage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListFeedback.Query Filter { get; set; } = new();

    public FeedbackView View => Filter.View ?? FeedbackView.Open;
    public bool ShowsDue => View is FeedbackView.Open or FeedbackView.Overdue;
    public CountFeedback.Result Counts { get; private set; } = null!;
    public FeedbackChoices.Result Lists { get; private set; } = null!;
    public Slice<ListFeedback.Row> Rows { get; private set; } = new([], null);

    /// <summary>The rest of the filter, which figures and other pages ask for: it stays while the form above changes the others.</summary>
    public IReadOnlyList<(string Name, string Value)> Kept => Queries(["kind", "category", "cause", "team", "view", "after", "limit"]);

    public string Address(FeedbackView view, bool? mine = null) =>
        "/feedback?view=" + view + string.Concat(Queries(["view", "after", "mine", "limit"]).Select(q => $"&{q.Name}={Uri.EscapeDataString(q.Value)}")) + (mine ?? Filter.Mine ? "&mine=true" : "");

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(Filter with { View = View, Limit = 50 });
        if (IsFragment) return Partial("_FeedbackRows", this);
        Counts = await Send(new CountFeedback.Query(Filter.Mine));
        Lists = await Send(new FeedbackChoices.Query(Retired: true));
        return Page();
    }

    IReadOnlyList<(string Name, string Value)> Queries(string[] but) =>
        [.. Request.Query.Where(q => !but.Contains(q.Key, StringComparer.OrdinalIgnoreCase)).SelectMany(q => q.Value, (q, v) => (q.Key, Value: v ?? "")).Where(q => q.Value.Length is > 0 and < 200)];
}

/// <summary>Colours of kinds.</summary>
internal static class FeedbackColors
{
    public static string Of(FeedbackKind kind) => kind switch { FeedbackKind.Complaint => "red", FeedbackKind.Suggestion => "blue", FeedbackKind.Praise => "green", _ => "secondary" };
}
