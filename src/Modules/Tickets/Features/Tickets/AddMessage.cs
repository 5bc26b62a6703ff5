using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Whom words are for.</summary>
internal enum MessageVisibility { Public, Internal }

/// <summary>What becomes of the ticket with what is said.</summary>
internal enum AfterSending { Stay, Wait, Resolve }

/// <summary>Replies to the customer, by mail where they have an address, or notes something for colleagues; in the same go the ticket may wait for the customer, or be resolved.</summary>
[Needs("tickets.write")]
internal static class AddMessage
{
    /// <summary>So long a reply that a person sent can be taken back.</summary>
    public static readonly TimeSpan UndoFor = Ticket.UndoFor;

    public sealed record Command : IRequest<long>, ILearning
    {
        public long Id { get; init; }
        public MessageVisibility? Visibility { get; init; }
        public string Body { get; init; } = "";
        public AfterSending Then { get; init; }
        public long? CauseId { get; init; }
        public long? ResolutionId { get; init; }
        public long? CategoryId { get; init; }
        public long? ContactId { get; init; }
        [JsonConverter(typeof(CustomInputJson))]
        public Dictionary<string, List<string>>? Custom { get; init; }
        /// <summary>Written in a composer: its draft goes with it, and a reply leaves only when there was time to take it back. Programs know what they send.</summary>
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
            RuleFor(c => c.Visibility).NotNull().IsInEnum();
            RuleFor(c => c.Body).NotEmpty().MaximumLength(Ticket.TextLength);
            RuleFor(c => c.Then).IsInEnum();
        }
    }

    internal sealed class Handler(TicketsDb db, Steps steps, CustomerMail mail, Mentions mentions, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            var ticket = await db.FindCurrent(c.Id, user.ScopeOf("tickets.write"), ct);
            var now = clock.GetUtcNow();
            if (user.Id is not { } me) throw new ForbiddenException("tickets.write");
            var aloud = c.Visibility != MessageVisibility.Internal;
            if (c.Then == AfterSending.Resolve) await steps.Learn(ticket, c, me, now, ct);
            var files = c.AtDesk ? await db.SendDraft(c.Id, me, aloud ? MessageKind.Reply : MessageKind.Note, c.Files, ct) : c.Files;
            var leavesAt = c.AtDesk && aloud ? now + Ticket.UndoFor : (DateTimeOffset?)null;
            var message = c.Then == AfterSending.Resolve ? await steps.Resolve(ticket, new(c.Body, aloud, c.CauseId, c.ResolutionId, files, leavesAt), me, now, ct)
                : aloud ? ticket.Reply(c.Body, ticket.Channel, files, await db.Rules(ct), me, now, leavesAt)
                : ticket.Note(c.Body, files, me, now);
            if (c.Then == AfterSending.Wait) ticket.Wait(TicketStatus.WaitingCustomer, null, await db.Rules(ct), me, now);
            if (aloud) await mail.Reply(ticket, message, ct);
            else await mentions.Call(ticket, message, ct);
            await db.SaveChangesAsync(ct);
            if (c.Then == AfterSending.Resolve) await db.Remember(me, ticket, ct);
            await transaction.CommitAsync(ct);
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

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            var ticket = await db.FindCurrent(c.Id, user.ScopeOf("tickets.write"), ct, customerSpeaks: true);
            var files = c.AtDesk && user.Id is { } me ? await db.SendDraft(c.Id, me, MessageKind.Customer, c.Files, ct) : c.Files;
            var (rules, now) = (await db.Rules(ct), clock.GetUtcNow());
            // What is over stays so: a new ticket goes on, linked with the old one, or has done so already.
            var seen = new HashSet<long>();
            while (ticket.IsOver(rules, now) && seen.Add(ticket.Id) && await NextOf(ticket.Id, ct) is { } next) ticket = await db.FindCurrent(next, RowScope.Everything, ct, customerSpeaks: true);
            if (ticket.IsOver(rules, now)) ticket = await GoOn(ticket, new(c.Body, c.Channel!.Value, files, c.LiveCall), rules, now, ct);
            else ticket.Hear(c.Body, c.Channel!.Value, files, rules, user.Id, now, c.LiveCall);
            var message = ticket.Messages[^1];
            if (ticket.OwnerId is { } owner && owner != user.Id)
                db.NotifyAbout(ticket.CustomerId, owner, $"ticket-heard:{message.PublicId}", "message", $"/tickets/{ticket.Id}", "tickets.notice.heard", ticket.Name, ticket.Subject);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return message.Id;
        }

        Task<long?> NextOf(long over, CancellationToken ct) => db.Links.Where(l => l.FromId == over && l.Kind == LinkKind.GoesOn).OrderByDescending(l => l.Id).Select(l => (long?)l.ToId).FirstOrDefaultAsync(ct);

        async Task<Ticket> GoOn(Ticket over, CustomerWords said, SlaRules rules, DateTimeOffset now, CancellationToken ct)
        {
            var ticket = Ticket.GoOnFrom(over, said, rules, user.Id, now);
            db.Tickets.Add(ticket);
            await db.Ask(ticket, ct);
            await db.SaveChangesAsync(ct); // the link needs its id, the history its number
            db.Links.Add(new TicketLink(over.Id, ticket.Id, LinkKind.GoesOn, user.Id, now));
            over.GoesOnIn(ticket, user.Id, now);
            return ticket;
        }
    }
}

