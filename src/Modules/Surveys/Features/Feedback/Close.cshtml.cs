using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Feedback;

[Needs("feedback.write")]
internal sealed class ClosePage : FormPage<CloseFeedback.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewFeedback.Result Feedback { get; private set; } = null!;
    public IReadOnlyList<Choice> Improvements { get; private set; } = [];

    protected override async Task<CloseFeedback.Command> Load()
    {
        Feedback = await Send(new ViewFeedback.Query(Id));
        return new() { Id = Id, Problem = Feedback.Row.Text, Version = Feedback.Version };
    }

    protected override async Task Prepare()
    {
        Feedback ??= await Send(new ViewFeedback.Query(Id));
        Improvements = await Send(new CloseFeedback.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        var improvement = await Send(Form with { Id = Id });
        return improvement is { } made ? Done($"/improvements/{made}", "surveys.feedback.improved") : Done($"/feedback/{Id}", "surveys.feedback.closed");
    }
}

[Needs("feedback.write")]
internal sealed class ReopenFeedbackPage : CrmPage
{
    /// <summary>Opened by address there is nothing to see.</summary>
    public IActionResult OnGet(long id) => LocalRedirect($"/feedback/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try { await Send(new ReopenFeedback.Command(id)); }
        catch (Crm.Platform.UseCases.RuleException e) { return Done($"/feedback/{id}", e.Key, e.Args); }
        return Done($"/feedback/{id}", "surveys.feedback.reopened");
    }
}
