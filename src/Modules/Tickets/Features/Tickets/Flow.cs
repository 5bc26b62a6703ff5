using System.Text.Json.Serialization;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Begins work.</summary>
[Needs("tickets.write")]
internal static class StartTicket
{
    public sealed record Command(long Id, uint? Version = null) : IRequest;

    internal sealed class Handler(TicketsDb db, Steps steps, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            var rules = await db.Rules(ct);
            await steps.Demand(ticket, NeededFrom.Start, rules.Flow, ct);
            ticket.Start(rules, user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Waits for the customer or for somebody outside.</summary>
[Needs("tickets.write")]
internal static class WaitTicket
{
    public sealed record Command : IRequest, ILearning
    {
        public long Id { get; init; }
        public TicketStatus? On { get; init; }
        public string? Note { get; init; }
        public long? CategoryId { get; init; }
        public long? ContactId { get; init; }
        [JsonConverter(typeof(CustomInputJson))]
        public Dictionary<string, List<string>>? Custom { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.On).NotNull().IsInEnum();
            RuleFor(c => c.Note).MaximumLength(500);
        }
    }

    internal sealed class Handler(TicketsDb db, Steps steps, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow());
            await steps.Learn(ticket, c, me, now, ct);
            await steps.Wait(ticket, c.On!.Value, c.Note, me, now, ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Goes on after waiting.</summary>
[Needs("tickets.write")]
internal static class ResumeTicket
{
    public sealed record Command(long Id, uint? Version = null) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            ticket.Resume(await db.Rules(ct), user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Opens a resolved ticket again.</summary>
[Needs("tickets.write")]
internal static class ReopenTicket
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Note { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).NotEmpty().MaximumLength(500);
    }

    internal sealed class Handler(TicketsDb db, Steps steps, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            var (rules, now) = (await db.Rules(ct), clock.GetUtcNow());
            steps.MayReopen(ticket, rules, now);
            await db.CatchUp(ticket, rules, now, ct);
            ticket.Reopen(c.Note, rules, user.Id, now);
            db.TellCameBack(ticket, c.Note, user.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
