using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Care.Features.Gatherings;

[Needs("events.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<ListGatherings.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListGatherings.Query { After = After });
}

[Needs("events.read")]
internal sealed class DetailPage : CrmPage
{
    public static readonly string[] Parts = ["booked", "waiting", "invited", "cancelled", "came", "absent"];

    [BindProperty(SupportsGet = true)]
    public string? Only { get; set; }

    public ShowGathering.View Event { get; private set; } = null!;

    public async Task OnGetAsync(long id, string? after) => Event = await Send(new ShowGathering.Query(id, Only, after));
}

[Needs("events.write")]
internal sealed class NewPage : GatheringForm;

[Needs("events.write")]
internal sealed class EditPage : GatheringForm;

/// <summary>One form for a new event and for an old one.</summary>
internal abstract class GatheringForm : FormPage<SaveGathering.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<SaveGathering.Command> Load() => Send(new SaveGathering.Query(Id));

    protected override async Task<IActionResult> Save() => Done($"/care/events/{await Send(Form with { Id = Id })}", "saved");
}

[Needs("events.write")]
internal sealed class InvitePage(ICustomerSegments segments) : FormPage<InviteSegment.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? SegmentId { get; set; }

    [BindProperty(SupportsGet = true)]
    public List<CustomerLevel> Levels { get; set; } = [];

    public CheckInvitations.View View { get; private set; } = null!;
    public IEnumerable<Choice> Segments { get; private set; } = [];
    public IEnumerable<Choice> AllLevels => Choices.Of<CustomerLevel>(L);

    protected override async Task Prepare()
    {
        Segments = await Greetings.SegmentChoices.Offered(segments, null, HttpContext.RequestAborted);
        // A segment one may not use is not counted either.
        if (SegmentId is { } segment && !await segments.MayUse(segment, HttpContext.RequestAborted)) SegmentId = null;
        View = await Send(new CheckInvitations.Query(Id, SegmentId, Levels));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/care/events/{Id}", "care.event.inviting");
    }
}

[Needs("events.checkin")]
internal sealed class SignUpPage(ICustomerDirectory customers) : FormPage<SignUpCustomer.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string? CustomerName { get; private set; }

    protected override async Task Prepare()
    {
        if (Form.CustomerId > 0) CustomerName = (await customers.Readable(Form.CustomerId, HttpContext.RequestAborted))?.Name;
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/care/events/{Id}", "care.event.signedUp.done");
    }
}

[Needs("events.checkin")]
internal sealed class GuestPage(ICustomerDirectory customers) : FormPage<LinkGuest.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [FromRoute]
    public long SignUpId { get; set; }

    public string? CustomerName { get; private set; }

    protected override async Task Prepare()
    {
        if (Form.CustomerId > 0) CustomerName = (await customers.Readable(Form.CustomerId, HttpContext.RequestAborted))?.Name;
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id, SignUpId = SignUpId });
        return Done($"/care/events/{Id}", "care.event.guest.linked");
    }
}

[Needs("events.checkin")]
internal sealed class DoorPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public ReadDoor.View Door { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Door = await Send(new ReadDoor.Query(id, Q));
}

/// <summary>Pages of one act: they post and go back.</summary>
internal abstract class EventActPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/care/events/{id}");

    protected async Task<IActionResult> Act(string back, IRequest<Unit> command, string? message)
    {
        try { await Send(command); }
        catch (RuleException e) { return Done(back, e.Key, e.Args); }
        return Done(back, message);
    }
}

[Needs("events.write")]
internal sealed class OpenPage : EventActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act($"/care/events/{id}", new OpenGathering.Command(id), "care.event.opened");
}

[Needs("events.write")]
internal sealed class CancelPage : EventActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act($"/care/events/{id}", new CancelGathering.Command(id), "care.event.calledOff");
}

[Needs("events.checkin")]
internal sealed class ClosePage : EventActPage
{
    public Task<IActionResult> OnPostAsync(long id) => Act($"/care/events/{id}", new CloseGathering.Command(id), "care.event.listClosed");
}

[Needs("events.checkin")]
internal sealed class TakeOffPage : EventActPage
{
    public Task<IActionResult> OnPostAsync(long id, long signUpId) => Act($"/care/events/{id}", new TakeOff.Command(id, signUpId), "care.event.takenOff");
}

[Needs("events.checkin")]
internal sealed class CheckInPage : EventActPage
{
    public Task<IActionResult> OnPostAsync(long id, long signUpId, bool undo, string? q) =>
        Act($"/care/events/{id}/door" + (string.IsNullOrEmpty(q) ? "" : "?q=" + Uri.EscapeDataString(q)), new CheckIn.Command(id, signUpId, undo), null);
}

/// <summary>The page customers see. The link itself is the proof of right, so no cookie and no token is needed: it works in any mail app, on any phone, without JavaScript.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, EnableRateLimiting(CareModule.RateLimit), ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class PublicPage : CrmPage
{
    [FromRoute]
    public string Token { get; set; } = "";

    [BindProperty]
    public SignUpPublicly.Command Form { get; set; } = new();

    /// <summary>What has just happened.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Did { get; set; }

    public ShowPublicEvent.View? Event { get; private set; }

    public string Language => Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    public Task<IActionResult> OnGetAsync() => Show();

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        if (await Send(Form with { Token = Token, Language = Language }) is not { } state) return await Show();
        return See(state == SignUpState.Booked ? "booked" : "waiting");
    }, Show);

    IActionResult See(string did)
    {
        // 303: going back or reloading never signs up again.
        Response.Headers.Location = $"/e/{Token}?lang={Language}&did={did}";
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    async Task<IActionResult> Show()
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Event = await Send(new ShowPublicEvent.Query(Token, Language));
        if (Event is null) Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}

/// <summary>Gives one's place back: a page asks, a post does.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, EnableRateLimiting(CareModule.RateLimit), ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class LeavePage : CrmPage
{
    [FromRoute]
    public string Token { get; set; } = "";

    public string Language => Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);

    public IActionResult OnGet() => LocalRedirect($"/e/{Uri.EscapeDataString(Token)}?lang={Language}");

    public async Task<IActionResult> OnPostAsync()
    {
        var did = "gone";
        try { if (!await Send(new LeavePublicly.Command(Token))) return NotFound(); }
        catch (RuleException) { did = "closed"; }
        Response.Headers.Location = $"/e/{Uri.EscapeDataString(Token)}?lang={Language}&did={did}";
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
