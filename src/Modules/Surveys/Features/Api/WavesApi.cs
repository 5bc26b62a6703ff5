using Crm.Contracts.Customers;
using Crm.Platform.Api;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Interviews;
using Crm.Surveys.Features.Waves;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Surveys.Features.Api;

/// <summary>Waves over HTTP: terms, list of customers, check, progress, links, answers taken by phone.</summary>
internal static class WavesApi
{
    public static void Map(ApiRoutes api)
    {
        var waves = api.MapGroup("/waves").WithTags("Waves");
        waves.MapGet("/{id:long}/check", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new CheckWave.Query(id), ct)).Needs("surveys.read");
        waves.MapGet("/{id:long}/progress", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new ReadProgress.Query(id), ct)).Needs("surveys.read");
        waves.MapPut("/{id:long}", async (long id, EditWave.Command body, IfMatch seen, IMediator mediator, CancellationToken ct) =>
        {
            var now = await mediator.Send(new EditWave.Query(id), ct);
            await mediator.Send(body with { Id = id, Version = seen.Version, Kind = now.Kind, OpensAt = body.OpensAt?.ToUniversalTime(), ClosesAt = body.ClosesAt?.ToUniversalTime() }, ct);
            var wave = await mediator.Send(new ShowWave.Query(id), ct);
            return ETags.Ok(wave, wave.Version);
        }).Needs("surveys.write");
        waves.MapPut("/{id:long}/mails", async (long id, Mails mails, IMediator mediator, CancellationToken ct) =>
        {
            var now = await mediator.Send(new WriteMails.Query(id), ct);
            await mediator.Send(now with
            {
                InviteSubjectEn = mails.InviteSubject?.En,
                InviteSubjectZh = mails.InviteSubject?.Zh,
                InviteTextEn = mails.InviteText?.En,
                InviteTextZh = mails.InviteText?.Zh,
                RemindSubjectEn = mails.RemindSubject?.En,
                RemindSubjectZh = mails.RemindSubject?.Zh,
                RemindTextEn = mails.RemindText?.En,
                RemindTextZh = mails.RemindText?.Zh,
            }, ct);
            return TypedResults.Ok(mails);
        }).Needs("surveys.write");
        waves.MapPost("/{id:long}/customers", async (long id, Listing body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new ListCustomers.Command { Id = id, Typed = string.Join('\n', body.Customers ?? []) }, ct))).Needs("surveys.write");
        waves.MapPost("/{id:long}/invitations/{invitation:long}/link", async (long id, long invitation, IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new NewLink.Command(id, invitation), ct))).Needs("surveys.write");
        waves.MapPost("/{id:long}/invitations/{invitation:long}/revoke", async (long id, long invitation, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RevokeInvitation.Command(id, invitation), ct);
            return TypedResults.NoContent();
        }).Needs("surveys.write");
        waves.MapPost("/{id:long}/reopen", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new ReopenWave.Command(id), ct);
            var wave = await mediator.Send(new ShowWave.Query(id), ct);
            return ETags.Ok(wave, wave.Version);
        }).Needs("surveys.write");
        waves.MapPost("/{id:long}/answers", async (long id, NewAnswer body, Texts texts, IMediator mediator, CancellationToken ct) =>
        {
            var result = await mediator.Send(new EnterAnswers.Command
            {
                Wave = id, Customer = body.CustomerId, Invitation = body.InvitationId, Began = body.BeganAt?.ToUniversalTime(),
                Typed = (body.Answers ?? new Dictionary<string, string?[]>()).ToDictionary(a => a.Key, a => a.Value ?? []),
            }, ct);
            if (result.ResponseId is not { } response) throw new FluentValidation.ValidationException(result.Form!.Errors.Select(e => new FluentValidation.Results.ValidationFailure($"answers.{e.Key}", texts[e.Value])));
            return TypedResults.Created($"/api/v1/responses/{response}", new AnswerMade(response));
        }).Needs("answers.enter").Creates();
    }

    /// <summary>Customer numbers or main e-mails.</summary>
    internal sealed record Listing(IReadOnlyList<string>? Customers);

    /// <summary>Answers by item key, each a list of values, as the customer gave them on the phone.</summary>
    internal sealed record NewAnswer(long? CustomerId, long? InvitationId, DateTimeOffset? BeganAt, Dictionary<string, string?[]>? Answers);

    internal sealed record AnswerMade(long Id);

    /// <summary>Texts of a wave's mails by language; what is left out is the text shipped.</summary>
    internal sealed record Mails(LocalText? InviteSubject, LocalText? InviteText, LocalText? RemindSubject, LocalText? RemindText);
}
