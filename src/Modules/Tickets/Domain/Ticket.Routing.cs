using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

// What is asked of whoever gets it, kept in the row so that the queue can be searched by what a person offers.
internal sealed partial class Ticket
{
    [NotAudited]
    public string[] Needs { get; private set; } = [];

    [NotAudited]
    public string[] Prefers { get; private set; } = [];

    /// <summary>What it asks for by the rules of the moment. True when that is something new.</summary>
    public bool Ask(Demand demand)
    {
        if (demand.Is(Needs, Prefers)) return false;
        (Needs, Prefers) = (demand.Needs, demand.Prefers);
        return true;
    }
}
