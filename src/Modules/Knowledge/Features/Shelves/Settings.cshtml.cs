using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Shelves;

[Needs("knowledge.settings")]
internal sealed class SettingsPage : CrmPage
{
    public ShowSettings.Result Settings { get; private set; } = null!;

    public async Task OnGetAsync() => Settings = await Send(new ShowSettings.Query());
}

[Needs("knowledge.settings")]
internal sealed class SwitchPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/knowledge/settings");

    public async Task<IActionResult> OnPostAsync(bool on)
    {
        await Send(new SwitchHelpCenter.Command(on));
        return Done("/knowledge/settings", on ? "knowledge.help.switched_on" : "knowledge.help.switched_off");
    }
}

[Needs("knowledge.settings")]
internal sealed class NewCategoryPage : CategoryForm
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/knowledge/settings", "saved");
    }
}

[Needs("knowledge.settings")]
internal sealed class CategoryPage : CategoryForm
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<ChangeCategory.Command> Load() => Send(new ChangeCategory.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/knowledge/settings", "saved");
    }
}

/// <summary>One form for a new category and for an old one.</summary>
internal abstract class CategoryForm : FormPage<ChangeCategory.Command>
{
    public IReadOnlyList<Choice> Parents { get; private set; } = [];

    protected override async Task Prepare() => Parents = (await Send(new ShowSettings.Query())).Parents;
}
