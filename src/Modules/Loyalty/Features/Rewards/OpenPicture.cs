using Crm.Loyalty.Data;
using Crm.Platform.Files;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Rewards;

/// <summary>The picture of a reward. The catalogue is no secret; what is no reward's picture is not shown by this address.</summary>
[OpenToAll("the catalogue is shown to everybody")]
internal static class OpenPicture
{
    public sealed record Query(Guid Id) : IRequest<OpenFile?>;

    public sealed class Handler(LoyaltyDb db, IFiles files) : IRequestHandler<Query, OpenFile?>
    {
        public async Task<OpenFile?> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!await db.Rewards.AnyAsync(r => r.PictureId == query.Id, cancellationToken)) return null;
            try { return await files.Open(query.Id, cancellationToken); }
            // A database that was restored without its files: the catalogue is shown without the picture.
            catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
        }
    }

    /// <summary>Where a picture is shown.</summary>
    public static string AddressOf(Guid id) => $"/member/pictures/{id}";

    public static void MapPictures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/member/pictures/{id:guid}", async (Guid id, HttpResponse response, IMediator m, CancellationToken ct) =>
        {
            if (await m.Send(new Query(id), ct) is not { } file) return Results.NotFound();
            var result = FileResults.Stream(response, file, inline: true);
            // Another picture has another address.
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return result;
        }).AllowAnonymous().ExcludeFromDescription();
}
