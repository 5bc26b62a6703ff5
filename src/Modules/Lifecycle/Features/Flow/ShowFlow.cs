using Crm.Contracts.Customers;
using Crm.Contracts.Lifecycle;
using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.Time;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Flow;

/// <summary>The funnel by stage, now and at the ends of months, and the flow between the stages in a month; admitted customers within the reader's scope, from the roll-up of the history.</summary>
[Needs("lifecycle.read")]
internal static class ShowFlow
{
    public const int Most = 36;

    public sealed record Query : IRequest<View>
    {
        /// <summary>How many months, the current one included.</summary>
        public int Months { get; init; } = 12;

        /// <summary>A day of the month whose flow is shown; nothing: the current one.</summary>
        public DateOnly? Month { get; init; }
        public long? Team { get; init; }
    }

    /// <param name="Agrees">What the history adds up to is what the customers' rows say.</param>
    public sealed record View(IReadOnlyList<Column> Months, DateOnly Month, DateOnly LastDay, IReadOnlyList<StageMonth> Account, IReadOnlyList<Move> Moves, IReadOnlyList<Count> Now, bool Agrees, long? Team, IReadOnlyList<Named> Teams, bool Filling)
    {
        public long Of(CustomerStage stage) => Now.FirstOrDefault(c => c.Stage == stage)?.N ?? 0;
    }

    public sealed record Column(DateOnly Month, IReadOnlyList<Count> Closing);

    public sealed record Count(CustomerStage Stage, long N);

    public sealed record Move(CustomerStage? From, CustomerStage? To, long N);

    public sealed record Named(long Id, string Name);

    internal sealed class Handler(LifecycleDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var months = Math.Clamp(q.Months, 1, Most);
            var today = zone.DayOf(clock.GetUtcNow());
            var current = new DateOnly(today.Year, today.Month, 1);
            var first = current.AddMonths(1 - months);
            var chosen = q.Month is { Year: > 1900 and < 2200 } m && new DateOnly(m.Year, m.Month, 1) is var asked && asked >= first && asked <= current ? asked : current;
            var days = db.StageDays.AsNoTracking().Within(user.ScopeOf("lifecycle.read"));
            var customers = db.Customers.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).Where(c => c.GoneAt == null && c.Admission == Admission.Admitted && c.Stage != null);
            if (q.Team is { } team) (days, customers) = (days.Where(d => d.TeamId == team), customers.Where(c => c.TeamId == team));
            var rows = await days.GroupBy(d => new { Year = d.Day < first ? 0 : d.Day.Year, Month = d.Day < first ? 0 : d.Day.Month, d.FromStage, d.ToStage })
                .Select(g => new { g.Key.Year, g.Key.Month, g.Key.FromStage, g.Key.ToStage, N = g.Sum(d => d.Moves) }).ToListAsync(ct);
            var before = Enum.GetValues<CustomerStage>().ToDictionary(s => s, s => rows.Where(r => r.Year == 0 && r.ToStage == s).Sum(r => r.N) - rows.Where(r => r.Year == 0 && r.FromStage == s).Sum(r => r.N));
            List<StageMoves> moves = [.. rows.Where(r => r.Year > 0 && r.N != 0).Select(r => new StageMoves(new DateOnly(r.Year, r.Month, 1), r.FromStage, r.ToStage, r.N))];
            var account = StageFlow.Account(before, moves, first, months);
            var now = await customers.GroupBy(c => c.Stage!.Value).Select(g => new Count(g.Key, g.LongCount())).ToListAsync(ct);
            List<Count> standing = [.. Enum.GetValues<CustomerStage>().Select(s => new Count(s, now.Find(n => n.Stage == s)?.N ?? 0))];
            var teams = await staff.Teams(ct);
            var filled = await db.Fills.AnyAsync(f => f.Source == "history" && f.DoneAt != null, ct);
            return new View([.. account.Select(a => new Column(a.Month, [.. a.Stages.Select(s => new Count(s.Stage, s.Closing))]))], chosen, chosen.AddMonths(1).AddDays(-1), account.First(a => a.Month == chosen).Stages,
                [.. moves.Where(x => x.Month == chosen).GroupBy(x => (x.From, x.To)).Select(g => new Move(g.Key.From, g.Key.To, g.Sum(x => x.N)))],
                standing, standing.All(s => account[^1].Stages.First(a => a.Stage == s.Stage).Closing == s.N), q.Team, [.. teams.Values.OrderBy(t => t.Name, StringComparer.CurrentCulture).Select(t => new Named(t.Id, t.Name))], !filled);
        }
    }
}
