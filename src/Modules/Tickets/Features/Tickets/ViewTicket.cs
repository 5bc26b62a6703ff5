using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Progress;
using Crm.Tickets.Features.Routing;
using Crm.Tickets.Features.Rules;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Everything the ticket's page shows.</summary>
[Needs("tickets.read")]
internal static class ViewTicket
{
    /// <summary>The page shows the latest so many messages.</summary>
    public const int MessageLimit = 200;

    /// <param name="History">Also what has happened to it.</param>
    public sealed record Query(long Id, bool History = true) : IRequest<Result>;

    public sealed record Result
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public string Number { get; init; } = "";
        public string Subject { get; init; } = "";
        public TicketType Type { get; init; }
        public TicketStatus Status { get; init; }
        public TicketPriority Priority { get; init; }
        public TicketChannel Channel { get; init; }
        public long CustomerId { get; init; }
        public string CustomerNumber { get; init; } = "";
        public string Customer { get; init; } = "";
        public CustomerLevel Level { get; init; }
        public string Language { get; init; } = "en";
        public long? ContactId { get; init; }
        public string? Contact { get; init; }
        public long? CategoryId { get; init; }
        public string? Category { get; init; }
        /// <summary>Its category wants articles shown before all else.</summary>
        public bool ArticlesFirst { get; init; }
        public long? TeamId { get; init; }
        public string? Team { get; init; }
        public long? AssigneeId { get; init; }
        public string? Assignee { get; init; }
        public string? Opener { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? ResolvedAt { get; init; }
        public DateTimeOffset? ReviewDueAt { get; init; }
        public DateTimeOffset? NextDueAt { get; init; }
        public string? Cause { get; init; }
        public string? Resolution { get; init; }
        /// <summary>What it holds in fields of one's own, as stored and in words.</summary>
        public CustomValues Custom { get; init; } = CustomValues.None;
        public IReadOnlyList<CustomShown> Own { get; init; } = [];
        /// <summary>Whether its type asks for the codes when work ends.</summary>
        public CodeAsked AsksCause { get; init; }
        public CodeAsked AsksResolution { get; init; }
        public int? Satisfaction { get; init; }
        public long? FollowUpId { get; init; }
        /// <summary>From when it was opened until it was resolved, or until now; and the working time of it that did not stand still.</summary>
        public TimeSpan Handling { get; init; }
        public TimeSpan Worked { get; init; }
        public IReadOnlyList<MessageLine> Messages { get; init; } = [];
        public bool Shortened { get; init; }
        public IReadOnlyList<string> Tags { get; init; } = [];
        /// <summary>The ticket that goes on in this one's place.</summary>
        public long? MergedIntoId { get; init; }
        public string? MergedInto { get; init; }
        /// <summary>Where the customer sees how far it has come.</summary>
        public string StatusLink { get; init; } = "";
        public IReadOnlyList<ClockLine> Clocks { get; init; } = [];
        public IReadOnlyList<HistoryLine> History { get; init; } = [];

        /// <summary>What the reader may do to it now.</summary>
        public bool MayWrite { get; init; }
        public bool MayAssign { get; init; }
        public bool MayTake { get; init; }
        public bool MayReview { get; init; }
        public bool MayMerge { get; init; }
        public bool MayStart { get; init; }
        public bool MayResolve { get; init; }
        public bool MayReopen { get; init; }
        public bool IsOpen { get; init; }
        public bool IsWaiting => Status is TicketStatus.WaitingCustomer or TicketStatus.WaitingThirdParty;
        public bool IsClosed => Status is TicketStatus.Archived or TicketStatus.Merged;
    }

    public sealed record MessageLine(long Id, MessageKind Kind, string Body, TicketChannel Channel, string? Author, DateTimeOffset At, IReadOnlyList<FileFacts> Files)
    {
        /// <summary>Number of the ticket it was said on, when that one goes on here.</summary>
        public string? Origin { get; init; }

        /// <summary>Taken back before it left: when and by whom.</summary>
        public DateTimeOffset? WithdrawnAt { get; init; }
        public string? WithdrawnBy { get; init; }

        /// <summary>Until when the reader may take it back; null: not theirs, or gone.</summary>
        public DateTimeOffset? UndoUntil { get; init; }
    }

    sealed record Merged(long Id, long Number, long CustomerId);

