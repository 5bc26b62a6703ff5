using Crm.Contracts.Tickets;

namespace Crm.Tickets.Domain;

// What rules hear of, and what they have done.
internal sealed partial class Ticket
{
    readonly List<(DateTimeOffset? Due, List<TicketChange> What, List<ClockKind> Clocks)> changed = [];

    RuleChain chain = RuleChain.None;
    Reason? because;
    DateTimeOffset? held;

    /// <summary>Runs an act of the machine: whatever changes on the ticket says which rule did it and why, and who hears of it knows the rules that led there.</summary>
    /// <param name="rules">Which rules led here, this one last.</param>
    /// <param name="rule">Names the rule beside each of its changes.</param>
    /// <param name="why">The same with what it found, once.</param>
    /// <param name="at">When.</param>
    public void ActFor(RuleChain rules, Reason rule, Reason why, DateTimeOffset at)
    {
        (chain, because) = (rules, null);
        Log(HistoryKind.Rule, null, null, null, at, reason: why);
        because = rule;
    }

    /// <summary>The changes of one save are one piece of news; what leaves later is another.</summary>
    void Changed(TicketChange what, DateTimeOffset at, ClockKind? clock = null)
    {
        var due = held;
        var news = changed.Find(c => c.Due == due);
        if (news.What is null)
        {
            changed.Add(news = (due, [], []));
            Raise(() =>
            {
                changed.Remove(news);
                return new TicketChanged(Id, CustomerId, news.What, news.Clocks, chain.Rules, at);
            }, due);
        }
        if (!news.What.Contains(what)) news.What.Add(what);
        if (clock is { } kind && !news.Clocks.Contains(kind)) news.Clocks.Add(kind);
    }
}
