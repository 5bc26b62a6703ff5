using Crm.Platform.Users;
using Crm.Tickets.Domain;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class StartPage : ActPage
{
    protected override async Task<IActionResult> Act(long id)
    {
        try { await Send(new StartTicket.Command(id)); }
        // A button has no fields to say it beside: the form that has them does.
        catch (ValidationException) { return Done($"/tickets/{id}/edit?step={nameof(NeededFrom.Start)}"); }
        return Done($"/tickets/{id}", "tickets.started");
    }
}
