using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Customers;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>A good score archives the ticket; a bad one, with a ticket or without, becomes somebody's call back, and the ticket waits for it.</summary>
internal sealed class WhenResponseFinished(TicketsDb db, CustomerCopies customers, IStaffDirectory staff, ISurveyResponses responses, TimeProvider clock) : IHandleMany<ResponseFinished>
{
    public async Task HandleMany(IReadOnlyList<ResponseFinished> happened, CancellationToken ct)
    {
        // Most answers have neither a ticket nor a reason to call: what says so is asked once for all.
        var rules = await db.FollowUpRules.AsNoTracking().Where(r => r.Active).OrderBy(r => r.Id).ToListAsync(ct);
        var words = rules.Exists(r => r.Trigger == FollowUpTrigger.Keyword) ? await responses.WordsOf([.. happened.Where(h => !h.Low).Select(h => h.ResponseId)], ct) : new Dictionary<long, ResponseWords>();
        long[] tickets = [.. happened.Select(h => h.TicketId).OfType<long>().Distinct()];
        if (tickets.Length > 0) await db.Tickets.Where(t => tickets.Contains(t.Id)).LoadAsync(ct);
        var sla = await db.Rules(ct);
        foreach (var one in happened) await Take(one, Because(one, rules, words.GetValueOrDefault(one.ResponseId)), sla, ct);
    }

    async Task Take(ResponseFinished happened, Reason? because, SlaRules sla, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (happened.FollowUpId is { } askedAfter)
        {
            await AnsweredAgain(askedAfter, happened, sla, now, ct);
            return;
        }
        var ticket = happened.TicketId is { } id ? await db.Tickets.FindAsync([id], ct) : null;
        ticket?.Rated(happened.Headline, because is not null, sla.Flow, now);
        if (because is null || happened.CustomerId is not { } customer) return;
        if (await db.FollowUps.AnyAsync(f => f.ResponseId == happened.ResponseId, ct)) return;

        var (owner, team, reason) = await FollowUpOwner.For(db, customers, staff, ticket, customer, ct);
        var row = FollowUp.Open(happened.ResponseId, customer, ticket?.Id, happened.Headline ?? happened.Nps, owner, team, reason, now, because);
        db.FollowUps.Add(row);
        await db.SaveChangesAsync(ct); // the ticket and the notice need its id
        ticket?.Hold(row.Id);
        if (owner is { } person)
            db.NotifyAbout(customer, person, $"followup:{row.Id}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup", (await db.Customers.FindAsync([customer], ct))?.Name ?? "", (happened.Headline ?? happened.Nps ?? 0).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A bad score, or else the first rule that says so; in words. Null: nobody has to call.</summary>
    static Reason? Because(ResponseFinished happened, List<FollowUpRule> rules, ResponseWords? words)
    {
        if (happened.Low)
            return happened.Headline is { } score ? new Reason("tickets.followup.why.low", score.ToString(CultureInfo.InvariantCulture)) : new Reason("tickets.followup.why.detractors", (happened.Nps ?? 0).ToString(CultureInfo.InvariantCulture));
        var answer = new RatedAnswer(happened.SurveyId, happened.Headline, happened.Nps, words?.Text, words?.Language ?? "");
        return rules.Where(r => r.SurveyId is null || r.SurveyId == happened.SurveyId).Select(r => r.Hits(answer)).FirstOrDefault(r => r is not null);
    }

    /// <summary>The call back has helped, or it is opened again with its ticket, and goes up: beside its owner the supervisors of the department are told.</summary>
    async Task AnsweredAgain(long followUpId, ResponseFinished happened, SlaRules sla, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.FollowUps.SingleOrDefaultAsync(f => f.Id == followUpId, ct) is not { } row) return;
        if (!row.AnsweredAgain(happened.Headline ?? happened.Nps, happened.Low, now)) return;
        var score = row.ScoreAfter?.ToString(CultureInfo.InvariantCulture) ?? "–";
        await customers.Refresh(row.CustomerId, ct);
        if (row.TicketId is { } id && await db.Tickets.Include(t => t.Clocks).SingleOrDefaultAsync(t => t.Id == id, ct) is { } ticket)
        {
            await db.CatchUp(ticket, sla, now, ct);
            var before = ticket.Reopened;
            ticket.ComeBackAfter(row, sla, now);
            ticket.Hold(row.Id);
            if (ticket.Reopened > before) db.TellStillUnhappy(ticket, score);
        }
        var (name, superiors) = ((await db.Customers.FindAsync([row.CustomerId], ct))?.Name ?? "", await Superiors.Of(staff, ct));
        var above = row.TeamId is { } team && superiors.Teams.GetValueOrDefault(team) is { } known ? superiors.Department(known) : superiors.Reviewers;
        foreach (var person in superiors.Reachable(row.OwnerId is { } owner ? [owner] : []).Union(above))
            db.NotifyAbout(row.CustomerId, person, $"followup-again:{row.Id}", "phone-call", $"/follow-ups/{row.Id}", "tickets.notice.followup_again", name, score);
    }
}