    sealed record Found(
        long Id, uint Version, long Number, string Subject, TicketType Type, TicketStatus Status, TicketPriority Priority, TicketChannel Channel, long CustomerId, CustomerLevel Level, long? ContactId, long? CategoryId,
        long? TeamId, long? OwnerId, long? CreatedById, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? ReviewDueAt, DateTimeOffset NextDueAt, int? Satisfaction, CustomValues Custom,
        DateTimeOffset? FinishedAt, long? HeldById, string[] Tags, bool HasMerged, long? MergedIntoId, Guid LinkId, string? CustomerNumber, string? Customer, string? Language, string? Cause, string? Resolution, long? Target, long? FollowUp)
    {
        /// <summary>What has just been opened: no codes, no call back, nothing it went on in.</summary>
        public static Found Of(Ticket x, CustomerCopy c) => new(
            x.Id, x.Version, x.Number, x.Subject, x.Type, x.Status, x.Priority, x.Channel, x.CustomerId, x.Level, x.ContactId, x.CategoryId,
            x.TeamId, x.OwnerId, x.CreatedById, x.CreatedAt, x.ResolvedAt, x.ReviewDueAt, x.NextDueAt, x.Satisfaction, x.Custom,
            x.FinishedAt, x.HeldById, x.Tags, x.HasMerged, x.MergedIntoId, x.LinkId, c.Number, c.Name, c.Language, null, null, null, null);
    }

    // The page that is opened most. Its questions never differ, so they are put into SQL once, not at every asking.
    // Column by column: the words that search reads are as long as the whole conversation, and not shown.
    static readonly Compiled<Func<TicketsDb, long, bool, CancellationToken, Task<Found?>>> Head = new(() => EF.CompileAsyncQuery((TicketsDb db, long id, bool zh, CancellationToken ct) => (
        from x in db.Tickets
        where x.Id == id
        join c in db.Customers on x.CustomerId equals c.Id into known
        from c in known.DefaultIfEmpty()
        select new Found(
            x.Id, x.Version, x.Number, x.Subject, x.Type, x.Status, x.Priority, x.Channel, x.CustomerId, x.Level, x.ContactId, x.CategoryId,
            x.TeamId, x.OwnerId, x.CreatedById, x.CreatedAt, x.ResolvedAt, x.ReviewDueAt, x.NextDueAt, x.Satisfaction, x.Custom,
            x.FinishedAt, x.HeldById, x.Tags, x.HasMerged, x.MergedIntoId, x.LinkId, c.Number, c.Name, c.Language,
            db.Codes.Where(y => y.Id == x.CauseId).Select(y => zh ? y.NameZh : y.Name).FirstOrDefault(), db.Codes.Where(y => y.Id == x.ResolutionId).Select(y => zh ? y.NameZh : y.Name).FirstOrDefault(),
            db.Tickets.Where(y => y.Id == x.MergedIntoId).Select(y => (long?)y.Number).FirstOrDefault(), db.FollowUps.Where(f => f.TicketId == x.Id).Max(f => (long?)f.Id))).SingleOrDefault()));

    static readonly Compiled<Func<TicketsDb, long, int, IAsyncEnumerable<Message>>> Said = new(() => EF.CompileAsyncQuery((TicketsDb db, long id, int most) =>
        db.Messages.AsNoTracking().Include(m => m.Files).Where(m => m.TicketId == id).OrderByDescending(m => m.Id).Take(most)));

    static readonly Compiled<Func<TicketsDb, long, IAsyncEnumerable<Clock>>> Clocks = new(() => EF.CompileAsyncQuery((TicketsDb db, long id) => db.Clocks.AsNoTracking().Include(c => c.Steps).Where(c => c.TicketId == id).OrderBy(c => c.Id).AsQueryable()));

    static readonly Compiled<Func<TicketsDb, long, IAsyncEnumerable<HistoryRow>>> History = new(() => EF.CompileAsyncQuery((TicketsDb db, long id) => db.History.AsNoTracking().Where(h => h.TicketId == id).OrderBy(h => h.Id).AsQueryable()));

    public sealed record ClockLine(ClockKind Kind, ClockState State, Target Target, string Policy, string? Calendar, DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? EndedAt, TimeSpan PausedFor, TimeSpan Elapsed, TimeSpan Used, bool Owed, string Why, IReadOnlyList<StepLine> Steps);

    public sealed record StepLine(ClockEvent Event, DateTimeOffset At, DateTimeOffset DueAt);

    public sealed record HistoryLine(HistoryKind Kind, string? From, string? To, string? Who, DateTimeOffset At, string? Note, string? Reason);

