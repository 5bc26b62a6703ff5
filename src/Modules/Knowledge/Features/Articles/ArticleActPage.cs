using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>An address that takes the post of one button on an article's page. What is refused is said there; opening the address leads there too.</summary>
internal abstract class ArticleActPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    protected abstract Task<IActionResult> Act();

    public IActionResult OnGet() => LocalRedirect($"/knowledge/articles/{Id}");

    public async Task<IActionResult> OnPostAsync()
    {
        try { return await Act(); }
        catch (RuleException e) { return Done($"/knowledge/articles/{Id}", e.Key, e.Args); }
        catch (DbUpdateConcurrencyException) { return Done($"/knowledge/articles/{Id}", "knowledge.rule.raced"); }
    }
}
