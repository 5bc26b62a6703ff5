using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Feedback;

[Needs("feedback.write")]
internal sealed class ClassifyPage : FormPage<ClassifyFeedback.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewFeedback.Result Feedback { get; private set; } = null!;
    public FeedbackChoices.Result Lists { get; private set; } = null!;

    protected override async Task<ClassifyFeedback.Command> Load()
    {
        Feedback = await Send(new ViewFeedback.Query(Id));
        return new() { Id = Id, Kind = Feedback.Row.Kind, CategoryId = Feedback.CategoryId, CauseId = Feedback.CauseId, OwnerId = Feedback.OwnerId, Version = Feedback.Version };
    }

    protected override async Task Prepare()
    {
        Feedback ??= await Send(new ViewFeedback.Query(Id));
        Lists = await Send(new FeedbackChoices.Query());
        // Whoever has it stands in the list, whether they could be given it or not.
        if (Feedback.OwnerId is { } owner && Lists.People.All(p => p.Value != owner.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            Lists = Lists with { People = [.. Lists.People, new Choice(owner, Feedback.Row.Owner ?? "")] };
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/feedback/{Id}", "surveys.feedback.classified");
    }
}
