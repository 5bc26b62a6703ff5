using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;

namespace Crm.Tickets.Features.Macros;

/// <summary>A command that carries changes.</summary>
internal interface IChangesCommand
{
    TicketChanges Changes { get; }
}

/// <summary>A page with the fields of changes.</summary>
internal interface IChangesForm
{
    IChangesCommand Form { get; }
    TicketChoices.Result Lists { get; }
}
