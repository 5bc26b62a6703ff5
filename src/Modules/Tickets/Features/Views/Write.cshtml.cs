using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Watching;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Views;

/// <summary>The form of a view, new or known.</summary>
internal abstract class ViewFormPage : FormPage<WriteView.Command>
{
    public TicketChoices.Result Lists { get; private set; } = null!;
    public IReadOnlyList<Choice> Roles { get; private set; } = [];
    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>Words somebody wrote are no view.</summary>
    public IReadOnlyList<ShownField> Fields { get; private set; } = [];

    protected override async Task Prepare()
    {
        Lists = await Send(new TicketChoices.Query());
        Roles = await Send(new ShareableRoles.Query());
        Tags = await Send(new TagTicket.Known());
        Fields = [.. (await Send(new AllFields.Query())).Where(f => f.Kind != FieldKind.Text)];
    }

    protected override async Task<IActionResult> Save() => Done($"/tickets?saved={await Send(Form)}", "tickets.saved.done");
}

/// <summary>Begins with the filter of the list it was opened from.</summary>
[Needs("tickets.read")]
internal sealed class NewViewPage : ViewFormPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListTickets.Query Filter { get; set; } = new();

    protected override Task<WriteView.Command> Load() => Task.FromResult(new WriteView.Command { Filter = Filter with { View = Filter.View ?? TicketView.Open } });
}

[Needs("tickets.read")]
internal sealed class EditViewPage : ViewFormPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteView.Command> Load() => Send(new WriteView.Query(Id));

    protected override async Task<IActionResult> Save() => Done($"/tickets?saved={await Send(Form with { Id = Id })}", "tickets.saved.done");
}
