using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Tickets.Domain;

/// <summary>Why a ticket was drawn. Only those drawn at random say how somebody works in general.</summary>
internal enum QualityReason { Random, LowRated, Reopened }

/// <summary>How far a check has come.</summary>
internal enum QualityStatus { ToDo, Skipped, Scored, Acknowledged, Appealed, Upheld, Changed }

/// <summary>What somebody did to a check.</summary>
internal enum QualityAct { Drawn, Skipped, Scored, Acknowledged, Appealed, Upheld, Changed }

/// <summary>An answer to an item; no value says that it does not apply.</summary>
internal sealed record QualityAnswer(int Position, int? Value, string? Comment);

/// <summary>The work of one agent on one ticket, judged by somebody else. One a ticket, for ever.</summary>
internal sealed class QualityCheck : Entity, IOwned, IAudited
{
    public const int TextLength = 2000;

    readonly List<QualityMark> marks = [];
    readonly List<QualityStep> steps = [];

    QualityCheck() { }

    public static QualityCheck Of(long ticketId, TicketType type, long agentId, long? teamId, Checklist list, QualityReason reason, long? by, DateTimeOffset at)
    {
        var check = new QualityCheck { TicketId = ticketId, Type = type, OwnerId = agentId, TeamId = teamId, ChecklistId = list.Id, Revision = list.Revision, Reason = reason, DrawnAt = at };
        check.Log(QualityAct.Drawn, null, by, at);
        return check;
    }

    public long TicketId { get; private set; }
    public TicketType Type { get; private set; }

    /// <summary>Whose work it is, and in which team it was done.</summary>
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }

    public long ChecklistId { get; private set; }
    public int Revision { get; private set; }
    public QualityReason Reason { get; private set; }
    public long SampleId { get; internal set; }
    public DateTimeOffset DrawnAt { get; private set; }
    public QualityStatus Status { get; private set; }

    /// <summary>0 to 100, as it stands after an appeal.</summary>
    public decimal? Score { get; private set; }

    /// <summary>An item that must not fail did.</summary>
    public bool Fatal { get; private set; }

    /// <summary>Marks are kept round by round: the first is what was scored, the second what an appeal made of it.</summary>
    public int Round { get; private set; }
    public long? ReviewerId { get; private set; }
    public DateTimeOffset? ScoredAt { get; private set; }
    public DateTimeOffset? AppealUntil { get; private set; }

    public IReadOnlyList<QualityMark> Marks => marks;
    public IReadOnlyList<QualityStep> Steps => steps;

    /// <summary>Says how good the work was.</summary>
    public void Judge(IReadOnlyList<ChecklistItem> items, IReadOnlyList<QualityAnswer> answers, string? note, TimeSpan appealWithin, long by, DateTimeOffset at)
    {
        MustBe(QualityStatus.ToDo, "tickets.quality.rule.not_to_do");
        NotOwn(by);
        Mark(items, answers);
        (Status, ReviewerId, ScoredAt, AppealUntil) = (QualityStatus.Scored, by, at, at + appealWithin);
        Log(QualityAct.Scored, note, by, at);
    }

    /// <summary>Nothing can be said about it: a wrong call, a test, words that were erased.</summary>
    public void Skip(string? note, long? by, DateTimeOffset at)
    {
        MustBe(QualityStatus.ToDo, "tickets.quality.rule.not_to_do");
        if (by is { } person) NotOwn(person);
        Status = QualityStatus.Skipped;
        Log(QualityAct.Skipped, note, by, at);
    }

    /// <summary>The agent has seen it.</summary>
    public void Acknowledge(long by, DateTimeOffset at)
    {
        Own(by);
        MustBe(QualityStatus.Scored, "tickets.quality.rule.not_scored");
        Status = QualityStatus.Acknowledged;
        Log(QualityAct.Acknowledged, null, by, at);
    }

    /// <summary>The agent sees it otherwise, and says why while there is time.</summary>
    public void Appeal(string reason, long by, DateTimeOffset at)
    {
        Own(by);
        MustBe(QualityStatus.Scored, "tickets.quality.rule.not_scored");
        if (at > AppealUntil) throw new RuleException("tickets.quality.rule.appeal_late");
        Status = QualityStatus.Appealed;
        Log(QualityAct.Appealed, reason, by, at);
    }

    /// <summary>The score stands. <paramref name="nobodyElse"/>: whoever scored decides only where there is nobody else.</summary>
    public void Uphold(string reason, bool nobodyElse, long by, DateTimeOffset at)
    {
        MayDecide(nobodyElse, by);
        Status = QualityStatus.Upheld;
        Log(QualityAct.Upheld, reason, by, at);
    }

    /// <summary>The agent was right, at least in part: it is marked anew.</summary>
    public void Revise(IReadOnlyList<ChecklistItem> items, IReadOnlyList<QualityAnswer> answers, string reason, bool nobodyElse, long by, DateTimeOffset at)
    {
        MayDecide(nobodyElse, by);
        Mark(items, answers);
        Status = QualityStatus.Changed;
        Log(QualityAct.Changed, reason, by, at);
    }

    /// <summary>Who may decide an appeal.</summary>
    public bool MayBeDecidedBy(long person, bool nobodyElse) => Status == QualityStatus.Appealed && person != OwnerId && (person != ReviewerId || nobodyElse);

    void MayDecide(bool nobodyElse, long by)
    {
        MustBe(QualityStatus.Appealed, "tickets.quality.rule.not_appealed");
        NotOwn(by);
        if (!MayBeDecidedBy(by, nobodyElse)) throw new RuleException("tickets.quality.rule.other_decides");
    }

    void Mark(IReadOnlyList<ChecklistItem> items, IReadOnlyList<QualityAnswer> answers)
    {
        var given = new List<(ChecklistItem Item, int Value)>();
        foreach (var answer in answers)
            if (items.FirstOrDefault(i => i.Position == answer.Position) is not { } item || (answer.Value is { } v && !item.Takes(v))) throw new RuleException("tickets.quality.rule.value", $"Answers[{answer.Position}].Value");
            else if (answer.Value is { } value) given.Add((item, value));
        if (answers.Select(a => a.Position).Distinct().Count() != items.Count) throw new RuleException("tickets.quality.rule.all_items");
        if (given.Count == 0) throw new RuleException("tickets.quality.rule.nothing_applies");
        Fatal = given.Any(g => g.Item.Fatal && g.Item.ShareOf(g.Value) == 0);
        Score = Fatal ? 0 : Math.Round(100 * given.Sum(g => g.Item.Weight * g.Item.ShareOf(g.Value)) / given.Sum(g => g.Item.Weight), 2);
        Round++;
        marks.AddRange(answers.Select(a => new QualityMark(Round, a)));
    }

    void MustBe(QualityStatus status, string otherwise)
    {
        if (Status != status) throw new RuleException(otherwise);
    }

    void Own(long by)
    {
        if (by != OwnerId) throw new RuleException("tickets.quality.rule.not_yours");
    }

    void NotOwn(long by)
    {
        if (by == OwnerId) throw new RuleException("tickets.quality.rule.own");
    }

    void Log(QualityAct act, string? note, long? by, DateTimeOffset at) => steps.Add(new QualityStep(act, Score, note, by, at));
}

