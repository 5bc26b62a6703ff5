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

    /// <summary>Where the form is posted to be shown anew: which input a field of one's own has follows from the field.</summary>
    string Anew => "?fresh=true";

    /// <summary>The part that is shown anew.</summary>
    const string FieldValue = "/Features/Macros/_FieldValue.cshtml";
}
