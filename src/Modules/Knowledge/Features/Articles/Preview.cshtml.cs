using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Articles;

/// <summary>How what stands in the form will look. Nothing is stored.</summary>
[Needs("knowledge.write")]
internal sealed class PreviewPage : CrmPage
{
    [BindProperty]
    public WriteArticle.Command Form { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? Language { get; set; }

    public string Shown => Language == "zh-CN" ? "zh-CN" : "en";

    public string Title => Shown == "zh-CN" ? Form.TitleZh : Form.TitleEn;

    public string Body => Shown == "zh-CN" ? Form.BodyZh : Form.BodyEn;

    public IActionResult OnGet() => LocalRedirect("/knowledge");

    public IActionResult OnPost() => PageOr("_Preview");
}
