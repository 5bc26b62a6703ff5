namespace Crm.Surveys.Features.Public;

/// <summary>A page of a questionnaire, for customers or as a preview for its authors.</summary>
internal sealed record SurveyFormView(SurveyForm Form, string Language, string? Own, bool Preview);
