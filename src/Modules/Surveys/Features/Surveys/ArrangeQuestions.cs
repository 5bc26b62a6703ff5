using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>
/// Puts an item or a dimension before another one, as it was dropped. It names neighbours, not numbers: what others did
/// meanwhile does not make it land elsewhere.
/// </summary>
[Needs("surveys.write")]
internal static class ArrangeQuestions
{
    /// <param name="Into">Dimension the item was dropped into; empty when a dimension itself was moved.</param>
    /// <param name="Before">What stands below it now; empty at the end.</param>
    public sealed record Command(long SurveyId, string? Key, string? Into, string? Before) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            var draft = survey.Draft;
            SurveyDefinition after;
            if (string.IsNullOrEmpty(request.Into))
            {
                if (draft.Dimensions.All(d => d.Key != request.Key)) throw new MissingException("Dimension", request.Key);
                after = draft.DimensionPlaced(request.Key!, request.Before);
            }
            else
            {
                if (request.Key is null || draft.Find(request.Key) is null) throw new MissingException("Item", request.Key);
                if (draft.Dimensions.All(d => d.Key != request.Into)) throw new MissingException("Dimension", request.Into);
                after = draft.ItemPlaced(request.Key, request.Into, request.Before);
            }
            draft.KeepLogic(after, user.Language);
            survey.Edit(after, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Puts a copy of an item right below it.</summary>
[Needs("surveys.write")]
internal static class CopyItem
{
    public sealed record Command(long SurveyId, string Key) : IRequest<string>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            if (survey.Draft.Find(request.Key) is null) throw new MissingException("Item", request.Key);
            if (survey.Draft.Items.Count() >= SurveyJson.MostItems) throw new RuleException("surveys.items.most", null, SurveyJson.MostItems);
            var key = survey.Draft.FreshKey("q", await db.Earlier(survey.Id, cancellationToken));
            survey.Edit(survey.Draft.ItemCopied(request.Key, key), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return key;
        }
    }
}
