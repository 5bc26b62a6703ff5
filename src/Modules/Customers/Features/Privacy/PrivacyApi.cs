using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Customers.Features.Privacy;

/// <summary>HTTP to the use cases of privacy.</summary>
internal static class PrivacyApi
{
    public static void Map(ApiRoutes api)
    {
        var customers = api.MapGroup("/customers/{id:long}").WithTags("Privacy");

        customers.MapGet("/consents", (long id, IMediator mediator, CancellationToken ct) => mediator.Send(new ShowConsents.Query(id), ct)).Needs("customers.read");

        customers.MapPost("/consents", async (long id, SayConsent.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id }, ct);
            return TypedResults.Created($"/api/v1/customers/{id}/consents", await mediator.Send(new ShowConsents.Query(id), ct));
        }).Needs("customers.write").Creates();

        customers.MapPost("/reveals", async (long id, RevealData.Command command, IMediator mediator, CancellationToken ct) =>
            TypedResults.Created($"/api/v1/customers/{id}", await mediator.Send(command with { Id = id }, ct))).Needs("customers.reveal").Creates();

        customers.MapPost("/erase", async (long id, EraseCustomer.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id }, ct);
            return TypedResults.NoContent();
        }).Needs("privacy.erase");

        var privacy = api.MapGroup("/privacy").WithTags("Privacy");

        privacy.MapGet("/requests", ([AsParameters] PageQuery page, bool? all, IMediator mediator, CancellationToken ct) => mediator.Send(new ListRequests.Query(all == true, page.Cursor, page.Size), ct)).Needs("privacy.manage");

        privacy.MapPost("/requests", async (ReceiveRequest.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command, ct);
            return TypedResults.Created($"/api/v1/privacy/requests/{id}", await mediator.Send(new HandleRequest.Query(id), ct));
        }).Needs("privacy.manage").Creates();

        privacy.MapGet("/requests/{request:long}", (long request, IMediator mediator, CancellationToken ct) => mediator.Send(new HandleRequest.Query(request), ct)).Needs("privacy.manage");

        privacy.MapGet("/incidents", ([AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) => mediator.Send(new ListIncidents.Query(page.Cursor, page.Size), ct)).Needs("privacy.manage");
        privacy.MapGet("/sharings", ([AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) => mediator.Send(new ListSharings.Query(page.Cursor, page.Size), ct)).Needs("privacy.manage");
        privacy.MapGet("/assessments", ([AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) => mediator.Send(new ListAssessments.Query(page.Cursor, page.Size), ct)).Needs("privacy.manage");
    }
}
