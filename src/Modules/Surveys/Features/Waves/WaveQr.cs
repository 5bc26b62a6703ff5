using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QRCoder;

namespace Crm.Surveys.Features.Waves;

/// <summary>The public link of a wave as a picture, for screens and print.</summary>
internal static class WaveQr
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/waves/{id:long}/qr.svg", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var wave = await mediator.Send(new ShowWave.Query(id), ct);
            var address = wave.PublicAddress ?? throw new MissingException("Public link", id);
            using var generator = new QRCodeGenerator();
            using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
            return TypedResults.Text(new SvgQRCode(data).GetGraphic(8), "image/svg+xml");
        }).RequireAuthorization(NeedsAttribute.PolicyPrefix + "surveys.read").ExcludeFromDescription();
}
