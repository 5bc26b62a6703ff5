using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.MemberPage;

/// <summary>Leads to the member's page in the reader's language.</summary>
[AllowAnonymous]
internal sealed class StartPage(CurrentUser reader) : CrmPage
{
    public IActionResult OnGet() => LocalRedirect(MemberUrls.Home(reader.Language));
}

[AllowAnonymous]
internal sealed class SignInPage : MemberSitePage
{
    protected override Entrance For => Entrance.Everybody;

    [BindProperty]
    public AskForLink.Command Form { get; set; } = new();

    public bool Sent { get; private set; }

    public void OnGet(bool sent) => Sent = sent;

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await Send(Form);
        return On(MemberUrls.SignIn(Language) + "?sent=true");
    }, () => Task.FromResult<IActionResult>(Page()));
}

/// <summary>The link from the mail. Opening it changes nothing; one press lets in.</summary>
[AllowAnonymous]
internal sealed class EnterPage : MemberSitePage
{
    protected override Entrance For => Entrance.Everybody;

    [FromRoute]
    public string Token { get; set; } = "";

    public bool Good { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Good = await Send(new OpenMemberPage.Query(Token));
        if (!Good) Response.StatusCode = 404;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await Send(new OpenMemberPage.Command(Token)) is not { } opened)
        {
            Response.StatusCode = 404;
            return Page();
        }
        Response.Cookies.Append(Cookie, opened.Session, CookieFor(opened.Lasts));
        return On(MemberUrls.Home(Language));
    }
}

[AllowAnonymous]
internal sealed class LeavePage : MemberSitePage
{
    protected override Entrance For => Entrance.Everybody;

    public IActionResult OnGet() => LocalRedirect(MemberUrls.Home(Language));

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new LeaveMemberPage.Command(Session));
        Response.Cookies.Delete(Cookie, CookieFor(null));
        return On(MemberUrls.SignIn(Language));
    }
}

[AllowAnonymous]
internal sealed class MyHomePage : MemberSitePage
{
    public override string Place => "home";

    internal MemberStanding? Standing { get; private set; }

    internal IReadOnlyList<ShowMyHistory.Row> Latest { get; private set; } = [];

    /// <summary>They have just joined.</summary>
    public bool Joined { get; private set; }

    public async Task OnGetAsync(bool joined)
    {
        Joined = joined;
        Standing = await Send(new ShowMyStanding.Query(Session, Language));
        Latest = (await Send(new ShowMyHistory.Query(Session, Limit: 5))).Items;
    }
}

[AllowAnonymous]
internal sealed class JoinPage : MemberSitePage
{
    protected override Entrance For => Entrance.Customers;

    [BindProperty]
    public JoinByMyself.Command Form { get; set; } = new();

    internal JoinByMyself.Terms Terms { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => Me.MemberId is null ? await Show() : LocalRedirect(MemberUrls.Home(Language));

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await Send(Form with { Session = Session });
        return On(MemberUrls.Home(Language) + "?joined=true");
    }, Show);

    async Task<IActionResult> Show()
    {
        Terms = await Send(new JoinByMyself.Query(Session, Language));
        return Page();
    }
}

[AllowAnonymous]
internal sealed class MyHistoryPage : MemberSitePage
{
    public override string Place => "history";

    internal Slice<ShowMyHistory.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync(string? after) => Rows = await Send(new ShowMyHistory.Query(Session, after));
}

[AllowAnonymous]
internal sealed class CataloguePage : MemberSitePage
{
    public override string Place => "rewards";

    internal Slice<ShowCatalogue.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync(string? after) => Rows = await Send(new ShowCatalogue.Query(Session, Language, after));
}

/// <summary>One reward, and the question whether it is to be redeemed.</summary>
[AllowAnonymous]
internal sealed class MyRewardPage : MemberSitePage
{
    public override string Place => "rewards";

    [FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public RedeemForMyself.Command Form { get; set; } = new();

    internal ShowCatalogue.Row Reward { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync()
    {
        Form = new() { Key = Guid.CreateVersion7().ToString() };
        return Show();
    }

    public Task<IActionResult> OnPostAsync() => Try(async () => On(MemberUrls.Redemption(Language, await Send(Form with { Session = Session, RewardId = Id })) + "?done=true"), Show);

    async Task<IActionResult> Show()
    {
        if ((await Send(new ShowCatalogue.Query(Session, Language, Id: Id))).Items is not [var reward]) return NotFound();
        Reward = reward;
        return Page();
    }
}

[AllowAnonymous]
internal sealed class MyRedemptionsPage : MemberSitePage
{
    public override string Place => "redemptions";

    internal Slice<ShowMyRedemptions.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync(string? after) => Rows = await Send(new ShowMyRedemptions.Query(Session, Language, after));
}

[AllowAnonymous]
internal sealed class MyRedemptionPage : MemberSitePage
{
    public override string Place => "redemptions";

    internal ShowMyRedemptions.Row Redemption { get; private set; } = null!;

    /// <summary>They have just made it.</summary>
    public bool Made { get; private set; }

    public bool Cancelled { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, bool done, bool cancelled)
    {
        if ((await Send(new ShowMyRedemptions.Query(Session, Language, Id: id))).Items is not [var redemption]) return NotFound();
        (Redemption, Made, Cancelled) = (redemption, done, cancelled);
        return Page();
    }
}

/// <summary>Asks whether a redemption is to be called off, and does it.</summary>
[AllowAnonymous]
internal sealed class CancelMinePage : MemberSitePage
{
    public override string Place => "redemptions";

    [FromRoute]
    public long Id { get; set; }

    internal ShowMyRedemptions.Row Redemption { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => Show();

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await Send(new CancelMyRedemption.Command(Session, Id));
        return On(MemberUrls.Redemption(Language, Id) + "?cancelled=true");
    }, Show, "");

    async Task<IActionResult> Show()
    {
        if ((await Send(new ShowMyRedemptions.Query(Session, Language, Id: Id))).Items is not [var redemption]) return NotFound();
        Redemption = redemption;
        return Page();
    }
}
