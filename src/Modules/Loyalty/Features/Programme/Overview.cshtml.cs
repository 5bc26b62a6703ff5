using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Programme;

/// <summary>A version as the pages show it; <paramref name="Edits"/>: with the ways to change it.</summary>
internal sealed record VersionPart(ShowVersion.View View, bool Edits)
{
    public static string ColorOf(VersionState state) => state switch { VersionState.Live => "green", VersionState.Draft => "yellow", VersionState.Scheduled => "azure", _ => "secondary" };
}

[Needs("loyalty.read")]
internal sealed class OverviewPage : CrmPage
{
    public ShowVersion.View View { get; private set; } = null!;

    public IReadOnlyList<ListVersions.Row> Versions { get; private set; } = [];

    public async Task OnGetAsync() => (View, Versions) = (await Send(new ShowVersion.Query()), await Send(new ListVersions.Query()));
}

[Needs("loyalty.read")]
internal sealed class VersionPage : CrmPage
{
    public ShowVersion.View View { get; private set; } = null!;

    public async Task OnGetAsync(int number) => View = await Send(new ShowVersion.Query(number));
}

[Needs("loyalty.programme")]
internal sealed class StartDraftPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/loyalty/programme");

    public async Task<IActionResult> OnPostAsync() => Done($"/loyalty/programme/{await Send(new StartDraft.Command())}");
}

[Needs("loyalty.programme")]
internal sealed class DiscardPage : CrmPage
{
    public IActionResult OnGet(int number) => LocalRedirect($"/loyalty/programme/{number}");

    public async Task<IActionResult> OnPostAsync(int number)
    {
        await Send(new DiscardDraft.Command(number));
        return Done("/loyalty/programme", "loyalty.programme.discarded");
    }
}

[Needs("loyalty.programme")]
internal sealed class WithdrawPage : CrmPage
{
    public IActionResult OnGet(int number) => LocalRedirect($"/loyalty/programme/{number}");

    public async Task<IActionResult> OnPostAsync(int number)
    {
        await Send(new WithdrawVersion.Command(number));
        return Done($"/loyalty/programme/{number}", "loyalty.programme.withdrawn");
    }
}

[Needs("loyalty.programme")]
internal sealed class PublishPage : FormPage<PublishVersion.Command>
{
    [FromRoute]
    public int Number { get; set; }

    public ShowVersion.View Shown { get; private set; } = null!;

    protected override async Task<PublishVersion.Command> Load() => new() { Number = Number, Version = (await Send(new ShowVersion.Query(Number))).Version };

    protected override async Task Prepare() => Shown = await Send(new ShowVersion.Query(Number));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Number = Number });
        return Done($"/loyalty/programme/{Number}", "loyalty.programme.published");
    }
}

[Needs("loyalty.programme")]
internal sealed class TermsPage : FormPage<ChangeTerms.Command>
{
    [FromRoute]
    public int Number { get; set; }

    protected override Task<ChangeTerms.Command> Load() => Send(new ChangeTerms.Query(Number));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Number = Number });
        return Done($"/loyalty/programme/{Number}", "saved");
    }
}

[Needs("loyalty.programme")]
internal sealed class NewRulePage(CurrentUser reader) : RuleForm(reader);

[Needs("loyalty.programme")]
internal sealed class EditRulePage(CurrentUser reader) : RuleForm(reader);

/// <summary>One form for a new rule and for an old one.</summary>
internal abstract class RuleForm(CurrentUser reader) : FormPage<SaveRule.Command>
{
    [FromRoute]
    public int Number { get; set; }

    [FromRoute]
    public string? Key { get; set; }

    public IReadOnlyList<Choice> Tiers { get; private set; } = [];

    public IReadOnlyList<Choice> Campaigns { get; private set; } = [];

    public static IReadOnlyList<Choice> Days => [.. new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday }.Select(d => new Choice(d.ToString(), System.Globalization.CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName(d)))];

    SaveRule.View? view;

    protected override async Task<SaveRule.Command> Load() => (view = await Send(new SaveRule.Query(Number, Key))).Command;

    protected override async Task Prepare()
    {
        view ??= await Send(new SaveRule.Query(Number, Key));
        Tiers = [.. view.Tiers.Select(t => new Choice($"{t.Id}", reader.Language == "zh-CN" ? t.NameZh : t.NameEn))];
        Campaigns = [.. view.Campaigns.Select(c => new Choice(c.Key, c.Name(reader.Language)))];
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Number = Number, Key = Key });
        return Done($"/loyalty/programme/{Number}", "saved");
    }
}

[Needs("loyalty.programme")]
internal sealed class RemoveRulePage : CrmPage
{
    public IActionResult OnGet(int number) => LocalRedirect($"/loyalty/programme/{number}");

    public async Task<IActionResult> OnPostAsync(int number, string key)
    {
        await Send(new RemoveRule.Command(number, key));
        return Done($"/loyalty/programme/{number}", "loyalty.rule.removed");
    }
}

[Needs("loyalty.programme")]
internal sealed class NewCampaignPage : CampaignForm;

[Needs("loyalty.programme")]
internal sealed class EditCampaignPage : CampaignForm;

/// <summary>One form for new days and for old ones.</summary>
internal abstract class CampaignForm : FormPage<SaveCampaign.Command>
{
    [FromRoute]
    public int Number { get; set; }

    [FromRoute]
    public string? Key { get; set; }

    protected override Task<SaveCampaign.Command> Load() => Send(new SaveCampaign.Query(Number, Key));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Number = Number, Key = Key });
        return Done($"/loyalty/programme/{Number}", "saved");
    }
}

[Needs("loyalty.programme")]
internal sealed class RemoveCampaignPage : CrmPage
{
    public IActionResult OnGet(int number) => LocalRedirect($"/loyalty/programme/{number}");

    public async Task<IActionResult> OnPostAsync(int number, string key)
    {
        await Send(new RemoveCampaign.Command(number, key));
        return Done($"/loyalty/programme/{number}", "loyalty.campaign.removed");
    }
}

[Needs("loyalty.programme")]
internal sealed class SimulatePage : FormPage<SimulateVersion.Command>
{
    [FromRoute]
    public int Number { get; set; }

    protected override Task<SimulateVersion.Command> Load() => Send(new SimulateVersion.Query(Number));

    protected override async Task<IActionResult> Save() => Done($"/jobs/{await Send(Form with { Number = Number })}", "loyalty.simulation.started");
}

[Needs("loyalty.programme")]
internal sealed class SimulationPage : CrmPage
{
    public ShowSimulation.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id) => View = await Send(new ShowSimulation.Query(id));
}
