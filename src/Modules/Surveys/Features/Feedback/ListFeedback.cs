using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Words;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Which feedback: unanswered by due time, of these what is late, answered but undecided, decided, or all.</summary>
internal enum FeedbackView { Open, Overdue, Undecided, Closed, All }

/// <summary>How punctual: answered within its time, or not; of what became an improvement, rectified by its day, or not.</summary>
internal enum Punctuality { AnsweredInTime, AnsweredLate, RectifiedInTime, RectifiedLate }

/// <summary>What stands behind a list and behind each figure alike.</summary>
internal record FeedbackFilter
{
    public FeedbackKind? Kind { get; init; }
    public FeedbackSource? Source { get; init; }
    public FeedbackOutcome? Outcome { get; init; }
    public Punctuality? Punctual { get; init; }
    public long? Category { get; init; }
    public long? Cause { get; init; }
    public long? Owner { get; init; }
    public long? Team { get; init; }
    public long? Survey { get; init; }
    public long? Wave { get; init; }
    public long? Customer { get; init; }
    public long? Improvement { get; init; }

    /// <summary>The month it came in, "2026-03".</summary>
    public string? Month { get; init; }

    /// <summary>Days it came in, of the installation's zone, both included.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>The filter as conditions on "surveys.feedback f left join surveys.improvements i".</summary>
    public Conditions Conditions(RowScope scope, InstallationZone zone, DateTimeOffset now)
    {
        var c = new Conditions("f.").Within(scope).Equal("kind", Kind).Equal("source", Source).Equal("outcome", Outcome).Equal("category_id", Category).Equal("cause_id", Cause).Equal("owner_id", Owner).Equal("team_id", Team)
            .Equal("survey_id", Survey).Equal("wave_id", Wave).Equal("customer_id", Customer).Equal("improvement_id", Improvement);
        if (From is { Year: > 1 } from) c.And("f.received_at >= {0}", zone.StartOf(from));
        if (To is { } to && to < DateOnly.MaxValue) c.And("f.received_at < {0}", zone.StartOf(to.AddDays(1)));
        if (DateOnly.TryParseExact(Month + "-01", "yyyy-MM-dd", out var month) && month.Year is > 1 and < 9999) c.And("f.received_at >= {0} and f.received_at < {1}", zone.StartOf(month), zone.StartOf(month.AddMonths(1)));
        return Punctual switch
        {
            Punctuality.AnsweredInTime => c.And("f.answerable and f.answered_at <= f.due_at"),
            Punctuality.AnsweredLate => c.And("f.answerable and (f.answered_at > f.due_at or f.state = 'open' and f.due_at < {0})", now),
            Punctuality.RectifiedInTime => c.And("i.status <> 'rejected' and i.done_on <= i.due_on"),
            Punctuality.RectifiedLate => c.And("i.status <> 'rejected' and (i.done_on > i.due_on or i.done_on is null and i.due_on < {0})", zone.DayOf(now)),
            _ => c,
        };
    }

    public const string Rows = "surveys.feedback f left join surveys.improvements i on i.id = f.improvement_id";
}

/// <summary>Feedback within the reader's scope: what is open by due time, the overdue first; everything else newest first.</summary>
[Needs("feedback.read")]
internal static class ListFeedback
{
    public sealed record Query : FeedbackFilter, IRequest<Slice<Row>>
    {
        public FeedbackView? View { get; init; }
        public bool Mine { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    /// <param name="Text">The words, without what identifies anybody.</param>
    public sealed record Row(long Id, FeedbackKind Kind, FeedbackState State, FeedbackSource Source, string? Text, string? Question, long? CustomerId, string? Customer, long? ResponseId, long? TicketId, string? Ticket,
        string? Category, string? Cause, string? Owner, DateTimeOffset ReceivedAt, DateTimeOffset DueAt, DateTimeOffset? AnsweredAt, FeedbackOutcome? Outcome, long? ImprovementId, DateTimeOffset? ClosedAt, bool Overdue);

    sealed record Keys(DateTimeOffset At, long Id);

    public sealed class Handler(SurveysDb db, FeedbackWords words, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var (now, limit) = (clock.GetUtcNow(), Math.Clamp(request.Limit, 1, 200));
            var view = request.View ?? FeedbackView.Open;
            var c = request.Conditions(user.ScopeOf("feedback.read"), zone, now);
            if (request.Mine) c.And("f.owner_id = {0}", user.Id ?? 0);
            c.If(view is FeedbackView.Open or FeedbackView.Overdue, "f.state = 'open'").If(view == FeedbackView.Overdue, "f.due_at < {0}", now).If(view == FeedbackView.Undecided, "f.state = 'answered'").If(view == FeedbackView.Closed, "f.state = 'closed'");
            var (column, order) = view switch { FeedbackView.Open or FeedbackView.Overdue => ("due_at", "asc"), FeedbackView.Closed => ("closed_at", "desc"), FeedbackView.Undecided => ("received_at", "asc"), _ => ("received_at", "desc") };
            if (Cursor.Read<Keys>(request.After) is { } after) c.And($"(f.{column}, f.id) {(order == "asc" ? ">" : "<")} ({{0}}, {{1}})", after.At.ToUniversalTime(), after.Id);
            var found = await db.Feedback.FromSqlRaw($"select f.*, f.xmin from {FeedbackFilter.Rows} where {c.Where} order by f.{column} {order}, f.id {order} limit {limit + 1}", c.Parameters).AsNoTracking().ToListAsync(cancellationToken);
            var slice = Cursor.Cut(found, limit, f => new Keys(column switch { "due_at" => f.DueAt, "closed_at" => f.ClosedAt!.Value, _ => f.ReceivedAt }, f.Id));
            return new(await words.Rows(slice.Items, now, cancellationToken), slice.NextCursor);
        }
    }
}

/// <summary>How much there is to do, capped.</summary>
[Needs("feedback.read")]
internal static class CountFeedback
{
    public const int UpTo = 1000;

