using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Customers;
using Crm.Tickets.Features.Sweeps;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>A good score archives the ticket; a bad one, with a ticket or without, becomes somebody's call back, and the ticket waits for it.</summary>
internal sealed class WhenResponseFinished(TicketsDb db, CustomerCopies customers, IStaffDirectory staff, ISurveyResponses responses, TimeProvider clock) : IHandle<ResponseFinished>
{
    public async Task Handle(ResponseFinished happened, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (happened.FollowUpId is { } askedAfter)
        {
            await AnsweredAgain(askedAfter, happened, now, ct);
            return;
        }
        var ticket = happened.TicketId is { } id ? await db.Tickets.SingleOrDefaultAsync(t => t.Id == id, ct) : null;
        var because = await Because(happened, ct);
        ticket?.Rated(happened.Headline, because is not null, (await db.Rules(ct)).Flow, now);
        if (because is null || happened.CustomerId is not { } customer) return;
        if (await db.FollowUps.AnyAsync(f => f.ResponseId == happened.ResponseId, ct)) return;

        var (owner, team, reason) = await OwnerFor(ticket, customer, ct);
        var row = FollowUp.Open(happened.ResponseId, customer, ticket?.Id, happened.Headline ?? happened.Nps, owner, team, reason, now, because);
        db.FollowUps.Add(row);
        await db.SaveChangesAsync(ct); // the ticket and the notice need its id
        ticket?.Hold(row.Id);
        if (owner is { } person)
            db.NotifyAbout(customer, person, $"followup:{row.Id}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup", (await db.Customers.FindAsync([customer], ct))?.Name ?? "", (happened.Headline ?? happened.Nps ?? 0).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A bad score, or else the first rule that says so; in words. Null: nobody has to call.</summary>
    async Task<Reason?> Because(ResponseFinished happened, CancellationToken ct)
    {
        if (happened.Low)
            return happened.Headline is { } score ? new Reason("tickets.followup.why.low", score.ToString(CultureInfo.InvariantCulture)) : new Reason("tickets.followup.why.detractors", (happened.Nps ?? 0).ToString(CultureInfo.InvariantCulture));
        var rules = await db.FollowUpRules.AsNoTracking().Where(r => r.Active && (r.SurveyId == null || r.SurveyId == happened.SurveyId)).OrderBy(r => r.Id).ToListAsync(ct);
        if (rules.Count == 0) return null;
        var facts = rules.Exists(r => r.Trigger == FollowUpTrigger.Keyword) ? (await responses.FactsOf([happened.ResponseId], ct)).GetValueOrDefault(happened.ResponseId) : null;
        var answer = new RatedAnswer(happened.SurveyId, happened.Headline, happened.Nps, facts?.Comment, facts?.Language ?? "");
        return rules.Select(r => r.Hits(answer)).FirstOrDefault(r => r is not null);
    }

    /// <summary>The call back has helped, or it is opened again with its ticket, and goes up: beside its owner the supervisors of the department are told.</summary>
    async Task AnsweredAgain(long followUpId, ResponseFinished happened, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.FollowUps.SingleOrDefaultAsync(f => f.Id == followUpId, ct) is not { } row) return;
        if (!row.AnsweredAgain(happened.Headline ?? happened.Nps, happened.Low, now)) return;
        if (row.TicketId is { } id && await db.Tickets.Include(t => t.Clocks).SingleOrDefaultAsync(t => t.Id == id, ct) is { } ticket) ticket.ComeBackAfter(row, await db.Rules(ct), now);
        await customers.Refresh(row.CustomerId, ct);
        var (name, superiors) = ((await db.Customers.FindAsync([row.CustomerId], ct))?.Name ?? "", await Superiors.Of(staff, ct));
        var above = row.TeamId is { } team && superiors.Teams.GetValueOrDefault(team) is { } known ? superiors.Department(known) : superiors.Reviewers;
        foreach (var person in superiors.Reachable(row.OwnerId is { } owner ? [owner] : []).Union(above))
            db.NotifyAbout(row.CustomerId, person, $"followup-again:{row.Id}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup_again", name, row.ScoreAfter?.ToString(CultureInfo.InvariantCulture) ?? "–");
    }

    // Supervisor of the assignee's team, else of the customer's owner's team, else whoever may do follow-ups.
    async Task<(long? Owner, long? Team, Reason Reason)> OwnerFor(Ticket? ticket, long customer, CancellationToken ct)
    {
        var teams = await staff.Teams(ct);
        if (ticket?.TeamId is { } handled && teams.GetValueOrDefault(handled) is { SupervisorId: { } first }) return (first, handled, new("tickets.followup.reason.team"));
        await customers.Refresh(customer, ct);
        if ((await db.Customers.FindAsync([customer], ct))?.TeamId is { } owning && teams.GetValueOrDefault(owning) is { SupervisorId: { } second }) return (second, owning, new("tickets.followup.reason.customer"));
        var holders = await staff.HoldersOf("followups.write", ct);
        return (holders.Count == 0 ? null : holders.Min(), null, new("tickets.followup.reason.default"));
    }
}
