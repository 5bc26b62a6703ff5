using Crm.Contracts.Tickets;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Board;

/// <summary>
/// The promises that were broken today and in the last seven days, by what caused the trouble, by type and by clock. A
/// breach is a clock whose due time lies in the period and that had not been met by then; every clock counts once.
/// </summary>
[Needs("tickets.review")]
internal static class ShowBreaches
{
    public sealed record Query(long? TeamId = null) : IRequest<Result>;

    /// <param name="FirstDay">The first of the seven.</param>
    public sealed record Result(DateOnly FirstDay, DateOnly LastDay, IReadOnlyList<CauseLine> Causes, IReadOnlyList<TypeLine> Types, IReadOnlyList<ClockLine> Clocks)
    {
        public int Today => Types.Sum(t => t.Today);
        public int Week => Types.Sum(t => t.Week);
    }

    /// <param name="CauseId">Null: not resolved yet, so nobody has said.</param>
    public sealed record CauseLine(long? CauseId, string? Cause, int Today, int Week);

    public sealed record TypeLine(TicketType Type, int Today, int Week);

    public sealed record ClockLine(ClockKind Clock, int Today, int Week);

    internal sealed class Handler(TicketsDb db, BoardRows board, InstallationZone zone, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (first, last) = (zone.DayOf(now).AddDays(-6), zone.DayOf(now));
            var (midnight, week) = (zone.StartOf(last), zone.StartOf(first));
            var tickets = board.Of(db.Tickets, q.TeamId);
            var groups = await (
                from c in db.Clocks
                where c.State == ClockState.Breached && c.DueAt >= week && c.DueAt <= now
                join t in tickets on c.TicketId equals t.Id
                group c by new { t.Type, t.CauseId, c.Kind } into g
                select new { g.Key.Type, g.Key.CauseId, g.Key.Kind, Week = g.Count(), Today = g.Count(c => c.DueAt >= midnight) }).ToListAsync(ct);
            var names = await db.Codes.AsNoTracking().Where(c => c.Kind == CodeKind.Cause).ToDictionaryAsync(c => c.Id, ct);
            return new Result(
                first, last,
                [.. groups.GroupBy(g => g.CauseId).Select(g => new CauseLine(g.Key, g.Key is { } id ? names.GetValueOrDefault(id)?.In(user.Language) : null, g.Sum(x => x.Today), g.Sum(x => x.Week))).OrderByDescending(c => c.Week)],
                [.. groups.GroupBy(g => g.Type).Select(g => new TypeLine(g.Key, g.Sum(x => x.Today), g.Sum(x => x.Week))).OrderByDescending(t => t.Week)],
                [.. groups.GroupBy(g => g.Kind).Select(g => new ClockLine(g.Key, g.Sum(x => x.Today), g.Sum(x => x.Week))).OrderBy(c => c.Clock)]);
        }
    }
}
