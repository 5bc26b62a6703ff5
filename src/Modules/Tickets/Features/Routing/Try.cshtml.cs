using Crm.Contracts.Customers;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Routing;

[Authorize]
internal sealed class TryPage(ICustomerDirectory customers) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public SimulateRouting.Query Form { get; set; } = new();

    public SimulateRouting.Result? Answer { get; private set; }
    public TicketChoices.Result Lists { get; private set; } = null!;
    public string? CustomerName { get; private set; }
    public IReadOnlyList<Choice> Languages => [.. Platform.Localization.Texts.Languages.Select(l => new Choice(l, L[$"tickets.routing.language.{l}"]))];

    public async Task<IActionResult> OnGetAsync()
    {
        Lists = await Send(new TicketChoices.Query());
        if (Form.CustomerId is { } id) CustomerName = (await customers.Readable(id, HttpContext.RequestAborted))?.Name;
        return await Try(async () =>
        {
            Answer = await Send(Form);
            return Page();
        }, () => Task.FromResult<IActionResult>(Page()));
    }
}
