using Crm.Platform.Api;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Features.Api;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Results;
using Crm.Surveys.Features.Waves;
using Crm.Surveys.Features.Words;
using Microsoft.AspNetCore.Routing;
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
    public override IReadOnlyList<string> Knows => ["Care", "Customers", "Loyalty", "Sales", "Staff", "Tickets"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions =>
    [
        new("surveys.read"),
        new("surveys.write"),
        new("surveys.results", Scoped: true),
        new("surveys.export", Scoped: true),
        new("reveal.sensitive", Scoped: true),
        new("answers.enter"),
        new("feedback.read", Scoped: true),
        new("feedback.write", Scoped: true),
        new("improvements.read", Scoped: true),
        new("improvements.write", Scoped: true),
        new("improvements.propose"),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("surveys.dashboard", "/surveys/dashboard", "chart-histogram", "surveys.results", "insight", 18),
        new("surveys.menu", "/surveys", "clipboard-list", "surveys.read", "insight", 20),
        new("surveys.waves", "/waves", "send", "surveys.read", "insight", 22),
        new("surveys.responses", "/responses", "message-star", "surveys.results", "insight", 24),
        new("surveys.ticketwords", "/surveys/ticket-words", "messages", "tickets.read", "insight", 25),
        new("surveys.feedback.title", "/feedback", "message-heart", "feedback.read", "insight", 26),
        new("surveys.improvement.title", "/improvements", "trending-up", "improvements.read", "insight", 28),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels =>
    [
        new("customer", "surveys.panel.customer", "/surveys/panels/customer/{id}", "surveys.results", 40),
        new("dashboard", "surveys.panel.dashboard", "/surveys/panels/dashboard", "surveys.results", 30, 12),
        new("home", "surveys.panel.home", "/surveys/panels/home", "surveys.write", 30),
        new("customer", "surveys.feedback.title", "/feedback/customer/{id}", "feedback.read", 42),
        new("home", "surveys.panel.improve", "/improvements/panel", "feedback.write", 32),
    ];

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api) => SurveysApi.Map(api);

    /// <inheritdoc />
    public override void MapEndpoints(IEndpointRouteBuilder routes)
    {
        WaveQr.Map(routes);
        Features.Surveys.ExportSurvey.Map(routes);
    }

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddScoped<Crm.Contracts.Surveys.ISurveyResponses, Features.SurveyResponses>().AddScoped<Crm.Contracts.Surveys.IOpinionFigures, Features.OpinionFiguresReader>().AddSingleton<SurveyCache>().AddScoped<Links>().AddScoped<KnownFacts>().AddScoped<Inviter>().AddScoped<CommentMask>().AddScoped<Features.TicketWords.TicketTexts>()
            .AddSingleton<AnswerTableCache>().AddScoped<AnswerTables>().AddScoped<ResultsReader>().AddScoped<ResultsGuard>().AddScoped<Features.Results.ScoreReader>().AddScoped<Features.Dashboard.DashboardSurveys>()
            .AddScoped<Features.Exports.FigureSheet>().AddScoped<Features.Exports.FigureReport>().AddScoped<Features.Exports.AnswerSheets>()
            .AddScoped<Features.Feedback.FeedbackWords>().AddScoped<Crm.Contracts.Surveys.IFeedbackDirectory, Features.Feedback.FeedbackDirectory>().AddScoped<Features.Improvements.ItemFigure>().AddScoped<Features.Improvements.Effects>().AddScoped<Features.Improvements.ImprovementRows>()
            .AddScoped<Audience>().AddScoped<Features.TicketAsker>().AddScoped<MailTexts>().AddScoped<Platform.Mail.IMailGuard, LivingLinks>().AddScoped<WaveStarter>().AddScoped<WavePulse>().AddSingleton<PulseClock>().AddSingleton(new Platform.Live.LiveTopic(WavePulse.Topic, "surveys.read"));
}
