using Crm.Contracts.Tickets;

namespace Crm.Tickets.Domain;

/// <summary>Which rules led to something, over how many steps. None: a person did it, or the clock.</summary>
internal sealed record RuleChain(IReadOnlyList<long> Rules, int Depth)
{
    /// <summary>Rules that set off rules that set off rules: further than this nobody has meant it.</summary>
    public const int Deepest = 5;

    public static readonly RuleChain None = new([], 0);

    /// <summary>Why a rule must not act in this chain; null when it may.</summary>
    public RuleOutcome? Cuts(long rule) => Rules.Contains(rule) ? RuleOutcome.Loop : Depth >= Deepest ? RuleOutcome.TooDeep : null;

    /// <summary>One step on, by these.</summary>
    public RuleChain With(params IEnumerable<long> acted) => new([.. Rules, .. acted], Depth + 1);
}

/// <summary>A rule whose conditions are met; <paramref name="Cut"/> says why it must not act all the same.</summary>
internal sealed record RuleDecision(TicketRule Rule, RuleJudgement Judgement, RuleOutcome? Cut);

/// <summary>All rules that are on, in order, at a moment.</summary>
internal sealed class RuleBook(IEnumerable<TicketRule> rules, IReadOnlyDictionary<long, long?> parents)
{
    readonly List<TicketRule> rules = [.. rules.Where(r => r.Active).OrderBy(r => r.Position).ThenBy(r => r.Id)];

    public static readonly RuleBook Empty = new([], new Dictionary<long, long?>());

    public IEnumerable<TicketRule> Timed => rules.Where(r => r.IsTimed);

    public IEnumerable<TicketRule> On(IReadOnlyCollection<RuleTrigger> triggers) => rules.Where(r => triggers.Contains(r.Trigger));

    /// <summary>Whether some rule wants to hear of this.</summary>
    public bool Hears(RuleTrigger trigger) => rules.Exists(r => r.Trigger == trigger);

    public RuleJudgement Judge(TicketRule rule, RuleFacts facts) => rule.Conditions.Judge(facts, parents.PathOf);

    /// <summary>
    /// The rules that are met, in order. Each is decided when it is its turn, on the facts of that moment: whoever takes the
    /// decisions acts on one before asking for the next. After a rule that says so, no other comes.
    /// </summary>
    public IEnumerable<RuleDecision> Decide(IReadOnlyCollection<RuleTrigger> triggers, RuleChain chain, Func<RuleFacts> facts) => Decide(On(triggers), chain, facts);

    public IEnumerable<RuleDecision> Decide(IEnumerable<TicketRule> asked, RuleChain chain, Func<RuleFacts> facts)
    {
        foreach (var rule in asked)
        {
            var judgement = Judge(rule, facts());
            if (!judgement.Met) continue;
            var cut = chain.Cuts(rule.Id);
            yield return new(rule, judgement, cut);
            if (rule.Stop && cut is null) yield break;
        }
    }

    /// <summary>What rules hear of when something changes.</summary>
    public static RuleTrigger TriggerOf(TicketChange change) => change switch
    {
        TicketChange.Status => RuleTrigger.StatusChanged,
        TicketChange.Assignee => RuleTrigger.AssigneeChanged,
        TicketChange.Team => RuleTrigger.TeamChanged,
        TicketChange.Type => RuleTrigger.TypeChanged,
        TicketChange.Priority => RuleTrigger.PriorityChanged,
        TicketChange.Category => RuleTrigger.CategoryChanged,
        TicketChange.Level => RuleTrigger.LevelChanged,
        TicketChange.CustomerWrote => RuleTrigger.CustomerWrote,
        TicketChange.Replied => RuleTrigger.Replied,
        TicketChange.Noted => RuleTrigger.Noted,
        TicketChange.ClockWarned => RuleTrigger.ClockWarned,
        TicketChange.ClockBreached => RuleTrigger.ClockBreached,
        TicketChange.Resolved => RuleTrigger.Resolved,
        _ => RuleTrigger.Reopened,
    };
}

/// <summary>Looking back over working time.</summary>
internal static class WorkedSince
{
    // A calendar that was closed for so long has not worked the hours that are asked for.
    static readonly TimeSpan Furthest = TimeSpan.FromDays(400);

    /// <summary>The latest instant since which so much has been worked; null when that is longer ago than anybody asks.</summary>
    public static DateTimeOffset? Since(this WorkingTime time, DateTimeOffset now, TimeSpan worked)
    {
        var back = worked;
        while (time.Between(now - back, now) < worked)
        {
            if (back > Furthest) return null;
            back *= 2;
        }
        var (early, late) = (now - back, now);
        while (late - early > TimeSpan.FromSeconds(1))
        {
            var middle = early + ((late - early) / 2);
            if (time.Between(middle, now) >= worked) early = middle;
            else late = middle;
        }
        return early;
    }
}
