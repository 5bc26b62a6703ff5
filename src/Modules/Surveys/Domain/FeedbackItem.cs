using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Surveys.Domain;

/// <summary>What a comment is: a first guess when it comes in, then what a person says.</summary>
internal enum FeedbackKind { Comment, Suggestion, Complaint, Praise }

/// <summary>Where it came in.</summary>
internal enum FeedbackSource { Survey, Ticket }

/// <summary>Open until the customer has been answered; closed when it is decided what becomes of it.</summary>
internal enum FeedbackState { Open, Answered, Closed }

/// <summary>How the customer was thanked and answered. None: there is nobody to answer.</summary>
internal enum AnswerWay { Mail, Phone, Ticket, None }

/// <summary>What becomes of it.</summary>
internal enum FeedbackOutcome { Rejected, Improvement }

/// <summary>One comment of an answer, or one suggestion or complaint of a ticket, on its way from "thank you" to a decision. The words stay in the answer; here stands what is done about them.</summary>
internal sealed class FeedbackItem : Entity, IOwned, IAudited, IAboutSubject
{
    FeedbackItem() { }

    /// <summary>The answer and the question under which it was written; unique together.</summary>
    public long? ResponseId { get; private set; }

    public string? Item { get; private set; }
    public long? SurveyId { get; private set; }
    public long? WaveId { get; private set; }

    /// <summary>The ticket it came in by; unique.</summary>
    public long? TicketId { get; private set; }

    public FeedbackSource Source { get; private set; }
    public long? CustomerId { get; private set; }
    public long? ContactId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;

    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public FeedbackKind Kind { get; private set; }
    public long? CategoryId { get; private set; }
    public long? CauseId { get; private set; }
    public FeedbackState State { get; private set; }

    /// <summary>Somebody was there to answer when it came in: only these are counted as answered in time or not.</summary>
    public bool Answerable { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public DateTimeOffset? RemindedAt { get; private set; }
    public DateTimeOffset? EscalatedAt { get; private set; }
    public AnswerWay? Way { get; private set; }

    /// <summary>What was written or said to the customer.</summary>
    [NotAudited]
    public string? AnswerText { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }
    public long? AnsweredById { get; private set; }
    public FeedbackOutcome? Outcome { get; private set; }

    /// <summary>Why nothing is changed.</summary>
    [NotAudited]
    public string? Reason { get; private set; }

    public long? ImprovementId { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public long? ClosedById { get; private set; }

    /// <summary>A comment of a survey's answer.</summary>
    public static FeedbackItem Of(Response response, string item, FeedbackKind kind, long? ownerId, TimeSpan answeredWithin, DateTimeOffset at) => new()
    {
        ResponseId = response.Id, Item = item, SurveyId = response.SurveyId, WaveId = response.WaveId, Source = FeedbackSource.Survey,
        CustomerId = response.CustomerId, ContactId = response.ContactId, OwnerId = ownerId, TeamId = response.TeamId, Kind = kind,
        Answerable = response.CustomerId is not null, State = response.CustomerId is null ? FeedbackState.Answered : FeedbackState.Open, Way = response.CustomerId is null ? AnswerWay.None : null,
        ReceivedAt = at, DueAt = at + answeredWithin,
    };

    /// <summary>A suggestion or complaint that came as a ticket, whose own clocks saw to the answer: what is left is to learn from it.</summary>
    public static FeedbackItem Of(long ticketId, long customerId, FeedbackKind kind, long? ownerId, long? teamId, DateTimeOffset at) => new()
    {
        TicketId = ticketId, Source = FeedbackSource.Ticket, CustomerId = customerId, OwnerId = ownerId, TeamId = teamId, Kind = kind,
        State = FeedbackState.Answered, Way = AnswerWay.Ticket, AnsweredAt = at, AnsweredById = ownerId, ReceivedAt = at, DueAt = at,
    };

    /// <summary>
    /// A first guess: a bad score makes it a complaint; a question for wishes, or words that wish, a suggestion; a good score
    /// without them praise. A person corrects it when they classify.
    /// </summary>
    public static FeedbackKind Guess(Response response, string item, string text)
    {
        if (response.Low) return FeedbackKind.Complaint;
        if (SuggestionItems.Any(k => item.Contains(k, StringComparison.OrdinalIgnoreCase)) || SuggestionWords.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase))) return FeedbackKind.Suggestion;
        return response.Headline >= 4 || response.Nps >= 9 ? FeedbackKind.Praise : FeedbackKind.Comment;
    }

    static readonly string[] SuggestionItems = ["wish", "improve", "suggest"];
    static readonly string[] SuggestionWords = ["希望", "建议", "能否", "最好", "wish", "suggest", "would like", "would be nice", "please add", "could you"];

    /// <summary>Told by the person who knows: what kind it is, what it is about, why it happened, who sees to it.</summary>
    public void Classify(FeedbackKind kind, long? categoryId, long? causeId)
    {
        MustNotBeClosed();
        (Kind, CategoryId, CauseId) = (kind, categoryId, causeId);
    }

    public void GiveTo(long? ownerId, long? teamId)
    {
        MustNotBeClosed();
        (OwnerId, TeamId) = (ownerId, teamId);
    }

    /// <summary>The customer was thanked and told what comes of it.</summary>
    public void Answer(AnswerWay way, string text, long? by, DateTimeOffset at)
    {
        if (State != FeedbackState.Open) throw new RuleException("surveys.feedback.rule.answered");
        (State, Way, AnswerText, AnsweredAt, AnsweredById) = (FeedbackState.Answered, way, text.Trim(), at, by);
    }

