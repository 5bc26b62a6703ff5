using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.DataCleaning;

/// <summary>Puts several answers back into the figures, or takes them out, for one reason: those that were ticked, or all that a rule has flagged and nobody has decided.</summary>
[Needs("surveys.write")]
internal static class DecideResponses
{
    /// <summary>More are decided by their rule, not one by one.</summary>
    public const int Most = 500;

    /// <param name="Reason">Why; the form asks for it.</param>
    public sealed record Command : IRequest<int>
    {
        /// <summary>Answers that were chosen; none: those of <see cref="Survey"/> with <see cref="Flag"/>, of <see cref="Wave"/> if there is one.</summary>
        public List<long> Ids { get; init; } = [];

        public long? Survey { get; init; }
        public long? Wave { get; init; }
        public Flag? Flag { get; init; }
        public bool Counted { get; init; }
        public string Reason { get; init; } = "";
    }

    /// <summary>How many answers a decision would reach.</summary>
    public sealed record Query(Command Form) : IRequest<int>;

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Flag).IsInEnum();
            RuleFor(c => c.Ids).Must(ids => ids.Count <= Most).WithMessage(_ => texts["surveys.decide.many.most", Most]);
            RuleFor(c => c.Ids).Must((c, ids) => ids.Count > 0 || c is { Survey: not null, Flag: not null }).WithMessage(_ => texts["surveys.decide.many.none"]);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, int>, IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Query request, CancellationToken cancellationToken) => await Reached(request.Form).CountAsync(cancellationToken);

        /// <returns>How many were decided; answers out of the reader's reach are none.</returns>
        public async Task<int> Handle(Command request, CancellationToken cancellationToken)
        {
            var (now, by, reason) = (clock.GetUtcNow(), user.Id, request.Reason.Trim());
            await using var transaction = await db.Begin(cancellationToken);
            var decided = await Reached(request).ExecuteUpdateAsync(s => s.SetProperty(r => r.Counted, request.Counted).SetProperty(r => r.DecisionReason, reason).SetProperty(r => r.DecidedById, by).SetProperty(r => r.DecidedAt, now), cancellationToken);
            db.Record("DecideResponses", nameof(Response), null, new { request.Ids, request.Survey, request.Wave, request.Flag, request.Counted, Reason = reason, decided });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return decided;
        }

        IQueryable<Response> Reached(Command request)
        {
            var rows = db.Responses.Within(user.ScopeOf("surveys.results"));
            if (request.Ids.Count > 0) return rows.Where(r => request.Ids.Contains(r.Id) && !r.Anonymous);
            if (request is not { Survey: { } survey, Flag: { } flag }) return rows.Where(r => false);
            rows = rows.Where(r => r.SurveyId == survey && r.DecidedAt == null && r.Flags.Contains(flag) && r.Counted != request.Counted);
            return request.Wave is { } wave ? rows.Where(r => r.WaveId == wave) : rows;
        }
    }
}
