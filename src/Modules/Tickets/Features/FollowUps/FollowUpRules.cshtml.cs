using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("surveys.write")]
internal sealed class FollowUpRulesPage : FormPage<ChangeFollowUpTerms.Command>
{
    public ListFollowUpRules.View Rules { get; private set; } = null!;

    protected override bool KeepsBefore => true;

    protected override async Task<ChangeFollowUpTerms.Command> Load()
    {
        Rules = await Send(new ListFollowUpRules.Query());
        return new() { EscalateHours = Rules.EscalateHours };
    }

    protected override async Task Prepare() => Rules ??= await Send(new ListFollowUpRules.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/follow-ups/rules", "tickets.settings.saved");
    }

    /// <summary>A rule as a sentence.</summary>
    public string Words(ListFollowUpRules.Row r) => r.Trigger switch
    {
        FollowUpTrigger.Score => L["tickets.followup.rules.score", r.AtMost ?? 0],
        FollowUpTrigger.Nps => L["tickets.followup.rules.nps", r.Group is { } group ? L[group] : ""],
        _ => L["tickets.followup.rules.keyword", string.Join(", ", r.Keywords)],
    };
}

/// <summary>A new rule, or with an id one that is changed.</summary>
[Needs("surveys.write")]
internal sealed class FollowUpRulePage : FormPage<SaveFollowUpRule.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ListFollowUpRules.View Rules { get; private set; } = null!;

    public IReadOnlyList<Choice> Languages => [new("zh-CN", L["tickets.followup.rules.language.zh_cn"]), new("en", L["tickets.followup.rules.language.en"])];

    protected override async Task<SaveFollowUpRule.Command> Load() => Id == 0 ? new() { Trigger = FollowUpTrigger.Keyword } : await Send(new SaveFollowUpRule.Query(Id));

    protected override async Task Prepare() => Rules = await Send(new ListFollowUpRules.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/follow-ups/rules", "tickets.followup.rules.saved");
    }
}

[Needs("surveys.write")]
internal sealed class DeleteFollowUpRulePage : CrmPage
{
    /// <summary>Opened by address there is nothing to see.</summary>
    public IActionResult OnGet() => LocalRedirect("/follow-ups/rules");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new DeleteFollowUpRule.Command(id));
        return Done("/follow-ups/rules", "tickets.followup.rules.deleted");
    }
}
