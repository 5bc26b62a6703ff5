using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Starts filling in, from the customers' records, what was not known of them when they answered.</summary>
[Needs("surveys.write")]
internal static class RefillSnapshots
{
    public sealed record Command(long WaveId) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!await db.Waves.AnyAsync(w => w.Id == request.WaveId, cancellationToken)) throw new MissingException("Wave", request.WaveId);
            db.Enqueue<RefillAnswers, RefillAnswers.Args>(new(request.WaveId), "surveys.job.refill", user.Id);
            db.Record(nameof(RefillSnapshots), "Wave", request.WaveId);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Fills in missing facts of the answers of a wave, batch by batch, and marks each that it filled. What was known stays; anonymous answers have nobody to ask about.</summary>
internal sealed class RefillAnswers(SurveysDb db, ICustomerDirectory customers, InstallationZone zone, TimeProvider clock) : IJob<RefillAnswers.Args>
{
    const int Batch = 500;

    public sealed record Args(long WaveId);

    public sealed record Place(long After, long Seen, long Filled);

    public sealed record Outcome(long Seen, long Filled);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var place = progress.Checkpoint<Place>() ?? new(0, 0, 0);
        while (await db.Responses.Where(r => r.WaveId == args.WaveId && r.Id > place.After && r.CustomerId != null
            && (r.Industry == null || r.Size == null || r.Level == null || r.Region == null || r.Band == null || r.ValueClass == null)).OrderBy(r => r.Id).Take(Batch).ToListAsync(ct) is { Count: > 0 } some)
        {
            var facts = await customers.FactsOf([.. some.Select(r => r.CustomerId!.Value).Distinct()], ct);
            // The band is that of the day of the answer: it follows from a date, which the record may know now.
            var filled = some.Count(r => facts.GetValueOrDefault(r.CustomerId!.Value) is { Erased: false } customer && r.Refill(Snapshot.Of(customer, zone.DayOf(r.FinishedAt)), clock.GetUtcNow()));
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            place = new(some[^1].Id, place.Seen + some.Count, place.Filled + filled);
            await progress.Report(place.Seen, null, place);
        }
        return new Outcome(place.Seen, place.Filled);
    }
}