    public sealed record Query(bool Mine = false) : IRequest<Result>;

    public sealed record Result(int Open, int Overdue, int Undecided)
    {
        public int? Of(FeedbackView view) => view switch { FeedbackView.Open => Open, FeedbackView.Overdue => Overdue, FeedbackView.Undecided => Undecided, _ => null };
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken cancellationToken)
        {
            var (now, me) = (clock.GetUtcNow(), user.Id);
            var rows = db.Feedback.Within(user.ScopeOf("feedback.read"));
            if (request.Mine) rows = rows.Where(f => f.OwnerId == me);
            return new(await rows.Where(f => f.State == FeedbackState.Open).CountUpTo(UpTo, cancellationToken), await rows.Where(f => f.State == FeedbackState.Open && f.DueAt < now).CountUpTo(UpTo, cancellationToken),
                await rows.Where(f => f.State == FeedbackState.Answered).CountUpTo(UpTo, cancellationToken));
        }
    }
}

/// <summary>Feedback in words: what was said, by whom, about what.</summary>
internal sealed class FeedbackWords(SurveysDb db, ICustomerDirectory customers, ITicketDirectory tickets, IStaffDirectory staff, CommentMask mask, CurrentUser user)
{
    public async Task<IReadOnlyList<ListFeedback.Row>> Rows(IReadOnlyList<FeedbackItem> items, DateTimeOffset now, CancellationToken ct)
    {
        if (items.Count == 0) return [];
        List<long> responses = [.. items.Select(f => f.ResponseId).OfType<long>().Distinct()], ticketIds = [.. items.Select(f => f.TicketId).OfType<long>().Distinct()];
        var texts = await db.Responses.Where(r => responses.Contains(r.Id)).Select(r => new { r.Id, r.Texts }).ToDictionaryAsync(r => r.Id, r => r.Texts, ct);
        var surveys = items.Select(f => f.SurveyId).OfType<long>().Distinct().ToList();
        var drafts = await db.Surveys.Where(s => surveys.Contains(s.Id)).Select(s => new { s.Id, s.Draft }).ToDictionaryAsync(s => s.Id, s => s.Draft, ct);
        var names = await customers.NamesOf([.. items.Select(f => f.CustomerId).OfType<long>().Distinct()], ct);
        var topics = ticketIds.Count == 0 ? new Dictionary<long, TicketFacts>() : await tickets.FactsOf(ticketIds, ct);
        var codes = await Codes(ct);
        await mask.For(items.Select(f => f.CustomerId), ct);
        var people = await staff.Everyone(ct);
        return [.. items.Select(f => new ListFeedback.Row(f.Id, f.Kind, f.State, f.Source,
            f.ResponseId is { } r && f.Item is { } item && texts.GetValueOrDefault(r)?.GetValueOrDefault(item) is { } said ? mask.Of(string.Join(" ", said), f.CustomerId)
                : f.TicketId is { } t && topics.TryGetValue(t, out var topic) ? mask.Of(topic.Subject, f.CustomerId) : null,
            f.SurveyId is { } s && f.Item is { } key ? drafts.GetValueOrDefault(s)?.Find(key)?.Text.In(user.Language) ?? key : null,
            f.CustomerId, f.CustomerId is { } c ? names.GetValueOrDefault(c) : null, f.ResponseId, f.TicketId, f.TicketId is { } id ? topics.GetValueOrDefault(id)?.Number : null,
            f.CategoryId is { } category ? codes.GetValueOrDefault(category)?.In(user.Language) : null, f.CauseId is { } cause ? codes.GetValueOrDefault(cause)?.In(user.Language) : null,
            f.OwnerId is { } owner ? people.GetValueOrDefault(owner)?.Name : null, f.ReceivedAt, f.DueAt, f.AnsweredAt, f.Outcome, f.ImprovementId, f.ClosedAt, f.Overdue(now)))];
    }

    public Task<Dictionary<long, FeedbackCode>> Codes(CancellationToken ct) => db.FeedbackCodes.AsNoTracking().ToDictionaryAsync(c => c.Id, ct);
}

/// <summary>What the forms and filters of feedback offer.</summary>
[Needs("feedback.read")]
internal static class FeedbackChoices
{
    public sealed record Query(bool Retired = false) : IRequest<Result>;

    public sealed record Result(IReadOnlyList<Choice> Categories, IReadOnlyList<Choice> Causes, IReadOnlyList<Choice> Teams, IReadOnlyList<Choice> People);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken cancellationToken)
        {
            var codes = await db.FeedbackCodes.AsNoTracking().Where(c => request.Retired || c.Active).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(cancellationToken);
            var (people, writers) = (await staff.Everyone(cancellationToken), await staff.HoldersOf("feedback.write", cancellationToken));
            return new(Of(FeedbackCodeKind.Category), Of(FeedbackCodeKind.Cause), [.. (await staff.Teams(cancellationToken)).Values.OrderBy(t => t.Name, StringComparer.CurrentCulture).Select(t => Named(t.Id, t.Name))],
                [.. writers.Select(people.GetValueOrDefault).OfType<StaffFacts>().Where(p => p.Active).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => Named(p.Id, p.Name))]);

            IReadOnlyList<Choice> Of(FeedbackCodeKind kind) => [.. codes.Where(c => c.Kind == kind).Select(c => Named(c.Id, c.In(user.Language)))];
        }

        static Choice Named(long id, string name) => new(id.ToString(System.Globalization.CultureInfo.InvariantCulture), name);
    }
}
