using System.Text;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QRCoder;

namespace Crm.Surveys.Features.Waves;

/// <summary>Links as pictures, for screens and print.</summary>
internal static class WaveQr
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/waves/{id:long}/qr.svg", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var wave = await mediator.Send(new ShowWave.Query(id), ct);
            return TypedResults.Text(Svg(wave.PublicAddress ?? throw new MissingException("Public link", id)), "image/svg+xml");
        }).RequireAuthorization(NeedsAttribute.PolicyPrefix + "surveys.read").ExcludeFromDescription();

    /// <summary>The picture inside the page: a personal link has no address of its own to fetch it from.</summary>
    public static string Picture(string address) => "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Svg(address)));

    static string Svg(string address)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        return new SvgQRCode(data).GetGraphic(8);
    }
}
