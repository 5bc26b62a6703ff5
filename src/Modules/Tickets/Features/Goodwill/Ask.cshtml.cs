using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

[Needs("goodwill.grant")]
internal sealed class AskPage : FormPage<AskGoodwill.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public AskGoodwill.View Asked { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override async Task<AskGoodwill.Command> Load()
    {
        Asked = await Send(new AskGoodwill.Query(Id));
        return new AskGoodwill.Command { TicketId = Id, Key = Guid.CreateVersion7(), Kind = Asked.IsMember ? null : GoodwillKind.Coupon, Currency = Asked.Currency };
    }

    protected override async Task Prepare()
    {
        Asked ??= await Send(new AskGoodwill.Query(Id));
        Lists = await Send(new TicketChoices.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        var id = await Send(Form with { TicketId = Id });
        var given = await Send(new ViewGoodwill.Query(id));
        return Done($"/tickets/{Id}", given.State == GoodwillState.Waiting ? "tickets.goodwill.waits" : "tickets.goodwill.given");
    }
}
