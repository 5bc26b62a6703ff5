using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Quality;

/// <summary>A check with what was asked, given and said: for those within whose reach it is, and, once scored, for the agent it is about.</summary>
[OpenToAll("What was said of one's own work; of others' only with the right.")]
internal static class ViewCheck
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public long TicketId { get; init; }
        public string Ticket { get; init; } = "";
        public TicketType Type { get; init; }
        public long? AgentId { get; init; }
        public string Agent { get; init; } = "";
        public string? Team { get; init; }
        public string? Reviewer { get; init; }
        public string Checklist { get; init; } = "";
        public int Revision { get; init; }
        public QualityReason Reason { get; init; }
        public QualityStatus Status { get; init; }
        public decimal? Score { get; init; }
        public bool Fatal { get; init; }
        public DateTimeOffset? ScoredAt { get; init; }
        public DateTimeOffset? AppealUntil { get; init; }
        public long SampleId { get; init; }
        public long Seed { get; init; }
        public IReadOnlyList<ItemLine> Items { get; init; } = [];
        public IReadOnlyList<StepLine> Steps { get; init; } = [];
        public bool MayReadTicket { get; init; }
        public bool MayScore { get; init; }
        public bool MayDecide { get; init; }
        public bool MayAnswer { get; init; }
        public bool MayAppeal { get; init; }
        public bool IsOwn { get; init; }
    }

    /// <param name="First">What it was given before an appeal changed it.</param>
    public sealed record ItemLine(int Position, string Text, int Weight, QualityScale Scale, bool Fatal, int? Value, string? Comment, int? First, bool Changed);

    public sealed record StepLine(QualityAct Act, decimal? Score, string? Note, string? Who, DateTimeOffset At);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, Texts texts, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var c = await db.Reachable(q.Id, user, ct, tracked: false);
            var t = await db.Tickets.Where(x => x.Id == c.TicketId).Select(x => new { x.Number, x.OwnerId, x.TeamId }).SingleAsync(ct);
            var list = await db.Checklists.AsNoTracking().Include(l => l.Items.Where(i => i.Revision == c.Revision)).SingleAsync(l => l.Id == c.ChecklistId, ct);
            var seed = await db.QualitySamples.Where(s => s.Id == c.SampleId).Select(s => s.Seed).SingleAsync(ct);
            var (people, teams, me, now) = (await staff.Everyone(ct), await staff.Teams(ct), user.Id, clock.GetUtcNow());
            var checker = user.ScopeOf("tickets.quality").Covers(c.OwnerId, c.TeamId);
            string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name ?? texts["tickets.someone"] : null;
            QualityMark? Mark(int position, int round) => c.Marks.FirstOrDefault(m => m.Position == position && m.Round == round);
            var own = c.OwnerId == me;
            return new Result
            {
                Id = c.Id, Version = c.Version, TicketId = c.TicketId, Ticket = HumanNumber.Format(Ticket.Prefix, t.Number), Type = c.Type, AgentId = c.OwnerId, Agent = Name(c.OwnerId) ?? "", Team = c.TeamId is { } team ? teams.GetValueOrDefault(team)?.Name : null,
                Reviewer = Name(c.ReviewerId), Checklist = list.In(user.Language), Revision = c.Revision, Reason = c.Reason, Status = c.Status, Score = c.Score, Fatal = c.Fatal, ScoredAt = c.ScoredAt, AppealUntil = c.AppealUntil, SampleId = c.SampleId, Seed = seed,
                Items = [.. list.Of(c.Revision).Select(i => (i, Now: Mark(i.Position, c.Round), First: Mark(i.Position, 1))).Select(x =>
                    new ItemLine(x.i.Position, x.i.In(user.Language), x.i.Weight, x.i.Scale, x.i.Fatal, x.Now?.Value, Said(x.Now?.Comment), x.First?.Value, c.Round > 1 && x.Now?.Value != x.First?.Value))],
                Steps = [.. c.Steps.OrderBy(s => s.Id).Select(s => new StepLine(s.Act, s.Score, Said(s.Note), Name(s.ById), s.At))],
                MayReadTicket = user.ScopeOf("tickets.read").Covers(t.OwnerId, t.TeamId),
                MayScore = checker && !own && c.Status == QualityStatus.ToDo,
                MayDecide = checker && me is { } person && c.MayBeDecidedBy(person, await staff.NobodyElseDecides(c, ct)),
                MayAnswer = own && c.Status == QualityStatus.Scored, MayAppeal = own && c.Status == QualityStatus.Scored && now <= c.AppealUntil, IsOwn = own,
            };
        }

        string? Said(string? words) => words == Domain.Ticket.Erased ? texts["tickets.erased"] : words;
    }
}

internal static class CheckReading
{
    /// <summary>A check the reader may see: of others' work with the right, of one's own once it is scored.</summary>
    public static async Task<QualityCheck> Reachable(this TicketsDb db, long id, CurrentUser user, CancellationToken ct, bool tracked = true)
    {
        var rows = db.QualityChecks.Include(c => c.Marks).Include(c => c.Steps).AsSplitQuery();
        var check = await (tracked ? rows : rows.AsNoTracking()).SingleOrDefaultAsync(c => c.Id == id, ct);
        var seen = check is not null && (check.OwnerId == user.Id && user.Id is not null ? check.ScoredAt is not null : user.ScopeOf("tickets.quality").Covers(check.OwnerId, check.TeamId));
        return seen ? check! : throw new MissingException("QualityCheck", id);
    }

    /// <summary>A check of somebody else's work, for a change by a checker.</summary>
    public static async Task<QualityCheck> ToCheck(this TicketsDb db, long id, uint? version, CurrentUser user, CancellationToken ct)
    {
        var check = await db.QualityChecks.Include(c => c.Marks).Include(c => c.Steps).AsSplitQuery().Within(user.ScopeOf("tickets.quality")).SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw new MissingException("QualityCheck", id);
        return check.SeenAs(version);
    }

    /// <summary>The questions it was drawn with.</summary>
    public static async Task<IReadOnlyList<ChecklistItem>> ItemsOf(this TicketsDb db, QualityCheck check, CancellationToken ct) =>
        await db.ChecklistItems.AsNoTracking().Where(i => i.ChecklistId == check.ChecklistId && i.Revision == check.Revision).OrderBy(i => i.Position).ToListAsync(ct);

    /// <summary>Whether nobody but the scorer could decide: whoever else has a right that reaches it counts, except the agent.</summary>
    public static async Task<bool> NobodyElseDecides(this IStaffDirectory staff, QualityCheck check, CancellationToken ct) =>
        (await staff.WhoReaches("tickets.quality", check.OwnerId, check.TeamId, ct)).All(p => p == check.ReviewerId || p == check.OwnerId);

    /// <summary>Tells people of a check; the ticket's number and its customer stand in the ticket.</summary>
    public static async Task Tell(this TicketsDb db, QualityCheck check, IEnumerable<long> people, string what, string text, CancellationToken ct)
    {
        var ticket = await db.Tickets.AsNoTracking().Where(t => t.Id == check.TicketId).Select(t => new { t.Number, t.CustomerId }).SingleAsync(ct);
        foreach (var person in people.Distinct())
            Crm.Platform.Jobs.Enqueuing.NotifyAbout(db, ticket.CustomerId, person, $"quality-{what}:{check.Id}", "clipboard-check", $"/tickets/quality/{check.Id}", text, HumanNumber.Format(Ticket.Prefix, ticket.Number), (check.Score ?? 0).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture));
    }
}
