using System.Collections.Concurrent;
using System.Globalization;
using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Host.Features.Help;

/// <summary>Help for each role, from Texts/TOPIC.LANGUAGE.md beside this file.</summary>
[Authorize]
internal sealed class HelpPage : CrmPage
{
    public static readonly string[] Topics = ["start", "agent", "account-manager", "supervisor", "analyst", "administrator"];

    static readonly ConcurrentDictionary<string, HtmlString> Rendered = new();

    [BindProperty(SupportsGet = true)]
    public string? Topic { get; set; }

    public IHtmlContent Text { get; private set; } = HtmlString.Empty;

    public IActionResult OnGet()
    {
        Topic ??= "start";
        if (!Topics.Contains(Topic)) return NotFound();
        Text = Rendered.GetOrAdd($"{Topic}.{Texts.LanguageOf(CultureInfo.CurrentUICulture)}", Read);
        return Page();
    }

    static HtmlString Read(string name)
    {
        using var stream = typeof(HelpPage).Assembly.GetManifestResourceStream($"help.{name}.md") ?? throw new InvalidOperationException($"There is no help text {name}.");
        using var reader = new StreamReader(stream);
        return new HtmlString(Markdown.ToHtml(reader.ReadToEnd()));
    }
}
