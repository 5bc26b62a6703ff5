using System.Text.Json.Serialization;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;

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

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command c, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            var ticket = await db.FindCurrent(c.Id, user.ScopeOf("tickets.write"), ct, customerSpeaks: true);
            var files = c.AtDesk && user.Id is { } me ? await db.SendDraft(c.Id, me, MessageKind.Customer, c.Files, ct) : c.Files;
            var heard = await db.Hear(ticket, new(c.Body, c.Channel!.Value, files, c.LiveCall), user.Id, clock.GetUtcNow(), ct);
            await transaction.CommitAsync(ct);
            return new(heard.Id, heard.Messages[^1].Id);
        }
    }
}

/// <summary>What a customer said, however it reached us.</summary>
/// <param name="Key">Names the words where their sender already does; the same key is stored once.</param>
internal sealed record Said(string Body, TicketChannel Channel, IReadOnlyList<Guid> Files, bool LiveCall = false, Guid? Key = null);

internal static class Hearing
{
    /// <summary>Stores what a customer said and tells who has the ticket. On one that has ended nobody works any more: a new ticket goes on, linked with it.</summary>
    /// <param name="by">Who put it down; null when it came in by itself.</param>
    public static async Task<Ticket> Hear(this TicketsDb db, Ticket ticket, Said said, long? by, DateTimeOffset at, CancellationToken ct)
    {
        var rules = await db.Rules(ct);
        if (ticket.Status == TicketStatus.Archived)
        {
            var next = Ticket.GoOnFrom(ticket, said.Body, said.Channel, said.LiveCall, said.Files, rules, by, at, said.Key);
            await db.Ask(next, ct);
            db.Tickets.Add(next);
            await db.SaveChangesAsync(ct);
            // The number is known only now.
            ticket.Linked(next, off: false, by, at);
            next.Linked(ticket, off: false, by, at);
            db.Links.Add(new TicketLink(ticket.Id, next.Id, LinkKind.Related, by, at));
            await db.SaveChangesAsync(ct);
            return next;
        }
        var message = ticket.Hear(said.Body, said.Channel, said.Files, rules, by, at, said.LiveCall, said.Key);
        if (ticket.OwnerId is { } owner && owner != by)
            db.NotifyAbout(ticket.CustomerId, owner, $"ticket-heard:{message.PublicId}", "message", $"/tickets/{ticket.Id}", "tickets.notice.heard", ticket.Name, ticket.Subject);
        await db.SaveChangesAsync(ct);
        return ticket;
    }
}
