using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.DataCleaning;

/// <summary>Sets a survey's thresholds and flags its answers anew by them.</summary>
[Needs("surveys.write")]
internal static class SetRules
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public int LongFrom { get; init; } = CleaningRules.Default.LongFrom;
        public int MinSeconds { get; init; } = CleaningRules.Default.MinSeconds;
        public int SecondsPerItem { get; init; } = CleaningRules.Default.SecondsPerItem;
        public int StraightItems { get; init; } = CleaningRules.Default.StraightItems;
        public int CompletePercent { get; init; } = CleaningRules.Default.CompletePercent;
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.LongFrom).InclusiveBetween(2, 200);
            RuleFor(c => c.MinSeconds).InclusiveBetween(0, 3600);
            RuleFor(c => c.SecondsPerItem).InclusiveBetween(0, 60);
            RuleFor(c => c.StraightItems).InclusiveBetween(3, 200);
            RuleFor(c => c.CompletePercent).InclusiveBetween(0, 100);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            var rules = survey.Cleaning ?? CleaningRules.Default;
            return new() { Id = survey.Id, LongFrom = rules.LongFrom, MinSeconds = rules.MinSeconds, SecondsPerItem = rules.SecondsPerItem, StraightItems = rules.StraightItems, CompletePercent = rules.CompletePercent, Version = survey.Version };
        }

        /// <returns>The job that flags the answers anew.</returns>
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            db.Expect(survey, request.Version);
            survey.CleanBy(new() { LongFrom = request.LongFrom, MinSeconds = request.MinSeconds, SecondsPerItem = request.SecondsPerItem, StraightItems = request.StraightItems, CompletePercent = request.CompletePercent }, user.Id, clock.GetUtcNow());
            var job = db.Enqueue<RecheckAnswers, RecheckArgs>(new(survey.Id), "surveys.recheck.job", user.Id);
            await db.SaveChangesAsync(cancellationToken);
            return job.Id;
        }
    }
}