    /// <summary>Nothing is changed, for a reason.</summary>
    public void Reject(string reason, long? by, DateTimeOffset at)
    {
        Close(by, at);
        (Outcome, Reason) = (FeedbackOutcome.Rejected, reason.Trim());
    }

    /// <summary>It becomes an improvement, whose due date counts.</summary>
    public void Improve(long improvementId, long? by, DateTimeOffset at)
    {
        Close(by, at);
        (Outcome, ImprovementId) = (FeedbackOutcome.Improvement, improvementId);
    }

    /// <summary>Open again: the decision was wrong.</summary>
    public void Reopen()
    {
        if (State != FeedbackState.Closed) throw new RuleException("surveys.feedback.rule.notclosed");
        (State, Outcome, Reason, ImprovementId, ClosedAt, ClosedById) = (FeedbackState.Answered, null, null, null, null, null);
    }

    public bool Overdue(DateTimeOffset now) => State == FeedbackState.Open && DueAt < now;

    /// <summary>Told that the time runs out. True the first time.</summary>
    public bool Remind(TimeSpan before, DateTimeOffset now)
    {
        if (State != FeedbackState.Open || RemindedAt is not null || now < DueAt - before) return false;
        RemindedAt = now;
        return true;
    }

    /// <summary>Told to whoever stands above the owner that it has run out. True the first time.</summary>
    public bool Escalate(DateTimeOffset now)
    {
        if (!Overdue(now) || EscalatedAt is not null) return false;
        EscalatedAt = now;
        return true;
    }

    /// <summary>The customer was erased: nobody is left to answer, what was said to them goes, figures stay.</summary>
    public void Forget()
    {
        (CustomerId, ContactId, AnswerText, Reason) = (null, null, null, null);
        if (State == FeedbackState.Open) (State, Way, Answerable) = (FeedbackState.Answered, AnswerWay.None, false);
    }

    void Close(long? by, DateTimeOffset at)
    {
        if (State == FeedbackState.Open) throw new RuleException("surveys.feedback.rule.unanswered");
        MustNotBeClosed();
        if (CategoryId is null || CauseId is null) throw new RuleException("surveys.feedback.rule.unclassified");
        (State, ClosedAt, ClosedById) = (FeedbackState.Closed, at, by);
    }

    void MustNotBeClosed()
    {
        if (State == FeedbackState.Closed) throw new RuleException("surveys.feedback.rule.closed");
    }
}

/// <summary>What the list answers: what feedback is about, or why it came to it.</summary>
internal enum FeedbackCodeKind { Category, Cause }

/// <summary>An entry of the lists by which feedback is classified.</summary>
internal sealed class FeedbackCode : Entity, IAudited
{
    FeedbackCode() { }

    public FeedbackCode(FeedbackCodeKind kind, string nameEn, string nameZh, int position) => (Kind, NameEn, NameZh, Position, Active) = (kind, nameEn, nameZh, position, true);

    public FeedbackCodeKind Kind { get; private set; }
    public string NameEn { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public int Position { get; private set; }

    /// <summary>Offered; what was classified with it before keeps it.</summary>
    public bool Active { get; private set; }

    public void Change(string nameEn, string nameZh, int position, bool active) => (NameEn, NameZh, Position, Active) = (nameEn.Trim(), nameZh.Trim(), position, active);

    public string In(string language) => language == "zh-CN" ? NameZh : NameEn;

    /// <summary>What every installation starts with.</summary>
    public static readonly IReadOnlyList<(FeedbackCodeKind Kind, string En, string Zh)> Shipped =
    [
        (FeedbackCodeKind.Category, "Service attitude", "服务态度"), (FeedbackCodeKind.Category, "Response and handling speed", "响应与处理速度"), (FeedbackCodeKind.Category, "Quality of the solution", "解决质量"),
        (FeedbackCodeKind.Category, "Product", "产品"), (FeedbackCodeKind.Category, "Price and contract", "价格与合同"), (FeedbackCodeKind.Category, "Delivery", "交付"), (FeedbackCodeKind.Category, "Channel and self-service", "渠道与自助服务"), (FeedbackCodeKind.Category, "Other", "其他"),
        (FeedbackCodeKind.Cause, "Nothing to mend (praise, opinion)", "无需整改（表扬、看法）"), (FeedbackCodeKind.Cause, "Knowledge or training", "知识或培训不足"), (FeedbackCodeKind.Cause, "Process or rule", "流程或制度"), (FeedbackCodeKind.Cause, "Too few people", "人手不足"),
        (FeedbackCodeKind.Cause, "Tool or system", "工具或系统"), (FeedbackCodeKind.Cause, "Product fault or missing function", "产品缺陷或功能缺失"), (FeedbackCodeKind.Cause, "Communication", "沟通不到位"), (FeedbackCodeKind.Cause, "Outside our control", "外部原因"),
    ];
}

/// <summary>By when feedback is answered.</summary>
/// <param name="AnswerHours">Elapsed hours from the answer to the thank-you.</param>
/// <param name="RemindHours">So many hours before that the owner is reminded.</param>
internal sealed record FeedbackTerms(int AnswerHours = 24, int RemindHours = 4)
{
    public const string Setting = "surveys.feedback";
}
