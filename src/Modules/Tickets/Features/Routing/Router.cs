using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Routing;

/// <summary>
/// Hands out the queues of the teams that work automatically. One host does so at a time, so that nobody is given more
/// than they can bear; people who take a ticket meanwhile are not held up, their row is passed over.
/// </summary>
internal sealed class Router(TicketsDb db, IStaffDirectory staff, TimeProvider clock)
{
    const int Batch = 100;

    // Sort values of the last of a batch.
    sealed record Place(short Rank, DateTimeOffset Due, short Urgency, long Id);

    /// <summary>Gives what waits in the queues of these teams, in the order of the queue, to whoever may have it, until nobody is free or nothing fits.</summary>
    public async Task Drain(IEnumerable<long> teams, CancellationToken ct)
    {
        var wanted = teams.Distinct().Order().ToList();
        if (wanted.Count == 0) return;
        var automatic = (await db.Routing(ct)).Automatic;
        wanted.RemoveAll(team => !automatic.Contains(team));
        if (wanted.Count == 0) return;
        await using var own = db.Database.CurrentTransaction is null ? await db.Begin(ct) : null;
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('tickets.router'))", ct);
        foreach (var team in wanted) await Drain(team, ct);
        if (own is not null) await own.CommitAsync(ct);
    }

    async Task Drain(long team, CancellationToken ct)
    {
        var crew = (await Crew(p => p.TeamIds.Contains(team), ct)).ToDictionary(w => w.Id);
        Place? after = null;
        while (crew.Values.Any(w => w is { Available: true, Full: false }))
        {
            var queue = db.Tickets.Where(t => t.Status == TicketStatus.Created && t.OwnerId == null && t.TeamId == team);
            if (after is not null) queue = queue.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.QueueRank, t.NextDueAt, t.Urgency, t.Id), ValueTuple.Create(after.Rank, after.Due, after.Urgency, after.Id)));
            var waiting = await queue.OrderBy(t => t.QueueRank).ThenBy(t => t.NextDueAt).ThenBy(t => t.Urgency).ThenBy(t => t.Id).Take(Batch)
                .Select(t => new { t.Id, t.QueueRank, t.NextDueAt, t.Urgency, t.Needs, t.Prefers, CustomersOwner = db.Customers.Where(c => c.Id == t.CustomerId).Select(c => c.OwnerId).FirstOrDefault() }).ToListAsync(ct);
            var given = new Dictionary<long, IReadOnlyList<Judgement>>();
            foreach (var t in waiting)
            {
                var judged = Domain.Routing.Judge(t.Needs, t.Prefers, t.CustomersOwner, crew.Values);
                if (judged is not [{ Verdict: Eligibility.Chosen } chosen, ..]) continue;
                given[t.Id] = judged;
                crew[chosen.PersonId] = crew[chosen.PersonId] with { Load = chosen.Load + 1 };
            }
            foreach (var ticket in await Lock([.. given.Keys], ct)) Give(ticket, given[ticket.Id]);
            await db.SaveChangesAsync(ct);
            if (waiting.Count < Batch) return;
            var end = waiting[^1];
            after = new(end.QueueRank, end.NextDueAt, end.Urgency, end.Id);
        }
    }

    /// <summary>A reopened ticket does not wait for somebody who is absent or gone: it goes to who stands in for them, or back to the queue. Who only left the desk keeps it.</summary>
    public async Task GiveOn(long ticketId, CancellationToken ct)
    {
        var ticket = await db.Tickets.SingleAsync(t => t.Id == ticketId, ct);
        if (!ticket.IsOpen || ticket.OwnerId is not { } owner) return;
        var people = await staff.Everyone(ct);
        if (people.GetValueOrDefault(owner) is not { } absent || absent is { Active: true, AbsentUntil: null }) return;
        var crew = await Crew(p => p.Id == owner || p.Id == absent.SubstituteId, ct, others: [absent]);
        var judged = Domain.Routing.Judge(ticket.Needs, ticket.Prefers, owner, crew, Standing.Assignee);
        if (judged is [{ Verdict: Eligibility.Chosen } chosen, ..])
        {
            var teams = people[chosen.PersonId].TeamIds;
            Give(ticket, judged, teams.Count == 0 || (ticket.TeamId is { } team && teams.Contains(team)) ? ticket.TeamId : teams[0]);
        }
        else ticket.Assign(null, ticket.TeamId, null, clock.GetUtcNow(), reason: Judgement.Reason("tickets.reason.given_back", judged.Where(j => j.PersonId == owner || j.Standing == Standing.StandIn)));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Who has left works on nothing any more: what they had waits in their teams' queues.</summary>
    public async Task GiveBack(long person, CancellationToken ct)
    {
        while (true)
        {
            var tickets = await db.Tickets.Where(t => t.OwnerId == person && EF.Property<bool>(t, TicketMap.Open)).OrderBy(t => t.Id).Take(Batch).ToListAsync(ct);
            foreach (var ticket in tickets)
                ticket.Assign(null, ticket.TeamId, null, clock.GetUtcNow(), reason: Judgement.Reason("tickets.reason.given_back", [new Judgement(person, Eligibility.Absent, Standing.Assignee, 0, 0)]));
            await db.SaveChangesAsync(ct);
            if (tickets.Count < Batch) return;
        }
    }

    /// <summary>People who may work on tickets, with what they have now.</summary>
    /// <param name="wanted">Which of them.</param>
    /// <param name="ct">Token.</param>
    /// <param name="others">Who is judged although they may not.</param>
    public async Task<IReadOnlyList<Worker>> Crew(Func<StaffFacts, bool> wanted, CancellationToken ct, IEnumerable<StaffFacts>? others = null)
    {
        var people = await staff.Everyone(ct);
        var crew = (await staff.HoldersOf("tickets.write", ct)).Select(people.GetValueOrDefault).OfType<StaffFacts>().Where(p => p.Active).Where(wanted).UnionBy(others ?? [], p => p.Id).ToList();
        var loads = await LoadOf([.. crew.Select(p => p.Id)], ct);
        return [.. crew.Select(p => new Worker(p.Id, Skills.Of(p.Skills, p.Regions), p.Capacity, loads.GetValueOrDefault(p.Id), p is { Active: true, Available: true }, p.AbsentUntil, p.SubstituteId))];
    }

    async Task<Dictionary<long, int>> LoadOf(List<long> people, CancellationToken ct) => people.Count == 0 ? [] : await db.Tickets
        .Where(t => EF.Property<bool>(t, TicketMap.Open) && (t.Status == TicketStatus.Assigned || t.Status == TicketStatus.InProgress) && t.OwnerId != null && people.Contains(t.OwnerId.Value))
        .GroupBy(t => t.OwnerId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    void Give(Ticket ticket, IReadOnlyList<Judgement> judged, long? team = null)
    {
        var (to, now) = (judged[0].PersonId, clock.GetUtcNow());
        ticket.Assign(to, team ?? ticket.TeamId, null, now, reason: Judgement.Reason("tickets.reason.routed", judged));
        db.NotifyAbout(ticket.CustomerId, to, $"ticket-assigned:{ticket.Id}:{now.ToUnixTimeMilliseconds()}", "ticket", $"/tickets/{ticket.Id}", "tickets.notice.assigned", ticket.Name, ticket.Subject);
    }

    // What somebody takes at this moment is theirs.
    async Task<IReadOnlyList<Ticket>> Lock(long[] ids, CancellationToken ct)
    {
        if (ids.Length == 0) return [];
        var free = await db.Database.SqlQuery<long>($"select id as \"Value\" from tickets.tickets where id = any({ids}) and status = 'created' and owner_id is null for update skip locked").ToListAsync(ct);
        return await db.Tickets.Where(t => free.Contains(t.Id)).ToListAsync(ct);
    }
}
