using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Adjustments;
using Crm.Loyalty.Features.Ledger;
using Crm.Loyalty.Features.Statements;
using Crm.Platform.Api;
using Crm.Platform.Files.Pdf;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Crm.Loyalty.Features.Api;

/// <summary>Statements, adjustments and proofs of the ledger as JSON.</summary>
internal static class LedgerApi
{
    public static void Map(ApiRoutes api)
    {
        var members = api.MapGroup("/members").WithTags("Loyalty");
        members.MapGet("/{id:long}/statement", (long id, DateOnly? from, DateOnly? to, [AsParameters] PageQuery page, IMediator m, CancellationToken ct) =>
            m.Send(new ShowStatement.Query(id, from, to, page.Cursor, page.Size), ct)).Needs("loyalty.read").WithSummary("A member's points over the months of two days: opening, every movement with the balance after it, closing, next expiry.");
        members.MapGet("/{id:long}/statement/file", async (long id, DateOnly? from, DateOnly? to, Snake<StatementFormat>? format, IMediator m, CancellationToken ct) =>
        {
            var file = await m.Send(new ExportStatement.Command(id, from, to, format?.Value ?? StatementFormat.Csv), ct);
            return TypedResults.Stream(file.Content, file.ContentType, file.Name);
        }).Needs("loyalty.read").Produces<string>(StatusCodes.Status200OK, "text/csv", [PdfReports.ContentType]).WithSummary("The same as CSV, or as a PDF in the member's language.");
        members.MapPost("/{id:long}/adjustments", async (long id, NewAdjustment body, [FromHeader(Name = "Idempotency-Key")] string? key, IMediator m, CancellationToken ct) =>
        {
            var asked = await m.Send(new AskAdjustment.Command { MemberId = id, Points = body.Points, EntryId = body.EntryId, Reason = body.Reason, Text = body.Text ?? "", Key = string.IsNullOrEmpty(key) ? Guid.CreateVersion7().ToString() : key }, ct);
            return TypedResults.Created($"/api/v1/point-adjustments/{asked.Id}", asked);
        }).Needs("loyalty.adjust").Creates().WithSummary("Gives points, takes some away (negative), or reverses an entry. Above the limit it waits for approval: the state says which.");

        var adjustments = api.MapGroup("/point-adjustments").WithTags("Loyalty");
        adjustments.MapGet("", ([AsParameters] PageQuery page, Snake<AdjustmentView>? view, long? memberId, IMediator m, CancellationToken ct) =>
            m.Send(new ListAdjustments.Query { View = view?.Value, MemberId = memberId, After = page.Cursor, Limit = page.Size }, ct)).Needs("loyalty.adjust");
        adjustments.MapGet("/{id:long}", (long id, IMediator m, CancellationToken ct) => m.Send(new ShowAdjustment.Query(id), ct)).Needs("loyalty.adjust");
        adjustments.MapPost("/{id:long}/decide", async (long id, Decision body, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new DecideAdjustment.Command { Id = id, Decision = body.Outcome, Note = body.Note }, ct);
            return TypedResults.NoContent();
        }).Needs("loyalty.approve").WithSummary("Approves, or refuses with a note. Never what one asked for oneself.");
        adjustments.MapPost("/{id:long}/withdraw", async (long id, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new WithdrawAdjustment.Command(id), ct);
            return TypedResults.NoContent();
        }).Needs("loyalty.adjust");
        api.MapGet("/ledger/checks", (IMediator m, CancellationToken ct) => m.Send(new ShowLedger.Query(), ct)).Needs("loyalty.verify").WithTags("Loyalty").WithSummary("The latest proofs of the points ledger, and which members differ.");
    }

    /// <summary>Points, or an entry to reverse.</summary>
    internal sealed record NewAdjustment(long? Points, long? EntryId, AdjustmentReason? Reason, string? Text);

    internal sealed record Decision(AdjustmentDecision? Outcome, string? Note);
}
