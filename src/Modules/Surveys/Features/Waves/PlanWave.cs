using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Plans a wave: which survey, whom, when. Nothing is sent before it is started.</summary>
[Needs("surveys.write")]
internal static class PlanWave
{
    public sealed record Command : IRequest<long>
    {
        public long? SurveyId { get; init; }
        public string Title { get; init; } = "";
        public WaveKind Kind { get; init; }
        public CustomerLevel? Level { get; init; }
        public string? Industry { get; init; }
        public string? Region { get; init; }

        /// <summary>Only members of this segment.</summary>
        public long? SegmentId { get; init; }

        public DateTimeOffset? OpensAt { get; init; }
        public DateTimeOffset? ClosesAt { get; init; }
        public int LinkDays { get; init; } = 30;
        public int RestDays { get; init; } = 30;
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(c => c.SurveyId).NotNull();
            RuleFor(c => c.Title).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Kind).IsInEnum().NotEqual(WaveKind.AfterTicket).NotEqual(WaveKind.Resurvey).NotEqual(WaveKind.Import);
            RuleFor(c => c.Level).IsInEnum();
            RuleFor(c => c.Industry).MaximumLength(200);
            RuleFor(c => c.Region).MaximumLength(200);
            RuleFor(c => c.LinkDays).InclusiveBetween(1, 365);
            RuleFor(c => c.RestDays).InclusiveBetween(0, 365);
            RuleFor(c => c.ClosesAt).Must((c, at) => at is null || (at > clock.GetUtcNow() && at > (c.OpensAt ?? DateTimeOffset.MinValue))).WithMessage(_ => texts["surveys.wave.past"]);
        }
    }

    public sealed class Handler(SurveysDb db, ICustomerSegments segments, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new RuleException("surveys.wave.survey", nameof(Command.SurveyId));
            if (survey.Published is null) throw new RuleException("surveys.wave.unpublished", nameof(Command.SurveyId));
            if (request.SegmentId is { } segment && !await segments.MayUse(segment, cancellationToken)) throw new RuleException("surveys.wave.segment.unknown", nameof(Command.SegmentId));
            var now = clock.GetUtcNow();
            var wave = Wave.Plan(survey, request.Title.Trim(), request.Kind, request.OpensAt ?? now, request.ClosesAt, request.LinkDays, request.RestDays, user.Id, now);
            wave.Ask(request.Level, Blank(request.Industry), Blank(request.Region), request.SegmentId);
            db.Waves.Add(wave);
            await db.SaveChangesAsync(cancellationToken);
            return wave.Id;
        }

        static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
