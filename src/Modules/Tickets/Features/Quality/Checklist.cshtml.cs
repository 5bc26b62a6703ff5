using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

/// <summary>A form of a checklist: always with a few empty lines at its end.</summary>
internal abstract class ChecklistFormPage : FormPage<WriteChecklist.Command>
{
    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override async Task Prepare()
    {
        Lists = await Send(new TicketChoices.Query());
        var wanted = Math.Min(Domain.Checklist.MaxItems, Form.Items.FindLastIndex(i => !i.Empty) + 4);
        while (Form.Items.Count < wanted) Form.Items.Add(new());
    }

    protected abstract long Of { get; }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Of });
        return Done("/tickets/settings/quality", "tickets.settings.saved");
    }
}

[Needs("tickets.settings")]
internal sealed class NewChecklistPage : ChecklistFormPage
{
    protected override long Of => 0;
}

[Needs("tickets.settings")]
internal sealed class ChecklistPage : ChecklistFormPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override long Of => Id;

    protected override Task<WriteChecklist.Command> Load() => Send(new WriteChecklist.Query(Id));
}
