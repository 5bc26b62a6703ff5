using Crm.Platform.Api;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Feedback;
using Crm.Surveys.Features.Improvements;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Surveys.Features.Api;

/// <summary>Feedback and improvements as JSON: the same use cases as the pages.</summary>
internal static class ImproveApi
{
    /// <summary>Filters of the list.</summary>
    public sealed record FeedbackFacets(Snake<FeedbackView>? View, Snake<FeedbackKind>? Kind, Snake<FeedbackSource>? Source, Snake<FeedbackOutcome>? Outcome, Snake<Punctuality>? Punctual, long? Category, long? Cause, long? Owner, long? Team, long? Survey, long? Wave, long? Customer, long? Improvement, DateOnly? From, DateOnly? To);

    public sealed record AnswerBody(AnswerWay? Way, string? Subject, string? Text, bool? Others);

    public sealed record ClassifyBody(FeedbackKind? Kind, long? CategoryId, long? CauseId, long? OwnerId);

    public sealed record CloseBody(FeedbackOutcome? Outcome, string? Reason, long? ImprovementId, string? Problem, DateOnly? DueOn);

    public sealed record MoveBody(ImprovementStatus? To, string? Note);

    public sealed record MeasureBody(MeasureKind? Kind, string? Text);

    public sealed record NewImprovement(long? SurveyId, long? WaveId, string? Item, string? Problem, MeasureKind? MeasureKind, string? Measure, long? OwnerId, DateOnly? DueOn, double? Target);

    public static void Map(ApiRoutes api)
    {
        var feedback = api.MapGroup("/feedback").WithTags("Feedback");
        feedback.MapGet("", ([AsParameters] PageQuery page, [AsParameters] FeedbackFacets f, IMediator m, CancellationToken ct) => m.Send(new ListFeedback.Query
        {
            View = f.View?.Value ?? FeedbackView.All, Kind = f.Kind?.Value, Source = f.Source?.Value, Outcome = f.Outcome?.Value, Punctual = f.Punctual?.Value, Category = f.Category, Cause = f.Cause, Owner = f.Owner, Team = f.Team,
            Survey = f.Survey, Wave = f.Wave, Customer = f.Customer, Improvement = f.Improvement, From = f.From, To = f.To, Limit = page.Size, After = page.Cursor,
        }, ct)).Needs("feedback.read").WithSummary("What customers said, and what became of it.");
        feedback.MapGet("/figures", (Snake<FeedbackBy>? by, long? team, DateOnly? from, DateOnly? to, IMediator m, CancellationToken ct) => m.Send(new ReadFeedback.Query { By = by?.Value, Team = team, From = from, To = to }, ct))
            .Needs("feedback.read").WithSummary("Share answered in time, share rectified in time.");
        feedback.MapGet("/{id:long}", Item).Needs("feedback.read");
        feedback.MapPost("/{id:long}/answer", async (long id, AnswerBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new AnswerFeedback.Command { Id = id, Way = b.Way, Subject = b.Subject, Text = b.Text ?? "", Others = b.Others ?? true, Version = match.Version }, ct);
            return await Item(id, m, ct);
        }).Needs("feedback.write");
        feedback.MapPost("/{id:long}/classify", async (long id, ClassifyBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new ClassifyFeedback.Command { Id = id, Kind = b.Kind, CategoryId = b.CategoryId, CauseId = b.CauseId, OwnerId = b.OwnerId, Version = match.Version }, ct);
            return await Item(id, m, ct);
        }).Needs("feedback.write");
        feedback.MapPost("/{id:long}/close", async (long id, CloseBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new CloseFeedback.Command { Id = id, Outcome = b.Outcome, Reason = b.Reason, ImprovementId = b.ImprovementId, Problem = b.Problem, DueOn = b.DueOn, Version = match.Version }, ct);
            return await Item(id, m, ct);
        }).Needs("feedback.write");

        var improvements = api.MapGroup("/improvements").WithTags("Improvements");
        improvements.MapGet("", ([AsParameters] PageQuery page, Snake<ImprovementView>? view, Snake<ImprovementStatus>? status, Snake<ItemVerdict>? verdict, long? owner, long? team, long? survey, string? item, IMediator m, CancellationToken ct) =>
            m.Send(new ListImprovements.Query { View = view?.Value ?? ImprovementView.All, Status = status?.Value, Verdict = verdict?.Value, Owner = owner, Team = team, Survey = survey, Item = item, Limit = page.Size, After = page.Cursor }, ct)).Needs("improvements.read");
        improvements.MapPost("", async (NewImprovement b, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(new ProposeImprovement.Command { SurveyId = b.SurveyId, WaveId = b.WaveId, Item = b.Item, Problem = b.Problem ?? "", MeasureKind = b.MeasureKind, Measure = b.Measure, OwnerId = b.OwnerId, DueOn = b.DueOn, Target = b.Target }, ct);
            var made = await m.Send(new ViewImprovement.Query(id), ct);
            return ETags.Created($"/api/v1/improvements/{id}", made, made.Version);
        }).Needs("improvements.propose").Creates();
        improvements.MapGet("/{id:long}", Improvement).Needs("improvements.read");
        improvements.MapGet("/{id:long}/effect", (long id, IMediator m, CancellationToken ct) => m.Send(new ReadEffect.Query(id), ct)).Needs("surveys.results").WithSummary("The item before and after, and a pilot beside the rest.");
        improvements.MapPost("/{id:long}/move", async (long id, MoveBody b, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new MoveImprovement.Command { Id = id, To = b.To, Note = b.Note, Version = match.Version }, ct);
            return await Improvement(id, m, ct);
        }).Needs("improvements.propose").WithSummary("Approves, rejects, begins, finishes or verifies.");
        improvements.MapPost("/{id:long}/measures", async (long id, MeasureBody b, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new AddMeasure.Command { Id = id, Kind = b.Kind, Text = b.Text ?? "" }, ct);
            return await Improvement(id, m, ct);
        }).Needs("improvements.propose").Creates();
    }

    static async Task<Tagged<ViewFeedback.Result>> Item(long id, IMediator m, CancellationToken ct)
    {
        var item = await m.Send(new ViewFeedback.Query(id), ct);
        return ETags.Ok(item, item.Version);
    }

    static async Task<Tagged<ViewImprovement.Result>> Improvement(long id, IMediator m, CancellationToken ct)
    {
        var improvement = await m.Send(new ViewImprovement.Query(id), ct);
        return ETags.Ok(improvement, improvement.Version);
    }
}
