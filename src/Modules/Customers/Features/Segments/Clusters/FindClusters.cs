using Crm.Customers.Data;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Platform.Data;
using Crm.Platform.Features.Jobs;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Segments.Clusters;

/// <summary>Starts a clustering of all buyers in the background; one at a time.</summary>
[Needs("customers.segments")]
internal static class FindClusters
{
    public sealed record Command : IRequest<long>;

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            await db.Database.ExecuteSqlRawAsync("select pg_advisory_xact_lock(hashtext('customers.clusters'))", ct);
            var kind = typeof(ClusterJob).FullName!;
            if (await db.Jobs.Where(j => j.Kind == kind && (j.State == JobState.Waiting || j.State == JobState.Running)).Select(j => (long?)j.Id).FirstOrDefaultAsync(ct) is { } running) return running;
            var job = db.Enqueue<ClusterJob, ClusterArgs>(new(), "customers.clusters.job", user.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return job.Id;
        }
    }
}

internal sealed record ClusterArgs;

/// <summary>Clusters everybody who ever bought, writes each one's cluster into the facts, and offers the clusters as segments.</summary>
internal sealed class ClusterJob(CustomersDb db, CurrentUser user, TimeProvider clock) : IJob<ClusterArgs>
{
    const int Batch = 10_000;

    public async Task<object?> Run(ClusterArgs args, JobProgress progress, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        const int steps = Clustering.MaxK - Clustering.MinK + 1;
        var ids = new List<long>();
        var rows = new List<double[]>();
        await foreach (var f in db.Facts.AsNoTracking().Where(f => f.LastPurchaseAt != null && f.Profiled).OrderBy(f => f.CustomerId)
            .Select(f => new { f.CustomerId, f.LastPurchaseAt, f.FirstPurchaseAt, f.OrdersEver, f.SpendEver, f.AverageOrderEver, f.InteractionsEver }).AsAsyncEnumerable().WithCancellation(ct))
        {
            ids.Add(f.CustomerId);
            rows.Add([(now - f.LastPurchaseAt!.Value).TotalDays, f.OrdersEver, (double)f.SpendEver, (double)(f.AverageOrderEver ?? 0), f.InteractionsEver, (now - f.FirstPurchaseAt!.Value).TotalDays]);
        }
        if (rows.Count < Clustering.Least) throw new RuleException("customers.clusters.few", null, Clustering.Least);
        await progress.Report(0, steps + 1);
        var (result, numbers) = await Clustering.Find(rows, k => progress.Report(k - Clustering.MinK + 1, steps + 1));

        await using var transaction = await db.Begin(ct);
        for (var i = 0; i < ids.Count; i += Batch)
        {
            var (part, cluster) = (ids.Skip(i).Take(Batch).ToArray(), numbers.Skip(i).Take(Batch).Select(n => (short)n).ToArray());
            await db.Database.ExecuteSqlAsync($"update customers.facts f set cluster = t.n from unnest({part}, {cluster}) as t(id, n) where f.customer_id = t.id and f.cluster is distinct from t.n", ct);
        }
        await db.Facts.Where(f => f.Cluster != null && (f.LastPurchaseAt == null || !f.Profiled)).ExecuteUpdateAsync(s => s.SetProperty(f => f.Cluster, (short?)null), ct);
        db.ClusterRuns.Add(new ClusterRun(result, user.Id, now));
        await Offer(result, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await progress.Report(steps + 1, steps + 1);
        return new { Url = "/segments/clusters" };
    }

    /// <summary>A segment per cluster; those of numbers no longer used step back.</summary>
    async Task Offer(ClusterResult result, DateTimeOffset now, CancellationToken ct)
    {
        var known = await db.Segments.Where(s => s.Key == "cluster").ToListAsync(ct);
        foreach (var segment in known) segment.Retire(segment.Part > result.K);
        foreach (var number in result.Clusters.Select(c => c.Number).Except(known.Select(s => s.Part ?? 0)))
            db.Segments.Add(Segment.Made("cluster", number, Rule.Of(RuleMatch.All, Rule.When("cluster", RuleTest.Equal, number.ToString(System.Globalization.CultureInfo.InvariantCulture))), now));
    }
}

/// <summary>The last clustering: figures of the whole installation, none about fewer than five customers; the way to the customers is a segment, which obeys the reader's scope.</summary>
[Needs("customers.read")]
internal static class ShowClusters
{
    /// <summary>Means of fewer customers than this would tell of single ones.</summary>
    public const int Least = 5;

    public sealed record Query : IRequest<View>;

    /// <param name="Job">The last clustering that has not succeeded: it waits, runs or failed.</param>
    public sealed record View(ClusterResult? Result, DateTimeOffset? At, IReadOnlyDictionary<int, long> SegmentIds, string Currency, JobFacts? Job, long LeftOut);

    public sealed class Handler(CustomersDb db, Platform.Settings.ISettings settings) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var run = await db.ClusterRuns.AsNoTracking().OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
            var segments = await db.Segments.Where(s => s.Key == "cluster" && s.Part != null).ToDictionaryAsync(s => s.Part!.Value, s => s.Id, ct);
            var kind = typeof(ClusterJob).FullName!;
            var job = await db.Jobs.AsNoTracking().Where(j => j.Kind == kind).OrderByDescending(j => j.Id).FirstOrDefaultAsync(ct);
            var shown = job is null || (job.State == JobState.Succeeded) ? null
                : new JobFacts(job.Id, job.Title, job.StaffId, job.State, job.Done, job.Total, job.Result, job.Error, job.CreatedAt, job.StartedAt, job.FinishedAt, job.CancelRequested);
            return new View(run?.Result, run?.At, segments, await settings.Get(Facts.FactKeeper.CurrencySetting, Facts.FactKeeper.DefaultCurrency, ct), shown, await db.Facts.LongCountAsync(f => !f.Profiled, ct));
        }
    }
}
