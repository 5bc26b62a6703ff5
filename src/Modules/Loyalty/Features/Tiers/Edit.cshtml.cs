using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Tiers;

[Needs("loyalty.programme")]
internal sealed class NewPage : TierForm;

[Needs("loyalty.programme")]
internal sealed class EditPage : TierForm;

/// <summary>One form for a new tier and for an old one.</summary>
internal abstract class TierForm : FormPage<SaveTier.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<SaveTier.Command> Load() => Id == 0 ? base.Load() : Send(new SaveTier.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/loyalty/tiers", "saved");
    }
}

[Needs("loyalty.programme")]
internal sealed class RemovePage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => LocalRedirect("/loyalty/tiers");

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new RemoveTier.Command(Id));
        return Done("/loyalty/tiers", "loyalty.tier.removed");
    }
}
