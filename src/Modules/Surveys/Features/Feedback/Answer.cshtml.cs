using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Feedback;

[Needs("feedback.write")]
internal sealed class AnswerPage : FormPage<AnswerFeedback.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public AnswerFeedback.View About { get; private set; } = null!;
    public ViewFeedback.Result Feedback { get; private set; } = null!;

    public IReadOnlyList<Choice> Ways => [.. new[] { AnswerWay.Mail, AnswerWay.Phone, AnswerWay.Ticket }.Where(w => About.MayMail || w != AnswerWay.Mail).Select(w => new Choice(w.ToString(), L[w]))];

    protected override async Task<AnswerFeedback.Command> Load()
    {
        About = await Send(new AnswerFeedback.Query(Id));
        return new() { Id = Id, Way = About.MayMail ? AnswerWay.Mail : AnswerWay.Phone, Subject = About.Subject, Text = About.MayMail ? About.Text : "", Version = About.Version };
    }

    protected override async Task Prepare()
    {
        About ??= await Send(new AnswerFeedback.Query(Id));
        Feedback = await Send(new ViewFeedback.Query(Id));
    }

    public override async Task<IActionResult> OnGetAsync()
    {
        // Answered already: there is nothing to fill in any more.
        try { return await base.OnGetAsync(); }
        catch (Crm.Platform.UseCases.RuleException e) { return Done($"/feedback/{Id}", e.Key, e.Args); }
    }

    public override async Task<IActionResult> OnPostAsync()
    {
        try { return await base.OnPostAsync(); }
        catch (Crm.Platform.UseCases.RuleException e) { return Done($"/feedback/{Id}", e.Key, e.Args); }
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/feedback/{Id}", "surveys.feedback.answer.done");
    }
}
