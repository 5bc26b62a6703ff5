using System.Text.Json.Serialization;
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

/// <summary>Ends the work on a ticket: what was done, why it was needed, and whether the customer is told. Where its type says so it goes to review, else to the survey.</summary>
[Needs("tickets.write")]
internal static class ResolveTicket
{
    /// <summary>Answers the id of the message.</summary>
    public sealed record Command : IRequest<long>, ILearning
    {
        public long Id { get; init; }
        public string Note { get; init; } = "";
        public bool TellCustomer { get; init; } = true;
        public long? CauseId { get; init; }
        public long? ResolutionId { get; init; }
        public long? CategoryId { get; init; }
        public long? ContactId { get; init; }
        [JsonConverter(typeof(CustomInputJson))]
        public Dictionary<string, List<string>>? Custom { get; init; }
        public uint? Version { get; init; }
        /// <summary>Written on a page: what the customer is told leaves only when there was time to take it back.</summary>
        [JsonIgnore, BindNever]
        public bool AtDesk { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).NotEmpty().MaximumLength(Ticket.TextLength);
    }

    internal sealed class Handler(TicketsDb db, Steps steps, CustomerMail mail, Mentions mentions, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow());
            await steps.Learn(ticket, c, me, now, ct);
            var message = await steps.Resolve(ticket, new(c.Note, c.TellCustomer, c.CauseId, c.ResolutionId, LeavesAt: c.AtDesk ? now + Ticket.UndoFor : null), me, now, ct);
            if (c.TellCustomer) await mail.Reply(ticket, message, ct);
            else await mentions.Call(ticket, message, ct);
            await db.SaveChangesAsync(ct);
            await db.Remember(me, ticket, ct);
            return message.Id;
        }
    }
}

/// <summary>A supervisor looks at work that was done: good, or back to work.</summary>
[Needs("tickets.review")]
internal static class ReviewTicket
{
    public enum Verdict { Approve, SendBack }

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public Verdict? Decision { get; init; }
        public string? Note { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Decision).NotNull().IsInEnum();
            RuleFor(c => c.Note).MaximumLength(500);
            RuleFor(c => c.Note).NotEmpty().When(c => c.Decision == Verdict.SendBack);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.review"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.review"), clock.GetUtcNow());
            if (c.Decision == Verdict.Approve) ticket.Approve(c.Note, await db.CategoryName(ticket.CategoryId, ct), me, now);
            else
            {
                var rules = await db.Rules(ct);
                await db.CatchUp(ticket, rules, now, ct);
                ticket.SendBack(c.Note!, rules, me, now);
                db.TellCameBack(ticket, c.Note!, me);
            }
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
