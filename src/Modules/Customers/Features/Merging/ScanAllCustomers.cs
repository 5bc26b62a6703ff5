using Crm.Customers.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Scans all customers anew, in the background. One scan at a time: who asks while one runs is shown that one.</summary>
[Needs("customers.merge")]
internal static class ScanAllCustomers
{
    public sealed record Command : IRequest<long>;

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var kind = typeof(ScanAllCustomersJob).FullName!;
            if (await db.Jobs.Where(j => j.Kind == kind && (j.State == Platform.Data.JobState.Waiting || j.State == Platform.Data.JobState.Running)).Select(j => (long?)j.Id).FirstOrDefaultAsync(ct) is { } running) return running;
            var job = db.Enqueue<ScanAllCustomersJob, NoArgs>(new(), "customers.duplicates.job", user.Id);
            await db.SaveChangesAsync(ct);
            return job.Id;
        }
    }

    internal sealed record NoArgs;
}

/// <summary>First everybody's keys, then the pairs, so that the size of every block is known when it is looked at. A crash costs one batch.</summary>
internal sealed class ScanAllCustomersJob(CustomersDb db, DuplicateScanner scanner) : IJob<ScanAllCustomers.NoArgs>
{
    internal sealed record Place(bool Matching, long AfterId, long Done);

    public async Task<object?> Run(ScanAllCustomers.NoArgs args, JobProgress progress, CancellationToken ct)
    {
        var total = await db.Customers.LongCountAsync(ct) * 2;
        var place = progress.Checkpoint<Place>() ?? new(false, 0, 0);
        while (true)
        {
            await using var transaction = await db.BeginBulk(ct);
            await scanner.Lock(ct);
            var ids = await db.Customers.Where(c => c.Id > place.AfterId).OrderBy(c => c.Id).Select(c => c.Id).Take(DuplicateScanner.Batch).ToListAsync(ct);
            if (ids.Count == 0 && place.Matching) break;
            if (ids.Count == 0)
            {
                place = new(true, 0, place.Done);
                // Half a table has come in since statistics were made: without them the plan of the lookups is a guess.
                await db.Database.ExecuteSqlAsync($"analyze customers.duplicate_keys, customers.duplicate_scans", ct);
            }
            else
            {
                if (place.Matching) await scanner.Match(ids, olderOnly: true, ct);
                else await scanner.Index(ids, ct);
                place = place with { AfterId = ids[^1], Done = place.Done + ids.Count };
            }
            await transaction.CommitAsync(ct);
            await progress.Report(place.Done, Math.Max(total, place.Done), place);
        }
        return new { Url = "/customers/duplicates", Found = await db.Set<Domain.DuplicateCandidate>().CountAsync(c => c.DismissedAt == null, ct) };
    }
}
