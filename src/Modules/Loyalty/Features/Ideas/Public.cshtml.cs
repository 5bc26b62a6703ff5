using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.MemberPage;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Ideas;

/// <summary>Published ideas, for everybody to read.</summary>
[AllowAnonymous]
internal sealed class PublicIdeasPage : MemberSitePage
{
    protected override Entrance For => Entrance.Everybody;

    public override string Place => "ideas";

    [BindProperty(SupportsGet = true)]
    public IdeaStatus? Status { get; set; }

    /// <summary>They have just suggested something.</summary>
    public bool Proposed { get; private set; }

    internal Slice<ShowPublicIdeas.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync(string? after, bool proposed)
    {
        Proposed = proposed;
        Rows = await Send(new ShowPublicIdeas.Query(Session, Language, Status, After: after));
    }
}

/// <summary>One published idea; members vote here.</summary>
[AllowAnonymous]
internal sealed class PublicIdeaPage : MemberSitePage
{
    protected override Entrance For => Entrance.Everybody;

    public override string Place => "ideas";

    [FromRoute]
    public long Id { get; set; }

    internal ShowPublicIdeas.Row Idea { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => Show();

    public Task<IActionResult> OnPostAsync(bool wants) => Visitor?.MemberId is null
        ? Task.FromResult<IActionResult>(On(MemberUrls.SignIn(Language)))
        : Try(async () =>
        {
            await Send(new VoteForIdea.Command(Session, Id, wants));
            return On(MemberUrls.Idea(Language, Id));
        }, Show, "");

    async Task<IActionResult> Show()
    {
        if ((await Send(new ShowPublicIdeas.Query(Session, Language, Id: Id))).Items is not [var idea]) return NotFound();
        Idea = idea;
        return Page();
    }
}

[AllowAnonymous]
internal sealed class ProposePage : MemberSitePage
{
    public override string Place => "ideas";

    [BindProperty]
    public ProposeIdea.Command Form { get; set; } = new();

    public void OnGet() => Form = new() { Key = Guid.CreateVersion7().ToString() };

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await Send(Form with { Session = Session, Language = Language });
        return On(MemberUrls.Ideas(Language) + "?proposed=true");
    }, () => Task.FromResult<IActionResult>(Page()));
}
