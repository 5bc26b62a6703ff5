using Crm.Surveys.Data;
using Crm.Platform.Modules;

namespace Crm.Surveys;

/// <summary>The surveys module.</summary>
public sealed class SurveysModule : Module
{
    /// <inheritdoc />
    public override string Name => "surveys";

    /// <inheritdoc />
    public override Type Db => typeof(SurveysDb);
}
