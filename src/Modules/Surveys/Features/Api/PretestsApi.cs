using Crm.Platform.Api;
using Crm.Surveys.Features.Pretests;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Surveys.Features.Api;

/// <summary>Pre-tests over HTTP: opened for a few testers, read, ended. What testers type stays on the pages of their links.</summary>
internal static class PretestsApi
{
    public sealed record NewPretest(IReadOnlyList<string>? Names);

    public sealed record NewTester(string? Name);

    public sealed record RemarkBody(bool Done);

    public static void Map(ApiRoutes api)
    {
        var ofSurvey = api.MapGroup("/surveys/{id:long}/pretests").WithTags("Pre-tests");
        ofSurvey.MapGet("", ([AsParameters] PageQuery page, long id, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListPretests.Query { Survey = id, Limit = page.Size, After = page.Cursor }, ct)).Needs("surveys.read").WithSummary("Pre-tests of a survey, newest first.");
        ofSurvey.MapPost("", async (long id, NewPretest body, IMediator mediator, CancellationToken ct) =>
        {
            var made = await mediator.Send(new OpenPretest.Command { SurveyId = id, Names = string.Join('\n', body.Names ?? []) }, ct);
            return TypedResults.Created($"/api/v1/pretests/{made}", await mediator.Send(new ShowPretest.Query(made), ct));
        }).Needs("surveys.write").Creates().WithSummary("Freezes the draft for a few testers; the answer has a link for each.");

        var pretests = api.MapGroup("/pretests/{id:long}").WithTags("Pre-tests");
        pretests.MapGet("", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new ShowPretest.Query(id), ct)).Needs("surveys.read")
            .WithSummary("Of every question how long it took and what was remarked; the links only for those who may write, and while they can be used.");
        pretests.MapPost("/testers", async (long id, NewTester body, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new AddTester.Command { PretestId = id, Name = body.Name ?? "" }, ct);
            return TypedResults.Created($"/api/v1/pretests/{id}", await mediator.Send(new ShowPretest.Query(id), ct));
        }).Needs("surveys.write").Creates().WithSummary("One more tester.");
        pretests.MapPut("/remarks/{remark:long}", async (long id, long remark, RemarkBody body, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new TickRemark.Command(id, remark, body.Done), ct);
            return await mediator.Send(new ShowPretest.Query(id), ct);
        }).Needs("surveys.write").WithSummary("Ticks a remark off, or takes the tick back.");
        pretests.MapPost("/close", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new ClosePretest.Command(id), ct);
            return await mediator.Send(new ShowPretest.Query(id), ct);
        }).Needs("surveys.write").WithSummary("Ends it: its links say so, its remarks stay.");
    }
}
