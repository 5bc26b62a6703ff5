using Crm.Contracts.Tickets;

namespace Crm.Tickets.Domain;

/// <summary>What changed at one moment, for rules to hear. Clocks that warn and clocks that run out are told apart, and apart from the rest.</summary>
internal sealed record TicketNews(DateTimeOffset At, DateTimeOffset? Due, List<TicketChange> What, List<ClockKind> Clocks)
{
    public TicketChanged Of(Ticket ticket, RuleChain chain) => new(ticket.Id, ticket.CustomerId, What, Clocks, chain.Rules, chain.Depth, At);
}

// What rules hear of, and what they have done.
internal sealed partial class Ticket
{
    readonly List<TicketNews> news = [];

    Reason? because;
    DateTimeOffset? held;

    /// <summary>A rule acts: whatever changes from now on says which and why, and is told by <see cref="TakeNews"/>, not by itself.</summary>
    /// <param name="rule">Names the rule beside each of its changes.</param>
    /// <param name="why">The same with what it found, once.</param>
    /// <param name="at">When.</param>
    public void ActFor(Reason rule, Reason why, DateTimeOffset at)
    {
        because = null;
        Log(HistoryKind.Rule, null, null, null, at, reason: why);
        because = rule;
    }

    /// <summary>What rules have changed since it was last asked. Whoever lets them act tells it when all have had their turn: who hears of it knows all that led there.</summary>
    public IReadOnlyList<TicketNews> TakeNews()
    {
        TicketNews[] taken = [.. news];
        news.Clear();
        return taken;
    }

    void Changed(TicketChange what, DateTimeOffset at, ClockKind? clock = null)
    {
        var due = held;
        if (news.Find(n => n.At == at && n.Due == due && (clock is null ? n.Clocks.Count == 0 : n.What[0] == what)) is not { } told)
        {
            news.Add(told = new(at, due, [], []));
            if (because is null)
                Raise(() =>
                {
                    news.Remove(told);
                    return told.Of(this, RuleChain.None);
                }, due);
        }
        if (!told.What.Contains(what)) told.What.Add(what);
        if (clock is { } kind && !told.Clocks.Contains(kind)) told.Clocks.Add(kind);
    }
}
