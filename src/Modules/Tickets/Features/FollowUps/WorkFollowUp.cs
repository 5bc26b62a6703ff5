using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Writes down a try to reach the customer.</summary>
[Needs("followups.write")]
internal static class LogAttempt
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public AttemptChannel? Channel { get; init; }
        public bool Reached { get; init; }
        public string? Note { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Channel).NotNull().IsInEnum();
            RuleFor(c => c.Note).MaximumLength(2000);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var row = await db.FindFollowUp(c.Id, user, ct);
            row.Try(c.Channel!.Value, c.Reached, c.Note, user.Id ?? throw new ForbiddenException("followups.write"), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Ends a follow-up: somebody spoke with the customer, knows the cause, and does something about it. The ticket it held goes to the archive.</summary>
[Needs("followups.write")]
internal static class CloseFollowUp
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public long? CauseId { get; init; }
        public string Action { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.CauseId).NotNull();
            RuleFor(c => c.Action).NotEmpty().MaximumLength(2000);
        }
    }

    internal sealed class Handler(TicketsDb db, ISettings settings, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var row = await db.FindFollowUp(c.Id, user, ct);
            if (c.Version is { } version) db.Expect(row, version);
            if (!await db.Codes.AnyAsync(x => x.Id == c.CauseId && x.Kind == CodeKind.Cause && x.Active, ct)) throw new RuleException("tickets.rule.no_code", nameof(c.CauseId));
            var now = clock.GetUtcNow();
            row.Close(c.CauseId!.Value, c.Action, user.Id ?? throw new ForbiddenException("followups.write"), now, TimeSpan.FromDays(await settings.Get(FollowUp.AskAgainSetting, FollowUp.AskAgainDays, ct)));
            await db.Release(row, now, ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>A supervisor agrees that the customer cannot be reached. Counted apart from those that were.</summary>
[Needs("followups.write"), Needs("tickets.review")]
internal static class GiveUpFollowUp
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Note { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).NotEmpty().MaximumLength(2000);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var row = await db.FindFollowUp(c.Id, user, ct);
            if (c.Version is { } version) db.Expect(row, version);
            var now = clock.GetUtcNow();
            row.GiveUp(c.Note, zone.DayOf, user.Id ?? throw new ForbiddenException("followups.write"), now);
            await db.Release(row, now, ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

internal static class FollowUpReading
{
    public static async Task<FollowUp> FindFollowUp(this TicketsDb db, long id, CurrentUser user, CancellationToken ct) =>
        await db.FollowUps.Include(f => f.Attempts).Within(user.ScopeOf("followups.write")).SingleOrDefaultAsync(f => f.Id == id, ct) ?? throw new MissingException("FollowUp", id);

    public static async Task Release(this TicketsDb db, FollowUp row, DateTimeOffset now, CancellationToken ct)
    {
        if (row.TicketId is not { } id || await db.Tickets.SingleOrDefaultAsync(t => t.Id == id, ct) is not { } ticket) return;
        var next = await db.FollowUps.Where(f => f.TicketId == id && f.Id != row.Id && f.Status == FollowUpStatus.Open).MinAsync(f => (long?)f.Id, ct);
        ticket.Release(row.Id, next, (await db.Rules(ct)).Flow, now);
    }
}
