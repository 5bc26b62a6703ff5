using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Feedback;

[Needs("surveys.write")]
internal sealed class ListsPage : CrmPage
{
    public IReadOnlyList<ListFeedbackCodes.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListFeedbackCodes.Query());
}

/// <summary>A new entry, or with an id one that is changed.</summary>
[Needs("surveys.write")]
internal sealed class EntryPage : FormPage<SaveFeedbackCode.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override async Task<SaveFeedbackCode.Command> Load() => Id == 0 ? new() { Kind = FeedbackCodeKind.Category, Position = 100 } : await Send(new SaveFeedbackCode.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/feedback/lists", "surveys.feedback.lists.saved");
    }
}

[Needs("surveys.write")]
internal sealed class TermsPage : FormPage<ChangeFeedbackTerms.Command>
{
    protected override bool KeepsBefore => true;

    protected override Task<ChangeFeedbackTerms.Command> Load() => Send(new ChangeFeedbackTerms.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/feedback/settings", "surveys.feedback.terms.saved");
    }
}
