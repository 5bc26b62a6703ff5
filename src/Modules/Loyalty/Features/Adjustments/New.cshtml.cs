using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Adjustments;

[Needs("loyalty.adjust")]
internal sealed class NewPage : FormPage<AskAdjustment.Command>
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The entry to reverse.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Entry { get; set; }

    internal AskAdjustment.View Asked { get; private set; } = null!;

    public IEnumerable<Choice> Reasons => Choices.Of<AdjustmentReason>(L);

    protected override Task<AskAdjustment.Command> Load() => Task.FromResult(new AskAdjustment.Command { Key = Guid.CreateVersion7().ToString(), EntryId = Entry });

    protected override async Task Prepare() => Asked = await Send(new AskAdjustment.Query(Id, Form.EntryId));

    protected override async Task<IActionResult> Save()
    {
        var asked = await Send(Form with { MemberId = Id });
        return asked.State == AdjustmentState.Waiting ? Done($"/loyalty/adjustments/{asked.Id}", "loyalty.adjust.waits") : Done($"/loyalty/members/{Id}", "loyalty.adjust.booked");
    }
}
