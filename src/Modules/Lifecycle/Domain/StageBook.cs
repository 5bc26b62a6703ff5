using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Lifecycle.Domain;

/// <summary>Who carries a step out.</summary>
internal enum StepDoer { Owner, Supervisor }

/// <summary>
/// A playbook that is carried out: what is to be done when a customer comes into a stage ("stage.dormant") or a value class
/// ("value.high"). One step becomes one to-do for each entry.
/// </summary>
internal sealed class StageBook : Entity, IAudited
{
    readonly List<BookStep> steps = [];

    StageBook() { }

    public StageBook(string key) => Key = key;

    public string Key { get; private set; } = "";

    /// <summary>Whether entries are followed.</summary>
    public bool Active { get; private set; }

    public IReadOnlyList<BookStep> Steps => steps;

    public BookStep Add(string english, string chinese, int afterDays, StepDoer doer)
    {
        if (steps.Count >= 20) throw new RuleException("lifecycle.book.full");
        var step = new BookStep(english, chinese, afterDays, doer);
        steps.Add(step);
        return step;
    }

    public BookStep Step(long id) => steps.Find(s => s.Id == id) ?? throw new MissingException("BookStep", id);

    /// <summary>Entries that were followed already keep the step they were given.</summary>
    public void Remove(long id) => steps.Remove(Step(id));

    public void Switch(bool active)
    {
        if (active && steps.Count == 0) throw new RuleException("lifecycle.book.empty");
        Active = active;
    }

    /// <summary>What every installation starts with. They are off until somebody has read them.</summary>
    public static IEnumerable<StageBook> Shipped
    {
        get
        {
            yield return Of("stage.prospect", ("Ask what they need, and write it down", "了解需求并记录", 3));
            yield return Of("stage.in_development", ("Agree on the next step of the opportunity", "约定商机的下一步", 2), ("Ask what stands in the way of a decision", "了解影响决策的因素", 14));
            yield return Of("stage.new", ("Welcome call: does everything work?", "欢迎回访：使用是否顺利", 3), ("Ask about the first month", "了解首月使用情况", 30));
            yield return Of("stage.growing", ("Look for the next fitting product", "寻找下一个合适的产品", 14));
            yield return Of("stage.mature", ("Review the relation together", "共同回顾合作情况", 30), ("Ask for a referral", "请客户推荐", 45));
            yield return Of("stage.dormant", ("Call: why has it become quiet?", "致电了解沉默原因", 2), ("Make an offer that fits the last purchase", "根据上次购买提供合适方案", 10));
            yield return Of("stage.churned", ("Ask for the reason of leaving and record it", "询问并记录流失原因", 5));
            yield return Of("value.high", ("Introduce the person responsible, in person", "负责人上门拜访", 7));
            yield return Of("value.medium", ("Invite to the next event", "邀请参加下次活动", 14));
            yield return Of("value.low", ("Point to self-service and the help centre", "介绍自助服务和帮助中心", 14));
        }
    }

    static StageBook Of(string key, params (string English, string Chinese, int Days)[] steps)
    {
        var book = new StageBook(key);
        foreach (var (english, chinese, days) in steps) book.Add(english, chinese, days, StepDoer.Owner);
        return book;
    }
}

/// <summary>What is to be done, and how many days after the entry.</summary>
internal sealed class BookStep : Entity, IAudited
{
    BookStep() { }

    internal BookStep(string english, string chinese, int afterDays, StepDoer doer) => Change(english, chinese, afterDays, doer);

    public long BookId { get; private set; }
    public string English { get; private set; } = "";
    public string Chinese { get; private set; } = "";
    public int AfterDays { get; private set; }
    public StepDoer Doer { get; private set; }

    public void Change(string english, string chinese, int afterDays, StepDoer doer) => (English, Chinese, AfterDays, Doer) = (english.Trim(), chinese.Trim(), afterDays, doer);
}

/// <summary>A playbook followed for one customer, for one entry.</summary>
internal sealed class BookRun : Entity, IOwned, IAboutSubject
{
    readonly List<RunStep> steps = [];

    BookRun() { }

    public BookRun(long bookId, long customerId, string entry, long? ownerId, long? teamId, DateTimeOffset at) =>
        (BookId, CustomerId, Entry, OwnerId, TeamId, StartedAt) = (bookId, customerId, entry, ownerId, teamId, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long BookId { get; private set; }
    public long CustomerId { get; private set; }

    /// <summary>The change of stage, or the class and day, that it answers: the same is answered once.</summary>
    public string Entry { get; private set; } = "";

    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>The customer has gone on: what nobody has begun falls away.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public IReadOnlyList<RunStep> Steps => steps;

    public void Give(RunStep step) => steps.Add(step);

    public void End(DateTimeOffset at)
    {
        if (EndedAt is not null) return;
        EndedAt = at;
        foreach (var step in steps) step.FallAway(at);
    }

    public void Follow(long? ownerId, long? teamId) => (OwnerId, TeamId) = (ownerId, teamId);
}

/// <summary>A step that became a to-do.</summary>
internal sealed class RunStep : Entity
{
    RunStep() { }

    public RunStep(Guid key, string english, string chinese, DateTimeOffset dueAt) => (Key, English, Chinese, DueAt) = (key, english, chinese, dueAt);

    public long RunId { get; private set; }

    /// <summary>Names the to-do wherever it is written down.</summary>
    public Guid Key { get; private set; }
    public string English { get; private set; } = "";
    public string Chinese { get; private set; } = "";
    public DateTimeOffset DueAt { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public DateTimeOffset? FellAwayAt { get; private set; }

    public bool Open => DoneAt is null && FellAwayAt is null;

    public void Done(DateTimeOffset at) => DoneAt ??= at;

    internal void FallAway(DateTimeOffset at)
    {
        if (Open) FellAwayAt = at;
    }
}
