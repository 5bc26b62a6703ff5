using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Plans a wave: which survey, whom, when, on which terms. Nothing is sent before it is started.</summary>
[Needs("surveys.write")]
internal static class PlanWave
{
    /// <summary>Kinds that people plan; the others the product makes by itself.</summary>
    public static readonly IReadOnlyList<WaveKind> Kinds = [WaveKind.Audience, WaveKind.PublicLink, WaveKind.AfterTicket, WaveKind.AfterPurchase, WaveKind.AfterEvent, WaveKind.AfterTier, WaveKind.ContractEnd];

    public sealed record Command : WaveInput, IRequest<long>
    {
        public long? SurveyId { get; init; }
    }

    public sealed class Validator : WaveInput.Rules<Command>
    {
        public Validator(TimeProvider clock, Texts texts) : base(texts)
        {
            RuleFor(c => c.ClosesAt).Must(at => at is null || at > clock.GetUtcNow()).WithMessage(_ => texts["surveys.wave.past"]);
            RuleFor(c => c.SurveyId).NotNull();
            RuleFor(c => c.Kind).IsInEnum().NotEqual(WaveKind.Resurvey).NotEqual(WaveKind.Import);
        }
    }

    public sealed class Handler(SurveysDb db, ICustomerSegments segments, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new RuleException("surveys.wave.survey", nameof(Command.SurveyId));
            if (survey.Published is null) throw new RuleException("surveys.wave.unpublished", nameof(Command.SurveyId));
            if (request.SegmentId is { } segment && !await segments.MayUse(segment, cancellationToken)) throw new RuleException("surveys.wave.segment.unknown", nameof(Command.SegmentId));
            var now = clock.GetUtcNow();
            var opens = request.LaunchOn is { } launch ? zone.StartOf(launch.AddDays(request.DelayDays)) : request.OpensAt ?? now;
            var wave = Wave.Plan(survey, request.Title.Trim(), request.Kind, opens, request.ClosesAt, request.LinkDays, request.RestDays, user.Id, now);
            wave.Ask(request.Level, WaveInput.Blank(request.Industry), WaveInput.Blank(request.Region), request.SegmentId);
            if (request is { Listed: true, Kind: WaveKind.Audience }) wave.List();
            wave.Agree(request.Terms());
            db.Waves.Add(wave);
            await db.SaveChangesAsync(cancellationToken);
            return wave.Id;
        }
    }
}
