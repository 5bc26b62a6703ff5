using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Features.Facts;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Stages;

/// <summary>Sets a customer's stage by hand, with a reason and a last day.</summary>
[Needs("lifecycle.write"), Needs("lifecycle.read")]
internal static class SetStage
{
    public sealed record Query(long CustomerId) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long CustomerId { get; init; }
        public CustomerStage? Stage { get; init; }
        public string? Reason { get; init; }

        /// <summary>The last day it is good; nothing: as many days as the settings say.</summary>
        public DateOnly? Until { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Stage).NotNull().IsInEnum();
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
        }
    }

    internal sealed class Loader(LifecycleDb db, ISettings settings, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var stage = await db.Writable(user, q.CustomerId).Select(c => new { c.Stage }).SingleOrDefaultAsync(ct) ?? throw new MissingException("Customer", q.CustomerId);
            var rules = await settings.Get(StageRules.Setting, StageRules.Default, ct);
            return new Command { CustomerId = q.CustomerId, Stage = stage.Stage, Until = zone.DayOf(clock.GetUtcNow()).AddDays(rules.HandDays) };
        }
    }

    internal sealed class Handler(LifecycleDb db, StageKeeper keeper, ISettings settings, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (!await db.Writable(user, command.CustomerId).AnyAsync(ct)) throw new MissingException("Customer", command.CustomerId);
            var now = clock.GetUtcNow();
            var today = zone.DayOf(now);
            var until = command.Until ?? today.AddDays((await settings.Get(StageRules.Setting, StageRules.Default, ct)).HandDays);
            await using var transaction = await db.Begin(ct);
            foreach (var before in await db.HandSettings.Where(h => h.CustomerId == command.CustomerId && h.EndedAt == null).ToListAsync(ct)) before.End(user.Id, now);
            var hand = new HandSetting(command.CustomerId, command.Stage!.Value, command.Reason!, until, today, user.Id, now);
            db.HandSettings.Add(hand);
            await db.SaveChangesAsync(ct);
            await keeper.SetByHand(hand, ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }

    /// <summary>Customers whose stage the user may set.</summary>
    internal static IQueryable<KnownCustomer> Writable(this LifecycleDb db, CurrentUser user, long id) => db.Customers.Within(user.ScopeOf("lifecycle.read")).Within(user.ScopeOf("lifecycle.write")).Where(c => c.CustomerId == id && c.GoneAt == null);
}

/// <summary>Lets the rules speak again before the day that was said.</summary>
[Needs("lifecycle.write"), Needs("lifecycle.read")]
internal static class EndHandStage
{
    public sealed record Command(long CustomerId) : IRequest;

    internal sealed class Handler(LifecycleDb db, StageKeeper keeper, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            if (!await db.Writable(user, command.CustomerId).AnyAsync(ct)) throw new MissingException("Customer", command.CustomerId);
            await using var transaction = await db.Begin(ct);
            foreach (var hand in await db.HandSettings.Where(h => h.CustomerId == command.CustomerId && h.EndedAt == null).ToListAsync(ct)) hand.End(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await keeper.EndHand(command.CustomerId, ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
