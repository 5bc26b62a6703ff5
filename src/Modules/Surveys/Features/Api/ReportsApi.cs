using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Files;
using Crm.Platform.Files.Pdf;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Dashboard;
using Crm.Surveys.Features.Exports;
using Crm.Surveys.Features.Reports;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Surveys.Features.Api;

/// <summary>The dashboard's figures, and exports, for programs.</summary>
internal static class ReportsApi
{
    public static void Map(ApiRoutes api)
    {
        var surveys = api.MapGroup("/surveys").WithTags("Surveys");
        surveys.MapGet("/dashboard", async ([AsParameters] Asked asked, IMediator mediator, CancellationToken ct) => SatisfactionDto.Of(await mediator.Send(new ReadSatisfaction.Query(asked.Filter), ct))).Needs("surveys.results");
        surveys.MapGet("/dashboard/export", async ([AsParameters] Asked asked, Snake<FigureFormat>? format, IMediator mediator, CancellationToken ct) =>
            Stream(await mediator.Send(new ExportSatisfaction.Command(asked.Filter, format?.Value ?? FigureFormat.Csv), ct))).Needs("surveys.export").ProducesFigures();
        surveys.MapGet("/{id:long}/results/export", async (long id, long? wave, [AsParameters] ResultsApi.Narrow f, Snake<FigureFormat>? format, IMediator mediator, CancellationToken ct) =>
            Stream(await mediator.Send(new ExportResults.Command(f.On(new ReadResults.Query { Survey = id, Wave = wave }), format?.Value ?? FigureFormat.Csv), ct))).Needs("surveys.export").ProducesFigures();
        api.MapGet("/waves/{id:long}/results/export", async (long id, [AsParameters] ResultsApi.Narrow f, Snake<FigureFormat>? format, IMediator mediator, CancellationToken ct) =>
            Stream(await mediator.Send(new ExportResults.Command(f.On(new ReadResults.Query { Wave = id }), format?.Value ?? FigureFormat.Csv), ct))).Needs("surveys.export").WithTags("Waves").ProducesFigures();
        var reports = api.MapGroup("/surveys/reports").WithTags("Surveys");
        reports.MapGet("", ([AsParameters] PageQuery page, long? survey, bool? open, IMediator mediator, CancellationToken ct) => mediator.Send(new ListReports.Query { Survey = survey, Open = open == true, Limit = page.Size, After = page.Cursor }, ct))
            .Needs("improvements.read").WithSummary("Results that were sent to departments, and who has confirmed.");
        reports.MapPost("", async (NewReport b, [AsParameters] ResultsApi.Narrow f, IMediator mediator, CancellationToken ct) =>
            await mediator.Send(new SendReport.Command { Of = f.On(new ReadResults.Query { Survey = b.SurveyId, Wave = b.WaveId }), TeamIds = b.TeamIds ?? [], Message = b.Message }, ct)).Needs("surveys.export").Creates().WithSummary("Sends the results of a survey or a wave, as they stand, to departments; answers with the ids.");
        reports.MapGet("/{id:long}", Report).Needs("improvements.read");
        reports.MapGet("/{id:long}/file", async (long id, HttpResponse response, IMediator mediator, CancellationToken ct) => FileResults.Stream(response, await mediator.Send(new OpenReport.Query(id), ct))).Needs("improvements.read").Produces<string>(StatusCodes.Status200OK, PdfReports.ContentType);
        reports.MapPost("/{id:long}/confirm", async (long id, ReportAnswer b, IfMatch match, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new ConfirmReport.Command { Id = id, Answer = b.Answer, Version = match.Version }, ct);
            return await Report(id, mediator, ct);
        }).Needs("improvements.read");
        api.MapGet("/responses/export", async ([AsParameters] Answers asked, [AsParameters] SurveysApi.Filter f, [AsParameters] ResultsApi.Narrow n, IMediator mediator, CancellationToken ct) =>
        {
            var file = (await mediator.Send(asked.Of(n.On(f.Asked)), ct)).File!;
            return TypedResults.Stream(file.Content, file.ContentType, file.Name);
        }).Needs("surveys.export").WithTags("Responses").Produces<string>(StatusCodes.Status200OK, "text/csv", [SheetFile.Xlsx]);
    }

    public sealed record NewReport(long? SurveyId, long? WaveId, long[]? TeamIds, string? Message);

    public sealed record ReportAnswer(string? Answer);

    static async Task<Tagged<ReportRow>> Report(long id, IMediator mediator, CancellationToken ct)
    {
        var report = await mediator.Send(new ShowReport.Query(id), ct);
        return ETags.Ok(report, report.Version);
    }

    static Microsoft.AspNetCore.Http.HttpResults.FileStreamHttpResult Stream(FigureFile file) => TypedResults.Stream(file.Content, file.ContentType, file.Name);

    static void ProducesFigures(this RouteHandlerBuilder route) => route.Produces<string>(StatusCodes.Status200OK, "text/csv", [SheetFile.Xlsx, PdfReports.ContentType]);

    /// <summary>The dashboard's own filter.</summary>
    internal sealed record Asked(Snake<DashboardPeriod>? Period, bool? Compare, long? Survey, long? Team, Snake<TicketChannel>? Channel, Snake<CustomerLevel>? Level, string? Industry, string? Region)
    {
        internal SatisfactionFilter Filter => new() { Period = Period?.Value ?? DashboardPeriod.Quarter, Compare = Compare == true, Survey = Survey, Team = Team, Channel = Channel?.Value, Level = Level?.Value, Industry = Industry, Region = Region };
    }

    /// <param name="Columns">Names, separated by commas; none: all.</param>
    /// <param name="Original">Texts as they were written; needs a reason.</param>
    internal sealed record Answers(Snake<ExportFormat>? Format, string? Columns, bool? Codes, bool? BothLanguages, bool? Original, string? Reason)
    {
        internal ExportAnswers.Command Of(ResponseFilter list) => new(list)
        {
            Inline = true, Format = Format?.Value ?? ExportFormat.Csv, Columns = [.. (Columns ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            Codes = Codes == true, BothLanguages = BothLanguages == true, Original = Original == true, Reason = Reason,
        };
    }
}

/// <summary>The dashboard as JSON: shares from 0 to 1, indices from 0 to 100.</summary>
internal sealed record SatisfactionDto(DateOnly From, DateOnly To, SatisfactionDto.FiguresDto Now, SatisfactionDto.FiguresDto? Before, long? IndexSurveyId, IReadOnlyList<SatisfactionDto.MonthDto> Months, IReadOnlyDictionary<string, IReadOnlyList<SatisfactionDto.GroupDto>> By, IReadOnlyList<ReadSatisfaction.Weak> Weakest, FollowUpFigures? FollowUps)
{
    public sealed record FiguresDto(long N, long CsatN, double? Csat, Interval? CsatInterval, long NpsN, double? Nps, Interval? NpsInterval, long CesN, double? Ces, Interval? CesInterval, double? Index, Interval? IndexInterval, Grade? Grade, IReadOnlyDictionary<string, double?> Dimensions, IReadOnlyDictionary<string, Interval?> DimensionIntervals, double? ResponseRate)
    {
        internal static FiguresDto Of(ReadSatisfaction.Figures f) => new(f.Answers, f.CsatN, f.Csat, f.CsatInterval, f.Nps?.N ?? 0, f.Nps?.Score, f.Nps?.AdjustedWald, f.CesN, f.Ces, f.CesInterval, f.Index?.Index, f.Index?.IndexInterval, f.Index?.Grade,
            f.Index?.Dimensions.Where(d => d.Dimension.InIndex).ToDictionary(d => d.Dimension.Key, d => d.Index) ?? [], f.Index?.Dimensions.Where(d => d.Dimension.InIndex).ToDictionary(d => d.Dimension.Key, d => d.Interval) ?? [], f.ResponseRate);
    }

    public sealed record MonthDto(DateOnly Month, FiguresDto Figures);

    /// <summary>Figures of fewer than five answers are not told.</summary>
    public sealed record GroupDto(string Value, string Name, long CsatN, double? Csat, Interval? CsatInterval, long NpsN, double? Nps, Interval? NpsInterval);

    public static SatisfactionDto Of(ReadSatisfaction.View v) => new(v.From, v.To, FiguresDto.Of(v.Now), v.Before is null ? null : FiguresDto.Of(v.Before), v.IndexOf?.Id, [.. v.Months.Select(m => new MonthDto(m.From, FiguresDto.Of(m.Figures)))],
        v.Breakdowns.ToDictionary(b => b.Facet, b => (IReadOnlyList<GroupDto>)[.. b.Groups.Select(g => new GroupDto(g.Value, g.Name, g.CsatN, g.Csat, g.CsatInterval, g.NpsN, g.Nps?.Score, g.Nps?.AdjustedWald))]), v.Weakest, v.FollowUps);
}
