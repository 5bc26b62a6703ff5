using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    /// <summary>Who knows it may see how far the ticket has come, and write to us about it: random, in every mail to the customer.</summary>
    [NotAudited]
    public Guid LinkId { get; private set; } = Guid.NewGuid();
}
