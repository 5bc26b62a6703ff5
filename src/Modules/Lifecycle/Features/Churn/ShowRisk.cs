using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>Why somebody is thought to leave, and what they are worth: every signal, what it was and what it added. For the person who asks "why me?" as well.</summary>
[Needs("lifecycle.read")]
internal static class ShowRisk
{
    public sealed record Query(long CustomerId) : IRequest<Result>;

    /// <param name="Now">The score as of now; null for who was never a customer, or refused to be profiled.</param>
    /// <param name="Refused">They may not be profiled: nothing is computed.</param>
    public sealed record Result(long CustomerId, string Number, string Name, string? Owner, bool Refused, Explanation? Now, Listing? Listed, ChurnTerms Terms, ValueFitResult? Value, bool MayWrite);

    public sealed record Explanation(RiskClass Class, RiskMethod Method, double? Probability, int Points, bool AtRisk, bool Churned, IReadOnlyList<Line> Lines, double? Alive, double? AliveBg, double? ExpectedBuys,
        decimal? FutureValue, decimal? HandbookValue, decimal YearlySpend, decimal AtStake, string Currency, int Buys, DateTimeOffset? LastActiveAt);

    /// <summary>A signal, what it was, and what it added: points, or log-odds against an average customer; null where it adds nothing.</summary>
    public sealed record Line(Reason Reason, bool Speaks);

    public sealed record Listing(RiskState? State, DateTimeOffset? ListedAt, DateTimeOffset? StateAt, string? By, DateOnly? SnoozedUntil, DateTimeOffset ScoredAt);

    public sealed class Handler(LifecycleDb db, Scoring scoring, IConsents consents, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).SingleOrDefaultAsync(c => c.CustomerId == query.CustomerId && c.GoneAt == null, ct) ?? throw new MissingException("customer", query.CustomerId);
            var people = await staff.Everyone(ct);
            var owner = customer.OwnerId is { } id ? people.GetValueOrDefault(id)?.Name : null;
            var mayWrite = user.ScopeOf("lifecycle.write").Covers(customer.OwnerId, customer.TeamId);
            var fits = await scoring.Latest(ct);
            var terms = fits.Churn?.Terms ?? ChurnTerms.Default;
            if (!(await consents.Allowing([customer.CustomerId], Purpose.Profiling, ConsentChannel.Any, ct)).Contains(customer.CustomerId))
                return new(customer.CustomerId, customer.Number, customer.Name, owner, true, null, null, terms, null, mayWrite);
            var score = await db.Scores.AsNoTracking().SingleOrDefaultAsync(s => s.CustomerId == customer.CustomerId, ct);
            var now = await scoring.Explain(customer.CustomerId, ct);
            return new(customer.CustomerId, customer.Number, customer.Name, owner, false, now is null ? null : Of(now, fits.Churn, fits.Mbg?.Model),
                score is null ? null : new(score.State, score.ListedAt, score.StateAt, score.StateById is { } by ? people.GetValueOrDefault(by)?.Name : null, score.SnoozedUntil, score.ScoredAt), terms, fits.Value, mayWrite);
        }

        static Explanation Of(Scored s, ChurnFitResult? churn, Domain.Models.PurchaseModel? model)
        {
            var signals = Signals.Of(s.Facts, model);
            var weights = s.Method == RiskMethod.Regression && churn?.Model is { } regression
                ? Signals.All.Zip(regression.Contributions(signals)).ToDictionary(p => p.First, p => p.Second)
                : s.Reasons.ToDictionary(r => r.Signal, r => r.Weight);
            return new(s.Class, s.Method, s.Probability, s.Points, s.AtRisk, s.Churned,
                [.. Signals.All.Select(x => new Line(new Reason(x, Signals.Shown(x, s.Facts, model), weights.GetValueOrDefault(x)), Signals.Speaks(x, signals[(int)x]))).OrderByDescending(l => l.Reason.Weight)],
                s.Alive, s.AliveBg, s.ExpectedBuys, s.FutureValue, s.HandbookValue, s.YearlySpend, s.Facts.SpendOfYear, s.Currency, s.Facts.Buys, s.Facts.LastActiveAt);
        }
    }
}

/// <summary>The same in short, for the customer's page: what last night's scoring wrote.</summary>
[Needs("lifecycle.read")]
internal static class ShowRiskShort
{
    public sealed record Query(long CustomerId) : IRequest<Result?>;

    public sealed record Result(RiskClass Class, double? Probability, int Points, bool Churned, IReadOnlyList<Reason> Reasons, RiskState? State, decimal? FutureValue, decimal? HandbookValue, decimal AtStake, string Currency, DateTimeOffset ScoredAt);

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query query, CancellationToken ct) =>
            await db.Scores.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).SingleOrDefaultAsync(s => s.CustomerId == query.CustomerId, ct) is { } s
                ? new(s.Class, s.Probability, s.Points, s.Churned, ReasonWords.Read(s.Reasons), s.State, s.FutureValue, s.HandbookValue, s.AtStake, s.Currency, s.ScoredAt) : null;
    }
}
