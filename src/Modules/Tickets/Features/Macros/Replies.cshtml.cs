using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Views;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Macros;

[Needs("tickets.write")]
internal sealed class RepliesPage : CrmPage
{
    public IReadOnlyList<ListCanned.Line> Lines { get; private set; } = [];

    public async Task OnGetAsync() => Lines = await Send(new ListCanned.Query());
}

/// <summary>The form of a canned reply, new or known.</summary>
internal abstract class CannedFormPage : FormPage<WriteCanned.Command>
{
    public TicketChoices.Result Choices { get; private set; } = null!;
    public IReadOnlyList<Choice> Roles { get; private set; } = [];

    protected override async Task Prepare()
    {
        Choices = await Send(new TicketChoices.Query());
        Roles = await Send(new ShareableRoles.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/replies", "tickets.canned.saved");
    }
}

[Needs("tickets.write")]
internal sealed class NewCannedPage : CannedFormPage;

[Needs("tickets.write")]
internal sealed class EditCannedPage : CannedFormPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteCanned.Command> Load() => Send(new WriteCanned.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/replies", "tickets.canned.saved");
    }
}

[Needs("tickets.write")]
internal sealed class DeleteCannedPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/replies");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new DeleteCanned.Command(id));
        return Done("/tickets/replies", "tickets.canned.deleted");
    }
}
