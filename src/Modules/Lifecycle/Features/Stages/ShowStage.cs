using Crm.Contracts.Lifecycle;
using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Stages;

/// <summary>Where a customer stands and why, the way there, and what is being done.</summary>
[Needs("lifecycle.read")]
internal static class ShowStage
{
    public sealed record Query(long CustomerId) : IRequest<View>;

    /// <param name="MayWrite">The reader may set the stage by hand.</param>
    public sealed record View(long CustomerId, string Number, string Name, CustomerStage? Stage, DateTimeOffset? Since, Hand? Hand, Facts Facts, StageRules Rules, IReadOnlyList<Step> History, IReadOnlyList<Run> Runs, bool MayWrite);

    public sealed record Hand(CustomerStage Stage, DateOnly Until, string? Reason, string? By, DateTimeOffset At);

    public sealed record Facts(int Orders, DateTimeOffset? FirstOrder, DateTimeOffset? LastOrder, DateTimeOffset? LastContact, int OpenDeals, DateTimeOffset? LastSigned, DateOnly? ContractEnds);

    public sealed record Step(CustomerStage? From, CustomerStage? To, DateTimeOffset At, StageReason Why, DateOnly? Basis, string? By, string? Reason);

    public sealed record Run(string BookKey, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<RunLine> Steps);

    public sealed record RunLine(string English, string Chinese, DateTimeOffset DueAt, DateTimeOffset? DoneAt, DateTimeOffset? FellAwayAt);

    internal sealed class Handler(LifecycleDb db, ISettings settings, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var c = await db.Customers.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).SingleOrDefaultAsync(x => x.CustomerId == q.CustomerId && x.GoneAt == null, ct) ?? throw new MissingException("Customer", q.CustomerId);
            var changes = await db.StageChanges.AsNoTracking().Where(s => s.CustomerId == q.CustomerId).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).Take(100).ToListAsync(ct);
            var hands = await db.HandSettings.AsNoTracking().Where(h => h.CustomerId == q.CustomerId).OrderByDescending(h => h.Id).Take(100).ToListAsync(ct);
            var runs = await db.Runs.AsNoTracking().Include(r => r.Steps).Where(r => r.CustomerId == q.CustomerId).OrderByDescending(r => r.Id).Take(20).ToListAsync(ct);
            var books = runs.Select(r => r.BookId).Distinct().ToList();
            var keys = await db.Books.Where(b => books.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Key, ct);
            var people = await staff.Everyone(ct);
            string? Name(long? id) => id is { } p && people.TryGetValue(p, out var person) ? person.Name : null;
            var hand = c.HandStage is { } stage && c.HandUntil is { } until && hands.Find(h => h.EndedAt is null) is { } set ? new Hand(stage, until, set.Reason, Name(set.ById), set.At) : null;
            return new View(c.CustomerId, c.Number, c.Name, c.Stage, c.StageSince, hand, new Facts(c.Orders, c.FirstOrderAt, c.LastOrderAt, c.LastContactAt, c.OpenDeals, c.LastSignedAt, c.ContractEndsOn),
                await settings.Get(StageRules.Setting, StageRules.Default, ct),
                [.. changes.Select(s => new Step(s.From, s.To, s.At, s.Why, s.Basis, Name(s.ById), s.HandId is { } h ? hands.Find(x => x.Id == h)?.Reason : null))],
                [.. runs.Select(r => new Run(keys[r.BookId], r.StartedAt, r.EndedAt, [.. r.Steps.OrderBy(s => s.DueAt).ThenBy(s => s.Id).Select(s => new RunLine(s.English, s.Chinese, s.DueAt, s.DoneAt, s.FellAwayAt))]))],
                user.ScopeOf("lifecycle.write").Covers(c.OwnerId, c.TeamId));
        }
    }
}
