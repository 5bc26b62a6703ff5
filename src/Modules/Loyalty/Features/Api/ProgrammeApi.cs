using Crm.Loyalty.Features.Liability;
using Crm.Loyalty.Features.Programme;
using Crm.Loyalty.Features.Tiers;
using Crm.Platform.Api;
using Crm.Platform.Features.Jobs;
using Crm.Platform.Files;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Loyalty.Features.Api;

/// <summary>The programme, tiers and the liability as JSON.</summary>
internal static class ProgrammeApi
{
    public static void Map(ApiRoutes api)
    {
        var programme = api.MapGroup("/loyalty/programme").WithTags("Loyalty");
        programme.MapGet("/versions", (IMediator m, CancellationToken ct) => m.Send(new ListVersions.Query(), ct)).Needs("loyalty.read").WithSummary("Versions of the programme, newest first.");
        programme.MapGet("/versions/{number:int}", (int number, IMediator m, CancellationToken ct) => m.Send(new ShowVersion.Query(number), ct)).Needs("loyalty.read").WithSummary("A version with its rules, and what it changes.");
        programme.MapPost("/versions", async (IMediator m, CancellationToken ct) =>
        {
            var number = await m.Send(new StartDraft.Command(), ct);
            return TypedResults.Created($"/api/v1/loyalty/programme/versions/{number}", await m.Send(new ShowVersion.Query(number), ct));
        }).Needs("loyalty.programme").Creates().WithSummary("Copies the version in force to be changed, or answers the draft there is.");
        programme.MapDelete("/versions/{number:int}", async (int number, IMediator m, CancellationToken ct) => { await m.Send(new DiscardDraft.Command(number), ct); return TypedResults.NoContent(); }).Needs("loyalty.programme").WithSummary("Throws a draft away.");
        programme.MapPut("/versions/{number:int}/terms", async (int number, ChangeTerms.Command body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(body with { Number = number }, ct);
            return await m.Send(new ShowVersion.Query(number), ct);
        }).Needs("loyalty.programme").WithSummary("Changes what holds for all rules of a draft.");
        programme.MapPost("/versions/{number:int}/rules", async (int number, SaveRule.Command body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(body with { Number = number, Key = null }, ct);
            return TypedResults.Created($"/api/v1/loyalty/programme/versions/{number}", await m.Send(new ShowVersion.Query(number), ct));
        }).Needs("loyalty.programme").Creates().WithSummary("Adds a rule to a draft.");
        programme.MapPut("/versions/{number:int}/rules/{key}", async (int number, string key, SaveRule.Command body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(body with { Number = number, Key = key }, ct);
            return await m.Send(new ShowVersion.Query(number), ct);
        }).Needs("loyalty.programme").WithSummary("Changes a rule of a draft.");
        programme.MapDelete("/versions/{number:int}/rules/{key}", async (int number, string key, IMediator m, CancellationToken ct) => { await m.Send(new RemoveRule.Command(number, key), ct); return TypedResults.NoContent(); }).Needs("loyalty.programme").WithSummary("Takes a rule out of a draft.");
        programme.MapPost("/versions/{number:int}/publish", async (int number, PublishVersion.Command body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(body with { Number = number }, ct);
            return await m.Send(new ShowVersion.Query(number), ct);
        }).Needs("loyalty.programme").Creates().WithSummary("Puts a draft into force.");
        programme.MapPost("/versions/{number:int}/simulate", async (int number, SimulateVersion.Command body, IMediator m, CancellationToken ct) =>
            TypedResults.Accepted((string?)null, await m.Send(new ShowJob.Query(await m.Send(body with { Number = number }, ct)), ct))).Needs("loyalty.programme").Creates().WithSummary("Works out what a version would have cost in a period; the job says where the result is.");
        programme.MapGet("/simulations/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new ShowSimulation.Query(id), ct)).Needs("loyalty.programme").WithSummary("A finished simulation.");

        var tiers = api.MapGroup("/loyalty/tiers").WithTags("Loyalty");
        tiers.MapGet("", (IMediator m, CancellationToken ct) => m.Send(new ListTiers.Query(), ct)).Needs("loyalty.read").WithSummary("Tiers, lowest first.");
        tiers.MapPost("", async (SaveTier.Command body, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(body with { Id = 0 }, ct);
            return TypedResults.Created($"/api/v1/loyalty/tiers/{id}", await m.Send(new SaveTier.Query(id), ct));
        }).Needs("loyalty.programme").Creates().WithSummary("Adds a tier.");
        tiers.MapGet("/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new SaveTier.Query(id), ct)).Needs("loyalty.programme").WithSummary("A tier, to be changed.");
        tiers.MapPut("/{id:long}", async (long id, SaveTier.Command body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(body with { Id = id }, ct);
            return await m.Send(new SaveTier.Query(id), ct);
        }).Needs("loyalty.programme").WithSummary("Changes a tier.");
        tiers.MapDelete("/{id:long}", async (long id, IMediator m, CancellationToken ct) => { await m.Send(new RemoveTier.Command(id), ct); return TypedResults.NoContent(); }).Needs("loyalty.programme").WithSummary("Removes a tier nobody stands on.");

        api.MapGet("/members/{id:long}/tier", (long id, IMediator m, CancellationToken ct) => m.Send(new ShowStanding.Query(id), ct)).Needs("loyalty.read").WithTags("Loyalty").WithSummary("A member's tier, progress and history.");
        api.MapPut("/members/{id:long}/tier", async (long id, MoveMember.Command body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(body with { Id = id }, ct);
            return await m.Send(new ShowStanding.Query(id), ct);
        }).Needs("loyalty.tier").WithTags("Loyalty").WithSummary("Moves a member by hand until a day.");
        api.MapGet("/loyalty/liability", (DateOnly? to, int? months, IMediator m, CancellationToken ct) => m.Send(new ReadLiability.Query { To = to, Months = months ?? 12 }, ct)).Needs("loyalty.liability").WithTags("Loyalty").WithSummary("The contract liability of points by month.");
        api.MapGet("/loyalty/liability/file", async (DateOnly? to, int? months, ExportFormat? format, IMediator m, CancellationToken ct) =>
        {
            var file = await m.Send(new ExportLiability.Command(new() { To = to, Months = months ?? 12 }, format ?? ExportFormat.Xlsx), ct);
            return TypedResults.Stream(file.Content, file.ContentType, file.Name);
        }).Needs("loyalty.liability").WithTags("Loyalty").WithSummary("The same as a file.");
    }
}