/// <summary>On which ticket something was said: words about what is over begin a new one.</summary>
[Needs("tickets.write")]
internal static class FindMessage
{
    public sealed record Query(long MessageId) : IRequest<long>;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, long>
    {
        public Task<long> Handle(Query q, CancellationToken ct) => db.Messages.Where(m => m.Id == q.MessageId).Select(m => m.TicketId).SingleAsync(ct);
    }
}

/// <summary>What is mailed to customers about their tickets, in their language. Without an address, or with one that is refused or invalid, nothing is.</summary>
internal sealed class CustomerMail(TicketsDb db, ICustomerDirectory customers, Texts texts)
{
    /// <summary>The words of a public reply, when they leave.</summary>
    public Task Reply(Ticket ticket, Message message, CancellationToken ct) =>
        Send(ticket, KeyOf(message), "ticket.reply", to => texts.In(to.Language, "tickets.mail.reply.text", to.Name, message.Body, ticket.Name), ct, message.LeavesAt);

    /// <summary>Names the mail of a reply in the queue.</summary>
    public static string KeyOf(Message reply) => $"ticket-reply:{reply.PublicId}";

    /// <summary>That the ticket has arrived, its number, and until when something will happen.</summary>
    public Task Acknowledge(Ticket ticket, CancellationToken ct)
    {
        var due = ticket.Clocks.Where(c => c.Owed && c.Kind == ClockKind.FirstResponse).Select(c => (DateTimeOffset?)c.DueAt).FirstOrDefault()
            ?? ticket.Clocks.Where(c => c.Owed).Select(c => (DateTimeOffset?)c.DueAt).Max();
        return Send(ticket, $"ticket-ack:{ticket.Id}", "ticket.acknowledgement", to => due is { } d
            ? texts.In(to.Language, "tickets.mail.ack.text", to.Name, ticket.Name, ticket.Subject, to.Local(d))
            : texts.In(to.Language, "tickets.mail.ack.text_open", to.Name, ticket.Name, ticket.Subject), ct);
    }

    async Task Send(Ticket ticket, string key, string purpose, Func<Addressee, string> text, CancellationToken ct, DateTimeOffset? due = null)
    {
        if (ticket.Channel == TicketChannel.Internal) return;
        var facts = (await customers.FactsOf([ticket.CustomerId], ct)).Values.FirstOrDefault();
        var contact = ticket.ContactId is { } id ? (await customers.ContactsOf([id], ct)).Values.FirstOrDefault() : null;
        if (facts is null || (contact?.Email ?? facts.Email) is not { } address) return;
        var to = new Addressee(contact?.Name ?? facts.Name, contact?.Language ?? facts.Language, facts.Zone);
        db.SendMail(key, purpose, address, to.Name, texts.In(to.Language, "tickets.mail.subject", ticket.Name, ticket.Subject), text(to), customerId: facts.Id, due: due);
    }

    sealed record Addressee(string Name, string Language, string Zone)
    {
        public string Local(DateTimeOffset at) => NodaTime.Instant.FromDateTimeOffset(at)
            .InZone(NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) ?? NodaTime.DateTimeZone.Utc).ToDateTimeUnspecified().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }
}
