using Crm.Platform.Fields;

namespace Crm.Tickets.Features.OwnFields;

/// <summary>What the shared part of the pages needs on which a field of tickets is defined or changed.</summary>
internal interface ITicketFieldForm : IFieldForm
{
    new TicketFieldInput Form { get; }
}
