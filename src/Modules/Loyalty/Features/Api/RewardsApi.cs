using System.Text.Json;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Fulfilment;
using Crm.Loyalty.Features.Ideas;
using Crm.Loyalty.Features.MemberPage;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Crm.Loyalty.Features.Api;

/// <summary>Rewards, their codes, redemptions and what becomes of them, and ideas as JSON.</summary>
internal static class RewardsApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapGet("/rewards", ([AsParameters] PageQuery page, Snake<RewardState>? state, Snake<RewardKind>? kind, string? text, IMediator m, CancellationToken ct) =>
            m.Send(new ListRewards.Query { State = state?.Value, Kind = kind?.Value, Text = text, Limit = page.Size, After = page.Cursor }, ct)).Needs("loyalty.read").WithTags("Loyalty");
        api.MapGet("/rewards/{id:long}", async (long id, IMediator m, CancellationToken ct) =>
        {
            var reward = await m.Send(new ShowReward.Query(id), ct);
            return ETags.Ok(reward, reward.Version);
        }).Needs("rewards.manage").WithTags("Loyalty");
        api.MapPost("/rewards", async (SaveReward.Command command, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(command with { Id = 0 }, ct);
            var reward = await m.Send(new ShowReward.Query(id), ct);
            return ETags.Created($"/api/v1/rewards/{id}", reward, reward.Version);
        }).Needs("rewards.manage").Creates().WithTags("Loyalty");
        api.MapPatch("/rewards/{id:long}", async (long id, IfMatch seen, JsonElement patch, IMediator m, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var now = await m.Send(new ShowReward.Query(id), ct);
            await m.Send(MergePatch.Apply(now, patch, json.Value.SerializerOptions) with { Id = id, Version = seen.Version }, ct);
            now = await m.Send(new ShowReward.Query(id), ct);
            return ETags.Ok(now, now.Version);
        }).Needs("rewards.manage").WithTags("Loyalty").WithSummary("Changes what is sent (JSON Merge Patch).");
        api.MapPost("/rewards/{id:long}/codes", (long id, CodeList body, IMediator m, CancellationToken ct) => m.Send(new AddCodes.Command { RewardId = id, Codes = string.Join('\n', body.Codes ?? []) }, ct))
            .Needs("rewards.manage").WithTags("Loyalty").WithSummary("Adds codes to a list; each is given once. Sent again they are known already, and left out.");
        api.MapGet("/redemptions", ([AsParameters] PageQuery page, long? memberId, long? rewardId, Snake<RedemptionState>? state, Snake<RewardKind>? kind, bool? overdue, string? text, IMediator m, CancellationToken ct) =>
            m.Send(new ListRedemptions.Query { MemberId = memberId, RewardId = rewardId, State = state?.Value, Kind = kind?.Value, Overdue = overdue ?? false, Text = text, Limit = page.Size, After = page.Cursor }, ct)).Needs("loyalty.read").WithTags("Loyalty");
        api.MapGet("/redemptions/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new ShowRedemption.Query(id), ct)).Needs("loyalty.read").WithTags("Loyalty");
        api.MapPost("/redemptions", async (NewRedemption body, [FromHeader(Name = "Idempotency-Key")] string? key, IMediator m, CancellationToken ct) =>
        {
            var redeemed = await m.Send(new RedeemReward.Command { MemberId = body.MemberId, RewardId = body.RewardId, Wish = body.Wish, Key = string.IsNullOrEmpty(key) ? Guid.CreateVersion7().ToString() : key }, ct);
            return TypedResults.Created($"/api/v1/redemptions/{redeemed.Id}", redeemed);
        }).Needs("loyalty.redeem").Creates().WithTags("Loyalty");
        api.MapPost("/redemptions/{id:long}/cancel", async (long id, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new CancelRedemption.Command(id), ct);
            return await m.Send(new ShowRedemption.Query(id), ct);
        }).Needs("loyalty.redeem").WithTags("Loyalty").WithSummary("Calls a redemption off: its points come back.");
        api.MapPost("/redemptions/mark", (MarkRedemptions.Command command, IMediator m, CancellationToken ct) => m.Send(command with { Ids = command.Ids ?? [] }, ct)).Needs("rewards.fulfil").WithTags("Loyalty").WithSummary("Says of redemptions that they were sent or done.");
        api.MapPost("/members/{id:long}/link", async (long id, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new SendMemberLink.Command(id), ct);
            return TypedResults.Accepted((string?)null);
        }).Needs("loyalty.write").WithTags("Loyalty").WithSummary("Mails a member the link to their page.");
        api.MapGet("/ideas", ([AsParameters] PageQuery page, Snake<IdeaStatus>? status, Snake<IdeaShelf>? shelf, string? text, IMediator m, CancellationToken ct) =>
            m.Send(new ListIdeas.Query { Status = status?.Value, Shelf = shelf?.Value, Text = text, Limit = page.Size, After = page.Cursor }, ct)).Needs("ideas.manage").WithTags("Loyalty");
        api.MapGet("/ideas/{id:long}", async (long id, IMediator m, CancellationToken ct) => await Idea(m, id, ct)).Needs("ideas.manage").WithTags("Loyalty");
        api.MapPost("/ideas", async (SaveIdea.Command command, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(command with { Id = 0 }, ct);
            var idea = await m.Send(new ShowIdea.Query(id), ct);
            return ETags.Created($"/api/v1/ideas/{id}", idea, idea.Version);
        }).Needs("ideas.manage").Creates().WithTags("Loyalty");
        api.MapPatch("/ideas/{id:long}", async (long id, IfMatch seen, JsonElement patch, IMediator m, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var now = (await m.Send(new SaveIdea.Query(id), ct)).Form;
            await m.Send(MergePatch.Apply(now, patch, json.Value.SerializerOptions) with { Id = id, Version = seen.Version }, ct);
            return await Idea(m, id, ct);
        }).Needs("ideas.manage").WithTags("Loyalty").WithSummary("Changes the words of an idea, or whether members see it (JSON Merge Patch).");
        api.MapPost("/ideas/{id:long}/decide", async (long id, IfMatch seen, DecideIdea.Command command, IMediator m, CancellationToken ct) =>
        {
            await m.Send(command with { Id = id, Version = seen.Version }, ct);
            return await Idea(m, id, ct);
        }).Needs("ideas.manage").WithTags("Loyalty").WithSummary("Says what becomes of an idea; its proposer is told.");
    }

    static async Task<Tagged<ShowIdea.Result>> Idea(IMediator m, long id, CancellationToken ct)
    {
        var idea = await m.Send(new ShowIdea.Query(id), ct);
        return ETags.Ok(idea, idea.Version);
    }

    /// <summary>What is redeemed for whom.</summary>
    internal sealed record NewRedemption(long MemberId, long RewardId)
    {
        public string? Wish { get; init; }
    }

    /// <summary>Codes to be given out.</summary>
    internal sealed record CodeList(IReadOnlyList<string>? Codes);
}
