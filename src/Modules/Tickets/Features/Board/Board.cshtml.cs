using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Board;

/// <summary>The board, as it is opened and as it comes back after an act on it.</summary>
internal abstract class BoardView : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public long? TeamId { get; set; }

    public ShowBoard.Result Board { get; private set; } = null!;

    /// <summary>What has just been done, or why not.</summary>
    public string? Said { get; protected set; }
    public bool Refused { get; private set; }

    /// <summary>The ticket whose assignment can be taken back.</summary>
    public long? Undoable { get; protected set; }

    protected async Task Look() => Board = await Send(new ShowBoard.Query(TeamId));

    /// <summary>Acts; htmx gets the board as it is then, a browser is sent there.</summary>
    protected async Task<IActionResult> Act(Func<Task> act)
    {
        try { await act(); }
        catch (RuleException e) { (Said, Refused, Undoable) = (L[e.Key, e.Args], true, null); }
        catch (DbUpdateConcurrencyException) { (Said, Refused, Undoable) = (L["tickets.rule.raced"], true, null); }
        if (!IsFragment) return Done($"/tickets/board?teamId={TeamId}", Said);
        await Look();
        if (Refused) Response.StatusCode = 422;
        return Partial("_Board", this);
    }
}

[Needs("tickets.review")]
internal sealed class BoardPage : BoardView
{
    /// <summary>The ticket that was given away on another page, and can be taken back here.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Given { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await Look();
        if (!IsFragment) Undoable = Given;
        return PageOr("_Board");
    }
}

/// <summary>A card was dropped on a person.</summary>
[Needs("tickets.assign")]
internal sealed class GivePage(IStaffDirectory staff) : BoardView
{
    public IActionResult OnGet() => LocalRedirect("/tickets/board");

    public Task<IActionResult> OnPostAsync(long ticketId, long assigneeId, uint version) => Act(async () =>
    {
        await Send(new AssignTicket.Command { Id = ticketId, AssigneeId = assigneeId, Version = version, OnBoard = true });
        (Said, Undoable) = (L["tickets.board.given", (await staff.Everyone(HttpContext.RequestAborted)).GetValueOrDefault(assigneeId)?.Name ?? ""], ticketId);
    });
}

[Needs("tickets.assign")]
internal sealed class UndoPage : BoardView
{
    public IActionResult OnGet() => LocalRedirect("/tickets/board");

    public Task<IActionResult> OnPostAsync(long ticketId) => Act(async () =>
    {
        await Send(new UndoAssignment.Command(ticketId));
        Said = L["tickets.board.undone"];
    });
}

/// <summary>The next cards of a column, put below those already there.</summary>
[Needs("tickets.review")]
internal sealed class MorePage(TimeProvider clock) : CrmPage
{
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(Urgency? urgency, string? after, long? teamId)
    {
        var column = await Send(new ShowMoreCards.Query(urgency, after, teamId));
        return IsFragment ? Partial("_Cards", new BoardCards(column, teamId)) : LocalRedirect("/tickets?view=Open");
    }
}

/// <summary>The cards of a column, for the partial.</summary>
internal sealed record BoardCards(ShowBoard.Column Column, long? TeamId);
