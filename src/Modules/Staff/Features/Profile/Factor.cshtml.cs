using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QRCoder;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class FactorPage : FormPage<TurnOnFactor.Command>
{
    public BeginFactor.Offer? Offer { get; private set; }

    public IReadOnlyList<string>? Codes { get; private set; }

    public string Qr
    {
        get
        {
            using var data = QRCodeGenerator.GenerateQrCode(Offer!.Uri, QRCodeGenerator.ECCLevel.M);
            using var png = new PngByteQRCode(data);
            return "data:image/png;base64," + Convert.ToBase64String(png.GetGraphic(6));
        }
    }

    public override async Task<IActionResult> OnGetAsync()
    {
        await Prepare();
        return Offer is null ? LocalRedirect("/profile/security") : Page();
    }

    protected override async Task Prepare() => Offer = await Send(new BeginFactor.Query());

    protected override (string Url, string Message)? ShownOnce => ("/profile/security", "staff.factor.codes.twice");

    // The codes are answered here and not after a redirect: they are to be seen once and stored nowhere.
    protected override async Task<IActionResult> Save()
    {
        Codes = await Send(Form);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
