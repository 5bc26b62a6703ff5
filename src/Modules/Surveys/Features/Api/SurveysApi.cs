using Crm.Contracts.Surveys;
using Crm.Platform.Api;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using Crm.Surveys.Features.Surveys;
using Crm.Surveys.Features.Waves;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Surveys.Features.Api;

/// <summary>HTTP to the same use cases the pages send.</summary>
internal static class SurveysApi
{
    public static void Map(ApiRoutes api)
    {
        ReportsApi.Map(api);
        var surveys = api.MapGroup("/surveys").WithTags("Surveys");
        surveys.MapGet("", ([AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListSurveys.Query { Limit = page.Size, After = page.Cursor }, ct)).Needs("surveys.read");
        surveys.MapGet("/{id:long}", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var survey = await mediator.Send(new ShowSurvey.Query(id), ct);
            return ETags.Ok(survey, survey.Version);
        }).Needs("surveys.read");
        surveys.MapPost("/{id:long}/invitations", async (long id, InviteCustomer.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var made = await mediator.Send(command with { SurveyId = id }, ct);
            return TypedResults.Created(made.Url, made);
        }).Needs("surveys.write").Creates();

        SurveyFilesApi.Map(surveys);
        PretestsApi.Map(api);

        var waves = api.MapGroup("/waves").WithTags("Waves");
        waves.MapGet("", ([AsParameters] PageQuery page, long? survey, Snake<WaveState>? state, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListWaves.Query { Survey = survey, State = state?.Value, Limit = page.Size, After = page.Cursor }, ct)).Needs("surveys.read");
        waves.MapPost("", async (NewWave body, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(body.Plan, ct);
            if (body.Start) await mediator.Send(new StartWave.Command(id), ct);
            var wave = await mediator.Send(new ShowWave.Query(id), ct);
            return ETags.Created($"/api/v1/waves/{id}", wave, wave.Version);
        }).Needs("surveys.write").Creates();
        waves.MapGet("/{id:long}", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var wave = await mediator.Send(new ShowWave.Query(id), ct);
            return ETags.Ok(wave, wave.Version);
        }).Needs("surveys.read");
        waves.MapPost("/{id:long}/start", async (long id, IMediator mediator, CancellationToken ct) => await After(id, new StartWave.Command(id), mediator, ct)).Needs("surveys.write");
        waves.MapPost("/{id:long}/close", async (long id, IMediator mediator, CancellationToken ct) => await After(id, new CloseWave.Command(id), mediator, ct)).Needs("surveys.write");
        ResultsApi.Map(api);

        WavesApi.Map(api);
        AnswersApi.Map(api);

        var responses = api.MapGroup("/responses").WithTags("Responses");
        responses.MapGet("", ([AsParameters] PageQuery page, [AsParameters] Filter f, [AsParameters] ResultsApi.Narrow n, IMediator mediator, CancellationToken ct) =>
            mediator.Send(n.On(f.Asked) with { Limit = page.Size, After = page.Cursor }, ct)).Needs("surveys.results");
        ImproveApi.Map(api);
        responses.MapGet("/{id:long}", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new ShowResponse.Query(id), ct)).Needs("surveys.results");
    }

    static async Task<Tagged<ShowWave.View>> After(long id, IRequest<Unit> act, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(act, ct);
        var wave = await mediator.Send(new ShowWave.Query(id), ct);
        return ETags.Ok(wave, wave.Version);
    }

    /// <summary>A wave to plan, and to start at once when asked.</summary>
    internal sealed record NewWave(long? SurveyId, string? Title, WaveKind Kind, Contracts.Customers.CustomerLevel? Level, string? Industry, string? Region, long? SegmentId, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, int? LinkDays, int? RestDays, bool Start,
        bool Listed = false, DateOnly? LaunchOn = null, int DelayDays = 0, string? Product = null, int? RemindAfterDays = null, int RemindMost = 1, int? Quota = null, int? Points = null, decimal? CouponValue = null, string? CouponCurrency = null, int? CouponDays = null, decimal? Budget = null,
        Repetition Repeats = Repetition.Never, bool Anonymous = false, bool OffersContact = false, WaveContacts Contacts = WaveContacts.Key)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public PlanWave.Command Plan
        {
            get
            {
                var plan = new PlanWave.Command
                {
                    SurveyId = SurveyId, Title = Title ?? "", Kind = Kind, Level = Level, Industry = Industry, Region = Region, SegmentId = SegmentId, OpensAt = OpensAt?.ToUniversalTime(), ClosesAt = ClosesAt?.ToUniversalTime(),
                    Listed = Listed, LaunchOn = LaunchOn, DelayDays = DelayDays, Product = Product, RemindAfterDays = RemindAfterDays, RemindMost = RemindMost, Quota = Quota, Points = Points,
                    CouponValue = CouponValue, Budget = Budget,
                    Repeats = Repeats, Anonymous = Anonymous, OffersContact = OffersContact, Contacts = Contacts,
                };
                return plan with { LinkDays = LinkDays ?? plan.LinkDays, RestDays = RestDays ?? plan.RestDays, CouponCurrency = CouponCurrency ?? plan.CouponCurrency, CouponDays = CouponDays ?? plan.CouponDays };
            }
        }
    }

    /// <summary>What a list of answers can be asked besides <see cref="ResultsApi.Narrow"/>.</summary>
    internal sealed record Filter(
        long? Survey, long? Wave, long? Customer, long? Ticket, string? Item, string? Value, int? Min, int? Max, string? Item2, string? Value2, int? Min2, int? Max2, bool? First, bool? Counted, Snake<Flag>? Flag, bool? ToClean,
        bool? Low, bool? Comment, bool? Headline, bool? Nps, string? Text, string? Word, string? Words, Snake<Tone>? Tone)
    {
        internal ListResponses.Query Asked => new()
        {
            Survey = Survey, Wave = Wave, Customer = Customer, Ticket = Ticket, Item = Item, Value = Value, Min = Min, Max = Max, Item2 = Item2, Value2 = Value2, Min2 = Min2, Max2 = Max2, First = First == true, Counted = Counted, Flag = Flag?.Value,
            ToClean = ToClean == true, Low = Low == true, Comment = Comment == true, Headline = Headline == true, Nps = Nps == true, Text = Text, Word = Word, Words = Words, Tone = Tone?.Value,
        };
    }
}

