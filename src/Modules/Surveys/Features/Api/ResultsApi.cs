using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Localization;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Crm.Surveys.Features.Api;

/// <summary>Results for programs: the same figures as on the pages, with the same filter.</summary>
internal static class ResultsApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapGroup("/waves").WithTags("Waves").MapGet("/{id:long}/results", (long id, bool? flagged, [AsParameters] Narrow f, IMediator mediator, CancellationToken ct) =>
            Results(f.On(new ReadResults.Query { Wave = id, Flagged = flagged == true }), mediator, ct)).Needs("surveys.results");

        var surveys = api.MapGroup("/surveys").WithTags("Surveys");
        surveys.MapGet("/{id:long}/results", (long id, long? wave, bool? flagged, [AsParameters] Narrow f, IMediator mediator, CancellationToken ct) =>
            Results(f.On(new ReadResults.Query { Survey = id, Wave = wave, Flagged = flagged == true }), mediator, ct)).Needs("surveys.results");
        surveys.MapGet("/{id:long}/results/trend", async (long id, Snake<ReadSurveyTrend.Step>? by, bool? flagged, [AsParameters] Narrow f, IMediator mediator, CancellationToken ct) =>
            TrendDto.Of(await mediator.Send(f.On(new ReadSurveyTrend.Query { Survey = id, By = by?.Value, Flagged = flagged == true }), ct))).Needs("surveys.results");
        surveys.MapGet("/{id:long}/results/compare", async (long id, long? wave, Snake<Facet>? by, bool? flagged, [AsParameters] Narrow f, IMediator mediator, Texts texts, CancellationToken ct) =>
            CompareDto.Of(await mediator.Send(f.On(new CompareGroups.Query { Survey = id, Wave = wave, By = by?.Value, Flagged = flagged == true }), ct), texts)).Needs("surveys.results");
        surveys.MapGet("/{id:long}/results/cross", async (long id, long? wave, string? rows, string? columns, bool? flagged, [AsParameters] Narrow f, IMediator mediator, CancellationToken ct) =>
            CrossDto.Of(await mediator.Send(f.On(new CrossTabulate.Query { Survey = id, Wave = wave, Rows = rows, Columns = columns, Flagged = flagged == true }), ct))).Needs("surveys.results");
        surveys.MapGet("/{id:long}/results/drivers", async (long id, long? wave, Snake<ReadDrivers.Level>? predictors, bool? flagged, [AsParameters] Narrow f, IMediator mediator, CancellationToken ct) =>
            DriversDto.Of(await mediator.Send(f.On(new ReadDrivers.Query { Survey = id, Wave = wave, Predictors = predictors?.Value, Flagged = flagged == true }), ct))).Needs("surveys.results");
        surveys.MapGet("/{id:long}/results/reliability", async (long id, long? wave, Snake<Extraction>? extraction, bool? flagged, [AsParameters] Narrow f, IMediator mediator, CancellationToken ct) =>
            ReliabilityDto.Of(await mediator.Send(f.On(new ReadReliability.Query { Survey = id, Wave = wave, Extraction = extraction?.Value ?? Extraction.PrincipalAxis, Flagged = flagged == true }), ct))).Needs("surveys.results");
        surveys.MapGet("/{id:long}/benchmarks", Marks).Needs("surveys.write").WithSummary("The mark of each figure that can have one: .index, .csat, .nps, and the items by key.");
        surveys.MapPut("/{id:long}/benchmarks", async (long id, NewMarks body, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new SetBenchmarks.Command { SurveyId = id, Lines = [.. (body.Lines ?? []).OfType<SetBenchmarks.Line>()] }, ct);
            return await Marks(id, mediator, ct);
        }).Needs("surveys.write").WithSummary("Sets marks; a target of null takes one away, figures left out keep theirs.");
    }

    static async Task<ResultsDto> Results(ReadResults.Query of, IMediator mediator, CancellationToken ct) => ResultsDto.Of(await mediator.Send(of, ct), (await mediator.Send(new ReadOverview.Query(of), ct)).Measured);

    static Task<SetBenchmarks.Command> Marks(long id, IMediator mediator, CancellationToken ct) => mediator.Send(new SetBenchmarks.Query(id), ct);

    internal sealed record NewMarks(IReadOnlyList<SetBenchmarks.Line?>? Lines);

    /// <summary>When, and of which customers and colleagues: what the pages of answers and their results have in common.</summary>
    internal sealed record Narrow(
        DateOnly? From, [property: FromQuery(Name = "to")] DateOnly? Until, long? Team, long? Owner, Snake<CustomerLevel>? Level, string? Industry, Snake<CustomerSize>? Size, Snake<ValueClass>? ValueClass, string? Region, Snake<CooperationBand>? Band,
        Snake<TicketChannel>? Channel, Snake<ResponseSource>? Source)
    {
        public T On<T>(T query) where T : ResponseFilter => (T)((ResponseFilter)query with
        {
            From = From,
            To = Until,
            Team = Team,
            Owner = Owner,
            Level = Level?.Value,
            Industry = Industry,
            Size = Size?.Value,
            ValueClass = ValueClass?.Value,
            Region = Region,
            Band = Band?.Value,
            Channel = Channel?.Value,
            Source = Source?.Value,
        });
    }

    /// <summary>Which answers: how many, how many were left out, and whether they may not be shown.</summary>
    internal sealed record Base(long SurveyId, string Survey, int N, int LeftOut, bool Hidden, long Total, bool Sampled)
    {
        public static Base Of(ResultsFrame f) => new(f.SurveyId, f.Survey, f.Rows.Length, f.LeftOut, f.Hidden, f.Table.Total, f.Table.Sampled);
    }

    internal sealed record TestDto(TestMethod Method, double? Statistic, double? Df, double P, double? AdjustedP, bool Significant)
    {
        public static TestDto? Of(TestResult? test, double? adjusted) => test is null ? null : new(test.Method, test.Statistic, test.Df, test.P, adjusted, (adjusted ?? test.P) < Significance.Alpha);
    }

    internal sealed record FigureDto(FigureKind Kind, string Key, double? Value, Interval? Interval);

    internal sealed record ChangeDto(FigureKind Kind, string Key, double? Before, double? After, long NBefore, long NAfter, double? Difference, Interval? Interval, TestDto? Test)
    {
        public static ChangeDto Of(Change c) => new(c.Measure.Kind, c.Measure.Key, c.Before, c.After, c.NBefore, c.NAfter, c.Difference, c.Interval, TestDto.Of(c.Test, c.Adjusted));
    }

    internal sealed record TrendDto(Base Answers, ReadSurveyTrend.Step By, IReadOnlyList<TrendDto.Point> Points, int? Pairs, bool? Paired, IReadOnlyList<ChangeDto>? Changes)
    {
        public sealed record Point(string Name, long? WaveId, DateOnly? From, DateOnly? To, int N, IReadOnlyList<FigureDto> Figures);

        public static TrendDto Of(ReadSurveyTrend.View v) => new(Base.Of(v.Frame), v.By,
            [.. v.Points.Select(p => new Point(p.Name, p.Id, p.From, p.To, p.N, [.. v.Measures.Select((m, i) => new FigureDto(m.Kind, m.Key, p.Values[i], p.Intervals[i]))]))],
            v.Movement?.Pairs, v.Movement?.Paired, v.Movement is { } moved ? [.. moved.Changes.Select(ChangeDto.Of)] : null);
    }

    internal sealed record CompareDto(Base Answers, Facet By, IReadOnlyList<CompareDto.Group> Groups, int HiddenGroups, int Missing, int Repeated)
    {
        public sealed record Group(string Value, string Name, int N, IReadOnlyList<FigureDto> Figures, IReadOnlyList<ChangeDto> AgainstRest);

        public static CompareDto Of(CompareGroups.View v, Texts texts) => new(Base.Of(v.Frame), v.By, [.. v.Comparison.Groups.Select(g => new Group(g.Value, v.Frame.Choices.NameOf(texts, v.By, g.Value), g.N,
            [.. g.Differences.Select(d => new FigureDto(d.Measure.Kind, d.Measure.Key, d.After, g.Intervals.GetValueOrDefault(d.Measure.Kind))), .. g.Figures.Dimensions.Where(d => d.Index is not null).Select(d => new FigureDto(FigureKind.Dimension, d.Dimension.Key, d.Index, d.Interval))],
            [.. g.Differences.Select(ChangeDto.Of)]))], v.Comparison.Hidden, v.Comparison.Missing, v.Comparison.Repeated);
    }

    internal sealed record CrossDto(Base Answers, IReadOnlyList<CrossDto.Side> Sides, IReadOnlyList<string>? Rows, IReadOnlyList<string>? Columns, IReadOnlyList<IReadOnlyList<CrossCell>>? Cells, long? N, bool? Several, bool? Hidden, TestDto? Test, double? CramersV)
    {
        public sealed record Side(string Key, string Name);

        public static CrossDto Of(CrossTabulate.View v) => new(Base.Of(v.Frame), [.. v.Sides.Select(s => new Side(s.Value, s.Text))], v.Table?.Rows, v.Table?.Columns, v.Table is { Hidden: false } t ? t.Cells : null, v.Table?.N, v.Table?.Several, v.Table?.Hidden,
            TestDto.Of(v.Table?.Association?.Test, null), v.Table?.Association?.CramersV);
    }

    internal sealed record DriversDto(Base Answers, string? Outcome, bool ByDimension, int CompleteN, int NeededN, NoDrivers? Refused, double? RSquared, double? AdjustedRSquared, IReadOnlyList<DriversDto.DriverDto> Drivers, IReadOnlyList<LocalText> Constant, IReadOnlyList<LocalText> Collinear)
    {
        public sealed record DriverDto(string Key, LocalText Title, double Importance, double RelativeWeight, double Performance, double Correlation, Interval? CorrelationInterval, double? Spearman, double? Beta, Interval? BetaInterval, double? P, double? Vif, int Missing, Quadrant Quadrant);

        public static DriversDto Of(ReadDrivers.View v) => new(Base.Of(v.Frame), v.Analysis.Outcome?.Key, v.Analysis.ByDimension, v.Analysis.N, v.Analysis.Needed, v.Analysis.Refused, v.Analysis.Fit?.RSquared, v.Analysis.Fit?.AdjustedRSquared,
            [.. v.Analysis.Drivers.Select(d => new DriverDto(d.Key, d.Title, d.Importance, d.RawWeight, d.Performance, d.Pearson.R, d.Pearson.Interval, d.Spearman?.R, d.Coefficient?.Beta, d.Coefficient?.BetaInterval, d.Coefficient?.P, d.Coefficient?.Vif, d.Missing, d.Quadrant))],
            v.Analysis.Constant, v.Analysis.Collinear);
    }

    internal sealed record ReliabilityDto(Base Answers, IReadOnlyList<ReliabilityDto.Scale> Dimensions, IReadOnlyList<string> Items, int CompleteN, int NeededN, Adequacy? Adequacy, FactorsFound? Factors)
    {
        public sealed record Scale(string Key, int N, double? Alpha, Interval? Interval, IReadOnlyList<ItemDto> Items);

        public sealed record ItemDto(string Key, double Mean, double Deviation, double? ItemRest, double? AlphaWithout);

        public static ReliabilityDto Of(ReadReliability.View v) => new(Base.Of(v.Frame), [.. v.Analysis.Dimensions.Select(d => new Scale(d.Dimension.Key, d.N, d.Alpha?.Alpha, d.Alpha?.Interval,
            [.. (d.Alpha?.Items ?? []).Select(i => new ItemDto(d.Items[i.Column].Key, i.Mean, i.Deviation, i.ItemRest, i.AlphaWithout))]))], [.. v.Analysis.Items.Select(i => i.Key)], v.Analysis.N, v.Analysis.Needed, v.Analysis.Adequacy, v.Analysis.Factors);
    }
}
