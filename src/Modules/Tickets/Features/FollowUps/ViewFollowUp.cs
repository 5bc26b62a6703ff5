using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Everything the follow-up's page shows.</summary>
[Needs("followups.read")]
internal static class ViewFollowUp
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public FollowUpStatus Status { get; init; }
        public long CustomerId { get; init; }
        public string Customer { get; init; } = "";
        public long? TicketId { get; init; }
        public string? Ticket { get; init; }
        public int? Score { get; init; }
        public string? Survey { get; init; }

        /// <summary>Nobody's score, but the wish of somebody who answered without a name.</summary>
        public bool Wished { get; init; }

        public long? ResponseId { get; init; }
        public string? Comment { get; init; }
        public long? OwnerId { get; init; }
        public string? Owner { get; init; }
        public string OwnerReason { get; init; } = "";
        /// <summary>Why there is a call back.</summary>
        public string Because { get; init; } = "";
        public DateTimeOffset OpenedAt { get; init; }
        public DateTimeOffset DueAt { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
        public string? ClosedBy { get; init; }
        public long? CauseId { get; init; }
        public string? Cause { get; init; }
        public string? Action { get; init; }
        /// <summary>While it is still to come: when the customer is asked whether it helped.</summary>
        public DateTimeOffset? AskAgainAt { get; init; }

        /// <summary>When the question left, and what they said then.</summary>
        public DateTimeOffset? AskedAgainAt { get; init; }
        public DateTimeOffset? AnsweredAgainAt { get; init; }
        public int? ScoreAfter { get; init; }
        public DateTimeOffset? ReopenedAt { get; init; }
        public string? FormerAction { get; init; }
        public IReadOnlyList<AttemptLine> Attempts { get; init; } = [];
        public bool MayWrite { get; init; }
        public bool MayGiveUp { get; init; }
    }

    public sealed record AttemptLine(AttemptChannel Channel, bool Reached, string? Note, string? Who, DateTimeOffset At);

    internal sealed class Handler(TicketsDb db, ISurveyResponses responses, IStaffDirectory staff, CurrentUser user, Texts texts, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var f = await db.FollowUps.AsNoTracking().Include(x => x.Attempts).Within(user.ScopeOf("followups.read")).SingleOrDefaultAsync(x => x.Id == q.Id, ct) ?? throw new MissingException("FollowUp", q.Id);
            var response = f.ResponseId is { } answered ? (await responses.FactsOf([answered], ct)).Values.FirstOrDefault() : null;
            var ticket = await db.Tickets.AsNoTracking().Where(t => t.Id == f.TicketId).Select(t => new { t.Number, t.Subject }).SingleOrDefaultAsync(ct);
            var customer = await db.Customers.AsNoTracking().Where(c => c.Id == f.CustomerId).Select(c => c.Name).SingleOrDefaultAsync(ct);
            var cause = await db.Codes.AsNoTracking().SingleOrDefaultAsync(c => c.Id == f.CauseId, ct);
            var people = await staff.Everyone(ct);
            string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name ?? texts["tickets.someone"] : null;
            string? Words(string? text) => text == Domain.Ticket.Erased ? texts["tickets.erased"] : text;
            var open = f.Status == FollowUpStatus.Open;
            return new Result
            {
                Id = f.Id, Version = f.Version, Status = f.Status, CustomerId = f.CustomerId, Customer = customer ?? "", TicketId = f.TicketId,
                Ticket = ticket is null ? null : $"{HumanNumber.Format(Ticket.Prefix, ticket.Number)} {ticket.Subject}",
                Score = f.Score, Survey = response?.SurveyTitle, Wished = f.WishId is not null, ResponseId = f.ResponseId, Comment = response?.Comment, OwnerId = f.OwnerId, Owner = Name(f.OwnerId), OwnerReason = texts[f.OwnerReason, [.. f.OwnerReasonArgs]],
                Because = f.OpenedBecause.Length == 0 ? "" : texts[f.OpenedBecause, [.. f.OpenedBecauseArgs]],
                OpenedAt = f.OpenedAt, DueAt = f.DueAt, ClosedAt = f.ClosedAt, ClosedBy = Name(f.ClosedById), CauseId = f.CauseId, Cause = cause?.In(user.Language), Action = Words(f.Action),
                AskAgainAt = f is { Status: FollowUpStatus.Closed, AskedAgainAt: null } && f.AskAgainAt > clock.GetUtcNow() ? f.AskAgainAt : null, AskedAgainAt = f.AskedAgainAt, AnsweredAgainAt = f.AnsweredAgainAt, ScoreAfter = f.ScoreAfter, ReopenedAt = f.ReopenedAt, FormerAction = Words(f.FormerAction),
                Attempts = [.. f.Attempts.OrderBy(a => a.Id).Select(a => new AttemptLine(a.Channel, a.Reached, a.Note, Name(a.ById), a.At))],
                MayWrite = open && user.ScopeOf("followups.write").Covers(f.OwnerId, f.TeamId),
                MayGiveUp = open && user.Can("tickets.review") && user.ScopeOf("followups.write").Covers(f.OwnerId, f.TeamId) && f.MayGiveUp(zone.DayOf),
            };
        }
    }
}