    internal sealed class Handler(TicketsDb db, ICustomerDirectory customers, IStaffDirectory staff, IFiles files, CurrentUser user, Texts texts, DueWords words, RoutingWords routed, RuleWords ruled, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var zh = user.Language == "zh-CN";
            var opened = db.OpenedNow(q.Id);
            var t = (opened is var (whole, customer) ? Found.Of(whole, customer) : await Head.For(db)(db, q.Id, zh, ct)) is { } head && user.ScopeOf("tickets.read").Covers(head.OwnerId, head.TeamId) ? head : throw new MissingException("Ticket", q.Id);
            var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
            // What was said on tickets that go on here is read here, too. Few have any; the others ask for nothing more.
            var merged = t.HasMerged ? await db.Tickets.AsNoTracking().Where(x => x.MergedIntoId == q.Id).OrderBy(x => x.Id).Select(x => new Merged(x.Id, x.Number, x.CustomerId)).ToDictionaryAsync(x => x.Id, ct) : [];
            List<long> conversation = [q.Id, .. merged.Keys], strangers = [.. merged.Values.Select(m => m.CustomerId).Where(c => c != t.CustomerId).Distinct()];
            var messages = opened is not null ? [.. opened.Value.Ticket.Messages.Reverse()] : merged.Count == 0 ? await Said.For(db)(db, q.Id, MessageLimit + 1).ToListAsync(ct)
                : await db.Messages.AsNoTracking().Include(m => m.Files).Where(m => conversation.Contains(m.TicketId)).OrderByDescending(m => m.Id).Take(MessageLimit + 1).ToListAsync(ct);
            var others = strangers.Count == 0 ? [] : await db.Customers.Where(c => strangers.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
            var clocks = opened?.Ticket.Clocks ?? await Clocks.For(db)(db, q.Id).ToListAsync(ct);
            var ((rules, routing), now) = (await db.AllRulesShown(ct), clock.GetUtcNow());
            var history = q.History ? await History.For(db)(db, q.Id).ToListAsync(ct) : [];
            var contact = t.ContactId is { } contactId ? (await customers.ContactsOf([contactId], ct)).Values.FirstOrDefault()?.Name : null;

            var attached = await files.Of([.. messages.SelectMany(m => m.Files).Select(f => f.FileId)], ct);

            string? Person(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name ?? texts["tickets.someone"] : null;
            string? Team(long? id) => id is { } i ? teams.GetValueOrDefault(i)?.Name : null;
            string? CategoryName(long? id) => id is { } i && routing.Category(i) is { } c ? (c.ParentId is { } above ? routing.Category(above)?.In(user.Language) + " / " : "") + c.In(user.Language) : null;
            var (open, unreviewed) = (Ticket.OpenStates.Contains(t.Status), t.Status == TicketStatus.Resolved && t.ReviewDueAt is not null);
            var (way, own) = (rules.Flow.Of(t.Type), new FieldList(rules.Flow.Fields, texts));
            var writes = user.ScopeOf("tickets.write").Covers(t.OwnerId, t.TeamId);
            var handedOut = way.Assignment && t.OwnerId is null;
            var over = t.HeldById is null && t.FinishedAt is { } finished && now > finished.AddDays(way.ReopenDays);

            string? Value(HistoryKind kind, string? value) => value is null ? null : kind switch
            {
                HistoryKind.Status => texts["TicketStatus." + value],
                HistoryKind.Type => texts["TicketType." + value],
                HistoryKind.Priority => texts["TicketPriority." + value],
                HistoryKind.Level => texts["CustomerLevel." + value],
                HistoryKind.Assignee => Person(Id(value)),
                HistoryKind.Team => Team(Id(value)),
                HistoryKind.Category => CategoryName(Id(value)),
                HistoryKind.Fields => string.Join(", ", value.Split(' ').Select(key => rules.Flow.Fields.FirstOrDefault(f => f.Key == key)?.Label(user.Language) ?? key)),
                _ => value,
            };

            string? Customer(long ticketId) => merged.GetValueOrDefault(ticketId) is { } m && m.CustomerId != t.CustomerId ? others.GetValueOrDefault(m.CustomerId) : contact ?? t.Customer;

            var called = new RuleNames(id => CategoryName(id), id => Team(id), id => Person(id), key => rules.Flow.Fields.FirstOrDefault(f => f.Key == key));
            string? Reason(HistoryRow h) => h.Reason is null ? null
                : h.Reason == RuleReason.Key ? ruled.Reason(h.ReasonArgs, called)
                : routed.Of(h.Reason, h.ReasonArgs, people) ?? texts[h.Reason, [.. h.ReasonArgs.Select(a => h.Reason == "tickets.reason.category" ? CategoryName(Id(a)) ?? a : a)]];

            return new Result
            {
                Id = t.Id, Version = t.Version, Number = HumanNumber.Format(Ticket.Prefix, t.Number), Subject = t.Subject, Type = t.Type, Status = t.Status, Priority = t.Priority, Channel = t.Channel,
                CustomerId = t.CustomerId, CustomerNumber = t.CustomerNumber ?? "", Customer = t.Customer ?? "", Level = t.Level, Language = t.Language ?? "en",
                ContactId = t.ContactId, Contact = contact, CategoryId = t.CategoryId, Category = CategoryName(t.CategoryId), ArticlesFirst = routing.ArticlesFirst(t.CategoryId),
                TeamId = t.TeamId, Team = Team(t.TeamId), AssigneeId = t.OwnerId, Assignee = Person(t.OwnerId), Opener = Person(t.CreatedById),
                CreatedAt = t.CreatedAt, ResolvedAt = t.ResolvedAt, ReviewDueAt = t.Status == TicketStatus.Resolved ? t.ReviewDueAt : null, NextDueAt = t.NextDueAt >= Ticket.NoDue ? null : t.NextDueAt,
                Cause = t.Cause, Resolution = t.Resolution,
                Custom = own.Visible(t.Custom), Own = own.Shown(t.Custom), AsksCause = way.Cause, AsksResolution = way.Resolution,
                Satisfaction = t.Satisfaction, FollowUpId = t.FollowUp, Handling = (t.ResolvedAt ?? now) - t.CreatedAt, Worked = rules.Worked(t.CreatedAt, t.ResolvedAt ?? now, clocks),
                Shortened = messages.Count > MessageLimit, StatusLink = ProgressLink.Of(t.LinkId, t.Language ?? "en"), Tags = t.Tags, MergedIntoId = t.MergedIntoId, MergedInto = t.Target is { } target ? HumanNumber.Format(Ticket.Prefix, target) : null,
                Messages = [.. messages.Take(MessageLimit).Reverse().Select(m => new MessageLine(m.Id, m.Kind, m.Body, m.Channel, m.Kind == MessageKind.Customer ? Customer(m.TicketId) : Person(m.ById) ?? texts["tickets.machine"], m.At, [.. m.Files.Where(f => attached.ContainsKey(f.FileId)).Select(f => attached[f.FileId])])
                {
                    Origin = merged.GetValueOrDefault(m.TicketId) is { } origin ? HumanNumber.Format(Ticket.Prefix, origin.Number) : null,
                    WithdrawnAt = m.WithdrawnAt, WithdrawnBy = Person(m.WithdrawnById), UndoUntil = m.WithdrawnAt is null && m.ById == user.Id && m.LeavesAt > now ? m.LeavesAt : null,
                })],
                Clocks = [.. clocks.Select(c => new ClockLine(c.Kind, c.State, c.Target, rules.Policy(c.PolicyId)?.In(user.Language) ?? "", rules.Calendar(c.CalendarId)?.Name,
                    c.StartedAt, c.DueAt, c.EndedAt, c.PausedFor, c.Elapsed(now), c.Used(rules, now), c.Owed, words.Of(rules.Explain(c)), [.. c.Steps.OrderBy(s => s.Id).Select(s => new StepLine(s.Event, s.At, s.DueAt))]))],
                History = [.. history.Select(h => new HistoryLine(h.Kind, Value(h.Kind, h.From), Value(h.Kind, h.To), Person(h.ById), h.At, h.Note, Reason(h)))],
                MayWrite = writes,
                MayStart = writes && !handedOut && t.Status is TicketStatus.Created or TicketStatus.Assigned,
                MayResolve = writes && open && !handedOut && Ticket.MayTake(way.ResolveBy, t.OwnerId, t.TeamId, user.Id, user.TeamIds),
                MayReopen = writes && t.Status is TicketStatus.Resolved or TicketStatus.Reviewed && !over && Ticket.MayTake(way.ReopenBy, t.OwnerId, t.TeamId, user.Id, user.TeamIds),
                MayAssign = open && user.ScopeOf("tickets.assign").Covers(t.OwnerId, t.TeamId),
                MayTake = open && user.Id is not null && t.OwnerId != user.Id && writes,
                MayReview = unreviewed && t.OwnerId != user.Id && user.ScopeOf("tickets.review").Covers(t.OwnerId, t.TeamId),
                MayMerge = t.Status is not (TicketStatus.Archived or TicketStatus.Merged) && user.ScopeOf("tickets.merge").Covers(t.OwnerId, t.TeamId),
                IsOpen = open,
            };
        }

        static long Id(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }
}
