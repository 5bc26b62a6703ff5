using Crm.Contracts.Customers;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Events;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>Whoever has the customer sees the warning.</summary>
internal sealed class ScoresFollowCustomer(LifecycleDb db, ICustomerDirectory customers) : IHandleMany<CustomerChanged>
{
    public async Task HandleMany(IReadOnlyList<CustomerChanged> happened, CancellationToken ct)
    {
        var ids = happened.Select(h => h.CustomerId).Distinct().ToList();
        var facts = await customers.FactsOf(ids, ct);
        var known = ids.Where(facts.ContainsKey).ToList();
        var (owned, owners, teams) = (known.ToArray(), known.Select(id => facts[id].OwnerId).ToArray(), known.Select(id => facts[id].TeamId).ToArray());
        // Whose it was when a plan began is no question of the plan, but who may look at its customers is.
        foreach (var table in new[] { "scores", "losses", "win_back_members" })
            await db.Database.ExecuteSqlRawAsync($$"""
                update lifecycle.{{table}} t set owner_id = f.owner, team_id = f.team from unnest({0}, {1}, {2}) f (customer, owner, team)
                where t.customer_id = f.customer and (t.owner_id is distinct from f.owner or t.team_id is distinct from f.team)
                """, [owned, owners, teams], ct);
    }
}

/// <summary>A score is about one record; the survivor's is made anew tonight.</summary>
internal sealed class ScoresWhenMerged(LifecycleDb db) : IHandle<CustomerMerged>
{
    public Task Handle(CustomerMerged happened, CancellationToken ct) => db.Scores.Where(s => s.CustomerId == happened.FromId).ExecuteDeleteAsync(ct);
}

/// <summary>What was thought of a person goes; that somebody was lost, and what a plan reached, stays as a number without words.</summary>
internal sealed class ScoresWhenErased(LifecycleDb db) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        await db.Scores.Where(s => s.CustomerId == happened.CustomerId).ExecuteDeleteAsync(ct);
        await db.Losses.Where(l => l.CustomerId == happened.CustomerId).ExecuteUpdateAsync(s => s.SetProperty(l => l.Note, (string?)null).SetProperty(l => l.OwnerId, (long?)null).SetProperty(l => l.TeamId, (long?)null), ct);
        await db.WinBackMembers.Where(m => m.CustomerId == happened.CustomerId).ExecuteUpdateAsync(s => s.SetProperty(m => m.Probability, (double?)null).SetProperty(m => m.OwnerId, (long?)null).SetProperty(m => m.TeamId, (long?)null), ct);
    }
}

/// <summary>What is thought of a customer, in words, for the customer who asks.</summary>
internal sealed class ChurnData(LifecycleDb db, Texts texts, Show show) : ISubjectData
{
    public int Order => 61;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var scores = await db.Scores.AsNoTracking().Where(s => s.CustomerId == subjectId).ToListAsync(ct);
        var losses = await db.Losses.AsNoTracking().Where(l => l.CustomerId == subjectId).OrderBy(l => l.Id).ToListAsync(ct);
        var reasons = await db.ChurnReasons.AsNoTracking().ToDictionaryAsync(r => r.Id, ct);
        var members = await (from m in db.WinBackMembers.AsNoTracking() join p in db.WinBackPlans on m.PlanId equals p.Id where m.CustomerId == subjectId orderby p.Id select new { p.Name, p.StartedAt, m.HeldOut, m.ReachedAt }).ToListAsync(ct);
        return
        [
            new("churn.privacy.score", Fate.Removed, [.. scores.Select(s => Row(("churn.history.at", s.ScoredAt), ("churn.class", texts[s.Class]), ("churn.predicted", s.Probability), ("churn.pointsColumn", s.Points),
                ("churn.reasons", string.Join("; ", ReasonWords.Read(s.Reasons).Select(r => texts.Say(show, r)))), ("value.future", s.FutureValue), ("value.handbook", s.HandbookValue), ("churn.state", s.State is { } state ? texts[state] : null)))]),
            new("churn.losses", Fate.Anonymised, [.. losses.Select(l => Row(("churn.lostOn", $"{l.LostOn:yyyy-MM-dd}"), ("churn.lostValue", $"{l.Value} {l.Currency}"), ("churn.reason", l.ReasonId is { } id && reasons.TryGetValue(id, out var reason) ? reason.English : null), ("churn.note", l.Note)))]),
            new("winback.plans", Fate.Anonymised, [.. members.Select(m => Row(("winback.name", m.Name), ("winback.startedAt", m.StartedAt), ("winback.side", texts[m.HeldOut ? "winback.control" : "winback.treated"]), ("winback.reached", m.ReachedAt)))]),
        ];
    }
}
