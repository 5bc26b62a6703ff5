using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>Adds a policy, or changes what one promises and to whom. Clocks that still run are promised anew in the background.</summary>
[Needs("tickets.settings")]
internal static class ChangePolicy
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string NameZh { get; init; } = "";
        public bool Active { get; init; } = true;
        public TicketType? Type { get; init; }
        public TicketPriority? Priority { get; init; }
        public TicketChannel? Channel { get; init; }
        public CustomerLevel? Level { get; init; }
        public string? Tier { get; init; }
        public long? CategoryId { get; init; }
        public string? FirstResponse { get; init; }
        public string? NextResponse { get; init; }
        public string? Resolution { get; init; }
        public int? Percent { get; init; } = 100;
        public long? CalendarId { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Type).IsInEnum();
            RuleFor(c => c.Priority).IsInEnum();
            RuleFor(c => c.Channel).IsInEnum().Must(c => c != TicketChannel.Internal).WithMessage(_ => texts["tickets.settings.internal"]);
            RuleFor(c => c.Level).IsInEnum();
            RuleFor(c => c.Tier).MaximumLength(100);
            RuleFor(c => c.FirstResponse).Must(IsTarget).WithMessage(_ => texts["tickets.settings.no_target"]);
            RuleFor(c => c.NextResponse).Must(IsTarget).WithMessage(_ => texts["tickets.settings.no_target"]);
            RuleFor(c => c.Resolution).Must(IsTarget).WithMessage(_ => texts["tickets.settings.no_target"]);
            RuleFor(c => c.Percent).NotNull().InclusiveBetween(1, 100);
        }

        static bool IsTarget(string? text) => string.IsNullOrWhiteSpace(text) || Target.TryParse(text, out _);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var p = await Find(q.Id, ct);
            return new Command
            {
                Id = p.Id, Name = p.Name, NameZh = p.NameZh, Active = p.Active, Type = p.Type, Priority = p.Priority, Channel = p.Channel, Level = p.Level, Tier = p.Tier, CategoryId = p.CategoryId,
                FirstResponse = p.FirstResponse?.ToString(), NextResponse = p.NextResponse?.ToString(), Resolution = p.Resolution?.ToString(), Percent = p.Percent, CalendarId = p.CalendarId, Version = p.Version,
            };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var rules = await db.Rules(ct);
            if (c.CalendarId is not null && rules.Calendar(c.CalendarId) is null) throw new RuleException("tickets.rule.no_calendar", nameof(c.CalendarId));
            if (c.CategoryId is { } category && !await db.Categories.AnyAsync(x => x.Id == category, ct)) throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId));
            var policy = c.Id == 0 ? new SlaPolicy(c.Name, c.NameZh, (await db.Policies.MaxAsync(p => (int?)p.Position, ct) ?? 0) + 1) : await Find(c.Id, ct);
            if (c.Id == 0) db.Policies.Add(policy);
            else if (c.Version is { } version) db.Expect(policy, version);
            policy.Rename(c.Name, c.NameZh, c.Active);
            policy.SetConditions(c.Type, c.Priority, c.Channel, c.Level, c.Tier, c.CategoryId);
            policy.SetTargets(Read(c.FirstResponse, nameof(c.FirstResponse)), Read(c.NextResponse, nameof(c.NextResponse)), Read(c.Resolution, nameof(c.Resolution)), c.Percent!.Value, c.CalendarId);
            await db.SaveRules(user.Id, ct);
            return Unit.Value;

            Target? Read(string? text, string field)
            {
                if (string.IsNullOrWhiteSpace(text)) return null;
                var target = Target.Parse(text);
                // A promise that its calendar can never fulfil is refused here, not when a customer calls.
                try { target.After(clock.GetUtcNow(), rules.TimeOf(c.CalendarId ?? rules.Settings.StandardCalendarId)); }
                catch (RuleException e) { throw new RuleException(e.Key, field); }
                return target;
            }
        }

        async Task<SlaPolicy> Find(long id, CancellationToken ct) => await db.Policies.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new MissingException("SlaPolicy", id);
    }
}

/// <summary>Moves a policy up or down by one; of equals the upper one explains the promise.</summary>
[Needs("tickets.settings")]
internal static class MovePolicy
{
    public sealed record Command(long Id, bool Up) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var all = await db.Policies.OrderBy(p => p.Position).ThenBy(p => p.Id).ToListAsync(ct);
            if (!all.MoveByOne(c.Id, c.Up)) throw new MissingException("SlaPolicy", c.Id);
            await db.SaveRules(user.Id, ct);
            return Unit.Value;
        }
    }
}