/// <summary>What an item was given in a round.</summary>
internal sealed class QualityMark
{
    QualityMark() { }

    internal QualityMark(int round, QualityAnswer answer) => (Round, Position, Value, Comment) = (round, answer.Position, answer.Value, string.IsNullOrWhiteSpace(answer.Comment) ? null : answer.Comment.Trim());

    public long CheckId { get; internal set; }
    public int Round { get; private set; }
    public int Position { get; private set; }
    public int? Value { get; private set; }
    public string? Comment { get; private set; }
}

/// <summary>What happened to a check: who, when, and what it was worth then.</summary>
internal sealed class QualityStep
{
    QualityStep() { }

    internal QualityStep(QualityAct act, decimal? score, string? note, long? by, DateTimeOffset at) =>
        (Act, Score, Note, ById, At) = (act, score, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), by, at);

    public long Id { get; private set; }
    public long CheckId { get; internal set; }
    public QualityAct Act { get; private set; }
    public decimal? Score { get; private set; }
    public string? Note { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>One drawing of tickets. Period, sizes and seed say again, at any time, why these and no others.</summary>
internal sealed class QualitySample : Entity, IAudited
{
    QualitySample() { }

    public QualitySample(DateOnly? week, DateTimeOffset from, DateTimeOffset to, int perAgent, int extra, long seed, long? by, DateTimeOffset at) =>
        (Week, From, To, PerAgent, Extra, Seed, ById, At) = (week, from, to, perAgent, extra, seed, by, at);

    /// <summary>Monday of the week it was drawn for by itself; null: somebody asked for it.</summary>
    public DateOnly? Week { get; private set; }

    /// <summary>Of the tickets resolved from here until there.</summary>
    public DateTimeOffset From { get; private set; }
    public DateTimeOffset To { get; private set; }
    public int PerAgent { get; private set; }

    /// <summary>How many low rated or reopened ones beyond.</summary>
    public int Extra { get; private set; }
    public long Seed { get; private set; }

    /// <summary>How many could have been drawn, and how many were.</summary>
    public int Candidates { get; private set; }
    public int Drawn { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    public void Yields(int candidates, int drawn) => (Candidates, Drawn) = (candidates, drawn);
}
