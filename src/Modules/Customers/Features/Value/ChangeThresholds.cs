using Crm.Customers.Data;
using Crm.Customers.Features.Facts;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Value;

/// <summary>Changes where the value classes begin; every customer's class follows in the background. Answers with the job.</summary>
[Needs("customers.settings")]
internal static class ChangeThresholds
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        public decimal? High { get; init; }
        public decimal? Medium { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Medium).NotNull().GreaterThan(0).LessThanOrEqualTo(1_000_000_000);
            RuleFor(c => c.High).NotNull().LessThanOrEqualTo(1_000_000_000).Must((c, high) => high is null || c.Medium is null || high > c.Medium).WithMessage(_ => texts["customers.value.order"]);
        }
    }

    public sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var now = await settings.Get(Thresholds.Setting, Thresholds.Default, ct);
            return new() { High = now.High, Medium = now.Medium };
        }
    }

    public sealed class Handler(CustomersDb db, ISettings settings, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await settings.Set(Thresholds.Setting, new Thresholds(command.High!.Value, command.Medium!.Value), ct);
            var job = db.Enqueue<RecomputeFactsJob, RecomputeFactsJob.Args>(new(), "customers.value.job", user.Id);
            await db.SaveChangesAsync(ct);
            return job.Id;
        }
    }
}

/// <summary>Computes everybody's facts anew, in the order of their ids. A crash costs one batch.</summary>
internal sealed class RecomputeFactsJob(CustomersDb db, FactKeeper keeper) : IJob<RecomputeFactsJob.Args>
{
    internal sealed record Args;

    internal sealed record Place(long After, long Done);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var total = await db.Customers.LongCountAsync(ct);
        var place = progress.Checkpoint<Place>() ?? new(0, 0);
        while (await keeper.Next(place.After, ct) is { Count: > 0 } ids)
        {
            place = new(ids[^1], place.Done + ids.Count);
            await progress.Report(place.Done, Math.Max(total, place.Done), place);
        }
        return new { Url = "/customers/value", place.Done };
    }
}
