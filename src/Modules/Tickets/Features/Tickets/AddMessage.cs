using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Whom words are for.</summary>
internal enum MessageVisibility { Public, Internal }

/// <summary>Replies to the customer, by mail where they have an address, or notes something for colleagues.</summary>
[Needs("tickets.write")]
internal static class AddMessage
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public MessageVisibility? Visibility { get; init; }
        public string Body { get; init; } = "";
        /// <summary>Stored by the page; never taken from the request, where it could name somebody else's file.</summary>
        [JsonIgnore, BindNever]
        public IReadOnlyList<Guid> Files { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Visibility).NotNull().IsInEnum();
            RuleFor(c => c.Body).NotEmpty().MaximumLength(Ticket.TextLength);
        }
    }

    internal sealed class Handler(TicketsDb db, CustomerMail mail, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.FindCurrent(c.Id, user.ScopeOf("tickets.write"), ct);
            var now = clock.GetUtcNow();
            if (user.Id is not { } me) throw new ForbiddenException("tickets.write");
            var message = c.Visibility == MessageVisibility.Internal
                ? ticket.Note(c.Body, c.Files, me, now)
                : ticket.Reply(c.Body, ticket.Channel, c.Files, await db.Rules(ct), me, now);
            if (message.Kind == MessageKind.Reply) await mail.Reply(ticket, message, ct);
            await db.SaveChangesAsync(ct);
            return message.Id;
        }
    }
}

/// <summary>Puts down what the customer said: on the phone, by letter, in passing.</summary>
[Needs("tickets.write")]
internal static class HearCustomer
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public TicketChannel? Channel { get; init; }
        public string Body { get; init; } = "";
        /// <summary>A call in which somebody spoke with the customer: what they said is answered.</summary>
        public bool LiveCall { get; init; }
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

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.FindCurrent(c.Id, user.ScopeOf("tickets.write"), ct, customerSpeaks: true);
            var message = ticket.Hear(c.Body, c.Channel!.Value, c.Files, await db.Rules(ct), user.Id, clock.GetUtcNow(), c.LiveCall);
            if (ticket.OwnerId is { } owner && owner != user.Id)
                db.NotifyAbout(ticket.CustomerId, owner, $"ticket-heard:{message.PublicId}", "message", $"/tickets/{ticket.Id}", "tickets.notice.heard", ticket.Name, ticket.Subject);
            await db.SaveChangesAsync(ct);
            return message.Id;
        }
    }
}

/// <summary>What is mailed to customers about their tickets, in their language. Without an address, or with one that is refused or invalid, nothing is.</summary>
internal sealed class CustomerMail(TicketsDb db, ICustomerDirectory customers, Texts texts)
{
    /// <summary>The words of a public reply.</summary>
    public Task Reply(Ticket ticket, Message message, CancellationToken ct) =>
        Send(ticket, $"ticket-reply:{message.PublicId}", "ticket.reply", to => texts.In(to.Language, "tickets.mail.reply.text", to.Name, message.Body, ticket.Name), ct);

    /// <summary>That the ticket has arrived, its number, and until when something will happen.</summary>
    public Task Acknowledge(Ticket ticket, CancellationToken ct)
    {
        var due = ticket.Clocks.Where(c => c.Owed && c.Kind == ClockKind.FirstResponse).Select(c => (DateTimeOffset?)c.DueAt).FirstOrDefault()
            ?? ticket.Clocks.Where(c => c.Owed).Select(c => (DateTimeOffset?)c.DueAt).Max();
        return Send(ticket, $"ticket-ack:{ticket.Id}", "ticket.acknowledgement", to => due is { } d
            ? texts.In(to.Language, "tickets.mail.ack.text", to.Name, ticket.Name, ticket.Subject, to.Local(d))
            : texts.In(to.Language, "tickets.mail.ack.text_open", to.Name, ticket.Name, ticket.Subject), ct);
    }

    async Task Send(Ticket ticket, string key, string purpose, Func<Addressee, string> text, CancellationToken ct)
    {
        if (ticket.Channel == TicketChannel.Internal) return;
        var facts = (await customers.FactsOf([ticket.CustomerId], ct)).Values.FirstOrDefault();
        var contact = ticket.ContactId is { } id ? (await customers.ContactsOf([id], ct)).Values.FirstOrDefault() : null;
        if (facts is null || (contact?.Email ?? facts.Email) is not { } address) return;
        var to = new Addressee(contact?.Name ?? facts.Name, contact?.Language ?? facts.Language, facts.Zone);
        db.SendMail(key, purpose, address, to.Name, texts.In(to.Language, "tickets.mail.subject", ticket.Name, ticket.Subject), text(to), customerId: facts.Id);
    }

    sealed record Addressee(string Name, string Language, string Zone)
    {
        public string Local(DateTimeOffset at) => NodaTime.Instant.FromDateTimeOffset(at)
            .InZone(NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) ?? NodaTime.DateTimeZone.Utc).ToDateTimeUnspecified().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }
}
