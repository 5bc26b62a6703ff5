using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>One form for saying something on a ticket: a tab of the ticket's page, or a page of its own when it was refused or there is no script.</summary>
/// <param name="From">The list that one came from, and the place in it.</param>
internal sealed record Composer(MessageKind Kind, ViewTicket.Result Ticket, ShowDesk.Result Desk, string? From)
{
    /// <summary>After a step was refused: the page, which asks for what the step needs.</summary>
    public INeeding? Asking { get; init; }

    /// <summary>Prefix of the ids on the page.</summary>
    public string Name => "say-" + Kind.ToString().ToLowerInvariant();

    /// <summary>Where it is sent.</summary>
    public string Action => $"/tickets/{Ticket.Id}/{(Kind switch { MessageKind.Reply => "reply", MessageKind.Note => "note", _ => "heard" })}";

    /// <summary>Resource key of what it is called.</summary>
    public string Label => Kind switch { MessageKind.Reply => "tickets.reply", MessageKind.Note => "tickets.note", _ => "tickets.heard" };

    /// <summary>The latest message on the page.</summary>
    public long Since => Ticket.Messages.Count == 0 ? 0 : Ticket.Messages[^1].Id;

    public string Query => From is null ? "" : "?" + From;

    public ShowDesk.DraftLine? Draft => Desk.Of(Kind);
}

/// <summary>The page of one of the forms: takes what the ticket's page sends, and shows the form again with what was refused.</summary>
internal abstract class ComposerPage<TCommand> : UploadPage<TCommand> where TCommand : class, new()
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The list that one came from, and the place in it.</summary>
    protected string? From => ListPlace.Of(Request);

    public Composer Composer { get; private set; } = null!;

    protected abstract MessageKind Kind { get; }

    protected override async Task Prepare()
    {
        var ticket = await Send(new ViewTicket.Query(Id));
        Composer = new(Kind, ticket, await Send(new ShowDesk.Query(ticket)), From) { Asking = this as INeeding };
    }

    /// <summary>The ticket's page, of the same list.</summary>
    protected string TicketUrl(long id) => $"/tickets/{id}{(From is { } list ? "?" + list : "")}";
}
