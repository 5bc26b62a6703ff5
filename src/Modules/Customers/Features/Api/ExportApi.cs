using Crm.Contracts.Customers;
using Crm.Customers.Domain;
using Crm.Customers.Features.Exports;
using Crm.Platform.Api;
using Crm.Platform.Files;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Customers.Features.Api;

/// <summary>Exports for programs: the same columns, scope, masking and audit line as the page's.</summary>
internal static class ExportApi
{
    public static void Map(ApiRoutes api)
    {
        foreach (var (path, tag, records) in new[] { ("/customers/export", "Customers", ImportKind.Customers), ("/contacts/export", "Contacts", ImportKind.Contacts), ("/purchases/export", "Purchases", ImportKind.Purchases), ("/interactions/export", "Interactions", ImportKind.Interactions), ("/usages/export", "Usages", ImportKind.Usages) })
            api.MapGet(path, async ([AsParameters] Asked asked, IMediator mediator, HttpResponse response, CancellationToken ct) =>
            {
                var answer = await mediator.Send(new ExportRecords.Command
                {
                    Records = records, Inline = true, Format = asked.Format?.Value ?? ExportFormat.Csv, Reason = asked.Reason,
                    Columns = [.. (asked.Columns ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                    Q = asked.Q, Level = asked.Level?.Value, Kind = asked.Kind?.Value, Admission = asked.Admission?.Value, Owner = asked.Owner, Region = asked.Region, Tag = asked.Tag, Segment = asked.Segment, ValueClass = asked.ValueClass?.Value, Band = asked.Band?.Value, Cooling = asked.Cooling == true,
                }, ct);
                var file = answer.File!;
                return TypedResults.Stream(file.Content, file.ContentType, file.Name);
            }).Needs("customers.export").WithTags(tag).Produces<string>(StatusCodes.Status200OK, "text/csv", [SheetFile.Xlsx]);
    }

    /// <param name="Columns">Names, separated by commas; none: all.</param>
    /// <param name="Reason">Why contact data leaves; needed when such columns are among them.</param>
    internal sealed record Asked(Snake<ExportFormat>? Format, string? Columns, string? Reason, string? Q, Snake<CustomerLevel>? Level, Snake<CustomerKind>? Kind, Snake<Admission>? Admission, long? Owner, string? Region, string? Tag, long? Segment, Snake<ValueClass>? ValueClass, Snake<CooperationBand>? Band, bool? Cooling);
}
