using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Adjustments;

[Needs("loyalty.approve"), Needs("loyalty.adjust")]
internal sealed class DecidePage : FormPage<DecideAdjustment.Command>
{
    [FromRoute]
    public long Id { get; set; }

    internal ShowAdjustment.Result Adjustment { get; private set; } = null!;

    protected override async Task Prepare() => Adjustment = await Send(new ShowAdjustment.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/loyalty/adjustments/{Id}", "loyalty.adjust.decided");
    }
}

/// <summary>Takes the post of a button. What is refused is said on the adjustment's page.</summary>
[Needs("loyalty.adjust")]
internal sealed class WithdrawPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/loyalty/adjustments/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        try
        {
            await Send(new WithdrawAdjustment.Command(id));
            return Done($"/loyalty/adjustments/{id}", "loyalty.adjust.withdrawn");
        }
        catch (RuleException e) { return Done($"/loyalty/adjustments/{id}", e.Key, e.Args); }
    }
}
