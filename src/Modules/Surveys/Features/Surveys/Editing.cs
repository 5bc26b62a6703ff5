using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>What all changes of a draft look to.</summary>
internal static class Editing
{
    /// <summary>The published states of a survey: keys they used are not given out again.</summary>
    public static Task<List<SurveyDefinition>> Earlier(this SurveysDb db, long surveyId, CancellationToken ct) =>
        db.Versions.Where(v => v.SurveyId == surveyId).OrderBy(v => v.Id).Select(v => v.Definition).ToListAsync(ct);

    /// <summary>Refuses a change that would break a show-if rule, and says whose.</summary>
    public static void KeepLogic(this SurveyDefinition before, SurveyDefinition after, string language, string? field = null)
    {
        if (before.BrokenBy(after) is { } broken) throw new RuleException(broken.Key, field, broken.Item.Text.In(language), broken.Source.In(language));
    }

    /// <summary>What stands in braces has to be a fact that can be filled in.</summary>
    public static IRuleBuilderOptions<T, string> NamesKnownFacts<T>(this IRuleBuilder<T, string> rule, Texts texts) =>
        rule.Must(text => Piping.Unknown(text) is null).WithMessage((_, text) => texts["surveys.pipe.unknown", Piping.Unknown(text) ?? "", string.Join(" ", Piping.Words.Keys.Select(w => "{" + w + "}"))]);
}
