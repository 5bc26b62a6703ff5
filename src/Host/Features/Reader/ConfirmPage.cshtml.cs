using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Host.Features.Reader;

/// <summary>Asks before something is destroyed, for browsers in which site.js cannot ask. Changes nothing itself.</summary>
[Authorize]
internal sealed class ConfirmPage(Texts texts) : CrmPage
{
    public string Target { get; private set; } = "/";

    public string Back { get; private set; } = "/";

    public string Ask { get; private set; } = "confirm.sure";

    public string Text { get; private set; } = "yes";

    public IReadOnlyList<(string Name, string? Value)> Carried { get; private set; } = [];

    public IActionResult OnGet() => LocalRedirect("/");

    public IActionResult OnPost()
    {
        var form = Request.Form;
        // The texts are keys, so that a forged form cannot put words into our mouth.
        if (!Url.IsLocalUrl(form["confirm.url"])) return BadRequest();
        Target = form["confirm.url"]!;
        if (Url.IsLocalUrl(form["confirm.back"])) Back = form["confirm.back"]!;
        if (texts.Has(form["confirm.ask"].ToString())) Ask = form["confirm.ask"]!;
        if (texts.Has(form["confirm.text"].ToString())) Text = form["confirm.text"]!;
        Carried = [.. form.Where(f => !f.Key.StartsWith("confirm.", StringComparison.Ordinal) && f.Key != "__RequestVerificationToken").SelectMany(f => f.Value, (f, v) => (f.Key, v))];
        return Page();
    }
}
