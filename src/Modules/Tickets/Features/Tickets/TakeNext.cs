using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>
/// Takes the first ticket of the queue that nobody has and that asks for nothing the taker has not. Two agents at once
/// get two tickets: a row that one looks at is skipped by the other.
/// </summary>
[Needs("tickets.write")]
internal static class TakeNext
{
    // So many of each team's queue are looked at: more than agents press the button at the same instant.
    const int Heads = 100;

    /// <summary>Answers the ticket's id, or null when nothing waits that fits.</summary>
    public sealed record Command : IRequest<long?>;

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long?>
    {
        public async Task<long?> Handle(Command request, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.write");
            var scope = user.ScopeOf("tickets.write");
            var offers = (await staff.Everyone(ct)).GetValueOrDefault(me) is { } facts ? Skills.Of(facts.Skills, facts.Regions).ToArray() : [];
            long[] reach = [.. scope.All ? (await staff.Teams(ct)).Keys : scope.TeamIds];
            long[] own = [.. reach.Intersect(user.TeamIds)];
            await using var transaction = await db.Begin(ct);
            // One's own teams first; who reaches further helps out where nothing of their own waits.
            var id = await First(own, false, offers, ct) ?? await First([.. reach.Except(own)], scope.All, offers, ct);
            if (id is null) return null;
            var ticket = await db.Tickets.SingleAsync(t => t.Id == id, ct);
            ticket.Assign(me, ticket.TeamId, me, clock.GetUtcNow(), reason: new("tickets.reason.next"));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return id;
        }

        // The heads of each team's queue come from its index in order; the first of them that nobody else has in hand is taken.
        async Task<long?> First(long[] teams, bool teamless, string[] offers, CancellationToken ct)
        {
            if (teams.Length == 0 && !teamless) return null;
            var found = await db.Database.SqlQuery<long>($"""
                select t.id as "Value" from tickets.tickets t
                where t.status = 'created' and t.owner_id is null and t.id in (
                    select head.id from unnest({teams}) as team(id) cross join lateral (
                        select q.id from tickets.tickets q where q.status = 'created' and q.owner_id is null and q.team_id = team.id and q.needs <@ {offers}
                        order by q.queue_rank, q.next_due_at, q.urgency, q.id limit {Heads}) head
                    union all
                    (select q.id from tickets.tickets q where {teamless} and q.status = 'created' and q.owner_id is null and q.team_id is null and q.needs <@ {offers}
                     order by q.queue_rank, q.next_due_at, q.urgency, q.id limit {Heads}))
                order by t.queue_rank, t.next_due_at, t.urgency, t.id
                limit 1 for update of t skip locked
                """).ToListAsync(ct);
            return found.Count == 0 ? null : found[0];
        }
    }
}