/// <summary>The figures of the results page as JSON.</summary>
internal sealed record ResultsDto(
    long SurveyId, string Survey, long? WaveId, string? Wave, long N, long LeftOut, IReadOnlyList<ReadResults.FlagCount> Flags, double? Index, Interval? IndexInterval, double? IndexWithAll, Grade? Grade,
    ResultsDto.Share? Csat, ResultsDto.NpsDto? Nps, long Invited, long Delivered, long Started, long Finished, double? ResponseRate, IReadOnlyList<ResultsDto.DimensionDto> Dimensions, IReadOnlyList<ReadResults.Comment> Comments)
{
    public sealed record Share(long N, double? Value, Interval? Interval, double? WithAll);

    public sealed record NpsDto(long N, double? Mean, long Promoters, long Passives, long Detractors, double? PromoterShare, double? PassiveShare, double? DetractorShare, double? Score, Interval? AdjustedWald, Interval? Wald, NpsReading? Reading, double? WithAll);

    public sealed record DimensionDto(string Key, string Title, double? Index, Interval? Interval, bool Weak, IReadOnlyList<ItemDto> Items);

    /// <param name="Numbers">What was answered with numbers.</param>
    /// <param name="Dates">What was answered with dates.</param>
    public sealed record ItemDto(string Key, ItemKind Kind, LocalText Text, long N, double? Mean, Interval? MeanInterval, double? Median, int? Mode, double? StandardDeviation, IReadOnlyDictionary<string, long> Distribution,
        double? Satisfied, Interval? SatisfiedInterval, double? Dissatisfied, Interval? DissatisfiedInterval, double? Index, Interval? IndexInterval, bool Weak, NumberFigures? Numbers, DateFigures? Dates);

    public static ResultsDto Of(ReadResults.View r, IReadOnlyList<ReadOverview.Measured> measured)
    {
        var read = measured.ToDictionary(m => m.Item.Key);
        var (f, all) = (r.Figures, r.All);
        var nps = f.Items.FirstOrDefault(i => i.Item.Kind == ItemKind.Nps)?.Scores;
        return new(r.SurveyId, r.Survey, r.WaveId, r.Wave, f.Responses, all.Responses - f.Responses, r.LeftOut, f.Index, f.IndexInterval, all.Index, f.Grade,
            f.Headline is { } headline ? new(headline.N, f.Csat, f.CsatInterval, all.Csat) : null,
            f.Nps is { } score ? new(score.N, nps?.Mean, score.Promoters, score.Passives, score.Detractors, score.PromoterShare, score.PassiveShare, score.DetractorShare, score.Score, score.AdjustedWald, score.Wald, score.Reading, all.Nps?.Score) : null,
            r.Invited, r.Delivered, r.Started, r.Finished, r.ResponseRate,
            [.. f.Dimensions.Select(d => new DimensionDto(d.Dimension.Key, d.Dimension.Title.In("en"), d.Index, d.Interval, d.Weak, [.. d.Items.Select(i => new ItemDto(
                i.Item.Key, i.Item.Kind, i.Item.Text, i.N, i.Scores?.Mean, i.MeanInterval, i.Scores?.Median, i.Scores?.Mode, i.Scores?.StandardDeviation,
                i.Scores is { } scores ? scores.Scores.ToDictionary(s => s.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), s => s.Value) : i.Values.ToDictionary(v => v.Value, v => v.N),
                i.Satisfied, i.SatisfiedInterval, i.Dissatisfied, i.DissatisfiedInterval, i.Index, i.IndexInterval, i.Weak, read.GetValueOrDefault(i.Item.Key)?.Numbers, read.GetValueOrDefault(i.Item.Key)?.Dates))]))],
            r.Comments);
    }
}
