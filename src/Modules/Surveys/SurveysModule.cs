using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Waves;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Surveys;

/// <summary>Questionnaires, waves, links, answers and what they mean.</summary>
public sealed class SurveysModule : Module
{
    /// <inheritdoc />
    public override string Name => "surveys";

    /// <inheritdoc />
    public override Type Db => typeof(SurveysDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Customers", "Staff", "Tickets"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions =>
    [
        new("surveys.read"),
        new("surveys.write"),
        new("surveys.results", Scoped: true),
        new("answers.enter"),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<SurveyCache>().AddScoped<Links>().AddScoped<Inviter>();
}
