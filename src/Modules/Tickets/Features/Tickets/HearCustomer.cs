using System.Text.Json.Serialization;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Puts down what the customer said: on the phone, by letter, in passing.</summary>
[Needs("tickets.write")]
internal static class HearCustomer
{
    /// <param name="TicketId">Where the words stand now: a merged ticket's go to the one that goes on, those about one that has ended to a new one.</param>
    public sealed record Result(long TicketId, long MessageId);

    public sealed record Command : IRequest<Result>
    {
        public long Id { get; init; }
        public TicketChannel? Channel { get; init; }
        public string Body { get; init; } = "";
        /// <summary>A call in which somebody spoke with the customer: what they said is answered.</summary>
        public bool LiveCall { get; init; }
        /// <summary>Written in a composer: its draft goes with it.</summary>
        [JsonIgnore, BindNever]
        public bool AtDesk { get; init; }
        /// <summary>Made with the form: the same form sent twice is stored once.</summary>
        [JsonIgnore]
        public Guid? Key { get; init; }
        /// <summary>Stored by the page; never taken from the request, where it could name somebody else's file.</summary>
        [JsonIgnore, BindNever]
        public IReadOnlyList<Guid> Files { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Channel).NotNull().IsInEnum();
            RuleFor(c => c.Body).NotEmpty().MaximumLength(Ticket.TextLength);
        }
    }

    internal sealed class Handler(TicketsDb db, Hearing hearing, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command c, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            var ticket = await db.FindCurrent(c.Id, user.ScopeOf("tickets.write"), ct, customerSpeaks: true);
            var (there, key) = await db.Sent(c.Key, c.Body, user.Id, ct);
            if (there is not null) return new(there.TicketId, there.Id);
            var files = c.AtDesk && user.Id is { } me ? await db.SendDraft(c.Id, me, MessageKind.Customer, c.Files, ct) : c.Files;
            var heard = await hearing.Hear(ticket, new(c.Body, c.Channel!.Value, files, c.LiveCall, key), user.Id, clock.GetUtcNow(), ct);
            await transaction.CommitAsync(ct);
            return new(heard.Id, heard.Messages[^1].Id);
        }
    }
}

/// <summary>Taking in what customers say, whoever puts it down.</summary>
internal sealed class Hearing(TicketsDb db, IMemberDirectory members)
{
    /// <summary>
    /// Stores what a customer said and tells who has the ticket. What is over stays so: a new ticket goes on, linked with the old one, or has done so already.
    /// </summary>
    /// <param name="by">Who put it down; null when it came in by itself: the writer is told where the words stand, which is never on another customer's ticket.</param>
    public async Task<Ticket> Hear(Ticket ticket, CustomerWords said, long? by, DateTimeOffset at, CancellationToken ct)
    {
        var (rules, seen) = (await db.Rules(ct), new HashSet<long>());
        while (ticket.IsOver(rules, at) && seen.Add(ticket.Id) && await NextOf(ticket.Id, ct) is { } next) ticket = await db.FindCurrent(next, RowScope.Everything, ct, customerSpeaks: true, ownOnly: by is null);
        if (ticket.IsOver(rules, at)) ticket = await GoOn(ticket, said, rules, by, at, ct);
        else
        {
            await db.CatchUp(ticket, rules, at, ct);
            ticket.Hear(said.Body, said.Channel, said.Files, rules, by, at, said.LiveCall, said.Key);
        }
        if (ticket.OwnerId is { } owner && owner != by)
            db.NotifyAbout(ticket.CustomerId, owner, $"ticket-heard:{ticket.Messages[^1].PublicId}", "message", $"/tickets/{ticket.Id}", "tickets.notice.heard", ticket.Name, ticket.Subject);
        await db.SaveChangesAsync(ct);
        return ticket;
    }

    Task<long?> NextOf(long over, CancellationToken ct) => db.Links.Where(l => l.FromId == over && l.Kind == LinkKind.GoesOn).OrderByDescending(l => l.Id).Select(l => (long?)l.ToId).FirstOrDefaultAsync(ct);

    async Task<Ticket> GoOn(Ticket over, CustomerWords said, SlaRules rules, long? by, DateTimeOffset at, CancellationToken ct)
    {
        var ticket = Ticket.GoOnFrom(over, said, await db.LevelOf(over.CustomerId, ct), (await members.OfCustomer(over.CustomerId, ct))?.Tier, rules, by, at);
        db.Tickets.Add(ticket);
        await db.Ask(ticket, ct);
        await db.SaveChangesAsync(ct); // the link needs its id, the history its number
        db.Links.Add(new TicketLink(over.Id, ticket.Id, LinkKind.GoesOn, by, at));
        over.GoesOnIn(ticket, by, at);
        return ticket;
    }
}
