using System.Text.Json.Serialization;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Progress;
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

    /// <param name="Mailed">It goes to the customer by mail; else it only stands on the ticket.</param>
    public sealed record Result(long Id, bool Mailed);

    public sealed record Command : IRequest<Result>, ILearning
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
            RuleFor(c => c.Visibility).NotNull().IsInEnum();
            RuleFor(c => c.Body).NotEmpty().MaximumLength(Ticket.TextLength);
            RuleFor(c => c.Then).IsInEnum();
        }
    }

    internal sealed class Handler(TicketsDb db, Steps steps, CustomerMail mail, Mentions mentions, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command c, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            var ticket = await db.FindCurrent(c.Id, user.ScopeOf("tickets.write"), ct);
            var now = clock.GetUtcNow();
            if (user.Id is not { } me) throw new ForbiddenException("tickets.write");
            var (there, key) = await db.Sent(c.Key, c.Body, me, ct);
            if (there is not null) return new(there.Id, await db.Mail.AnyAsync(m => m.Key == CustomerMail.KeyOf(there), ct));
            var aloud = c.Visibility != MessageVisibility.Internal;
            if (c.Then != AfterSending.Stay) await steps.Learn(ticket, c, me, now, ct);
            var files = c.AtDesk ? await db.SendDraft(c.Id, me, aloud ? MessageKind.Reply : MessageKind.Note, c.Files, ct) : c.Files;
            var leavesAt = c.AtDesk && aloud ? now + Ticket.UndoFor : (DateTimeOffset?)null;
            var message = c.Then == AfterSending.Resolve ? await steps.Resolve(ticket, new(c.Body, aloud, c.CauseId, c.ResolutionId, files, leavesAt, key), me, now, ct)
                : aloud ? await steps.Reply(ticket, c.Body, files, me, now, ct, leavesAt, key)
                : ticket.Note(c.Body, files, me, now, key);
            if (c.Then == AfterSending.Wait) await steps.Wait(ticket, TicketStatus.WaitingCustomer, null, me, now, ct);
            var mailed = aloud && await mail.Reply(ticket, message, ct);
            if (!aloud) await mentions.Call(ticket, message, ct);
            await db.SaveChangesAsync(ct);
            if (c.Then == AfterSending.Resolve) await db.Remember(me, ticket, ct);
            await transaction.CommitAsync(ct);
            return new(message.Id, mailed);
        }
    }
}
