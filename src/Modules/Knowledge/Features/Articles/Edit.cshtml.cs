using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Articles;

[Needs("knowledge.write")]
internal sealed class NewPage(CurrentUser user) : ArticleForm
{
    /// <summary>The ticket it is made of.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Ticket { get; set; }

    protected override Task<WriteArticle.Command> Load() => Ticket is { } ticket ? Send(new WriteArticle.FromTicket(ticket)) : Task.FromResult(new WriteArticle.Command { OwnerId = user.Id });

    public override string Cancel => Ticket is { } ticket ? $"/tickets/{ticket}" : "/knowledge";

    protected override async Task<IActionResult> Save() => Done($"/knowledge/articles/{await Send(Form with { Id = 0, TicketId = Ticket })}", "saved");
}

[Needs("knowledge.write")]
internal sealed class EditPage : ArticleForm
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteArticle.Command> Load() => Send(new WriteArticle.Query(Id));

    public override string Cancel => $"/knowledge/articles/{Id}";

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id, TicketId = null });
        return Done($"/knowledge/articles/{Id}", "saved");
    }
}

/// <summary>One form for a new article and for an old one, with both languages.</summary>
internal abstract class ArticleForm : FormPage<WriteArticle.Command>
{
    public ArticleChoices.Result Lists { get; private set; } = null!;

    public abstract string Cancel { get; }

    protected override async Task Prepare() => Lists = await Send(new ArticleChoices.Query());
}
