using Crm.Care.Features.CareCampaigns;
using Crm.Care.Features.Gatherings;
using Crm.Care.Features.Greetings;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Care.Features.Api;

/// <summary>Greetings, campaigns and events as JSON.</summary>
internal static class CareApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapGet("/greetings", (IMediator m, CancellationToken ct) => m.Send(new ListGreetings.Query(), ct)).Needs("care.read").WithTags("Care");
        api.MapGet("/greetings/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new SaveGreeting.Query(id), ct)).Needs("care.write").WithTags("Care");
        api.MapPost("/greetings", async (SaveGreeting.Command body, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(body with { Id = 0 }, ct);
            return TypedResults.Created($"/api/v1/greetings/{id}", await m.Send(new SaveGreeting.Query(id), ct));
        }).Needs("care.write").Creates().WithTags("Care");
        api.MapGet("/greetings/calendar", (IMediator m, CancellationToken ct) => m.Send(new ReadCareCalendar.Query(), ct)).Needs("care.read").WithTags("Care").WithSummary("What leaves in the coming 90 days, and to how many at most.");

        api.MapGet("/care-campaigns", ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => m.Send(new ListCampaigns.Query { Limit = page.Size, After = page.Cursor }, ct)).Needs("care.read").WithTags("Care");
        api.MapGet("/care-campaigns/{id:long}", (long id, [AsParameters] PageQuery page, IMediator m, CancellationToken ct) => m.Send(new ShowCampaign.Query(id, page.Cursor), ct)).Needs("care.read").WithTags("Care");
        api.MapGet("/care-campaigns/{id:long}/check", (long id, IMediator m, CancellationToken ct) => m.Send(new CheckCampaign.Query(id), ct)).Needs("care.read").WithTags("Care").WithSummary("Who would be written to, and why the others would not.");
        api.MapPost("/care-campaigns", async (SaveCampaign.Command body, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(body with { Id = 0 }, ct);
            return TypedResults.Created($"/api/v1/care-campaigns/{id}", await m.Send(new ShowCampaign.Query(id), ct));
        }).Needs("care.write").Creates().WithTags("Care");
        api.MapPost("/care-campaigns/{id:long}/start", async (long id, IMediator m, CancellationToken ct) => { await m.Send(new StartCampaign.Command(id), ct); return await m.Send(new ShowCampaign.Query(id), ct); }).Needs("care.send").WithTags("Care");
        api.MapPost("/care-campaigns/{id:long}/pause", async (long id, IMediator m, CancellationToken ct) => { await m.Send(new PauseCampaign.Command(id), ct); return await m.Send(new ShowCampaign.Query(id), ct); }).Needs("care.send").WithTags("Care");
        api.MapPost("/care-campaigns/{id:long}/resume", async (long id, IMediator m, CancellationToken ct) => { await m.Send(new ResumeCampaign.Command(id), ct); return await m.Send(new ShowCampaign.Query(id), ct); }).Needs("care.send").WithTags("Care");
        api.MapPost("/care-campaigns/{id:long}/stop", async (long id, IMediator m, CancellationToken ct) => { await m.Send(new StopCampaign.Command(id), ct); return await m.Send(new ShowCampaign.Query(id), ct); }).Needs("care.send").WithTags("Care");

        api.MapGet("/customer-events", ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => m.Send(new ListGatherings.Query { Limit = page.Size, After = page.Cursor }, ct)).Needs("events.read").WithTags("Events");
        api.MapGet("/customer-events/{id:long}", (long id, string? only, [AsParameters] PageQuery page, IMediator m, CancellationToken ct) => m.Send(new ShowGathering.Query(id, only, page.Cursor, page.Size), ct)).Needs("events.read").WithTags("Events");
        api.MapPost("/customer-events", async (SaveGathering.Command body, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(body with { Id = 0 }, ct);
            return TypedResults.Created($"/api/v1/customer-events/{id}", await m.Send(new ShowGathering.Query(id), ct));
        }).Needs("events.write").Creates().WithTags("Events");
        api.MapPost("/customer-events/{id:long}/open", async (long id, IMediator m, CancellationToken ct) => { await m.Send(new OpenGathering.Command(id), ct); return await m.Send(new ShowGathering.Query(id), ct); }).Needs("events.write").WithTags("Events");
        api.MapPost("/customer-events/{id:long}/sign-ups", async (long id, NewSignUp body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new SignUpCustomer.Command { Id = id, CustomerId = body.CustomerId }, ct);
            return TypedResults.Created($"/api/v1/customer-events/{id}", await m.Send(new ShowGathering.Query(id), ct));
        }).Needs("events.checkin").Creates().WithTags("Events");
        api.MapPost("/customer-events/{id:long}/sign-ups/{signUpId:long}/check-in", async (long id, long signUpId, IMediator m, CancellationToken ct) => { await m.Send(new CheckIn.Command(id, signUpId), ct); return await m.Send(new ShowGathering.Query(id), ct); }).Needs("events.checkin").WithTags("Events");
    }

    /// <summary>Who is signed up.</summary>
    internal sealed record NewSignUp(long CustomerId);
}
