using Crm.Contracts.Tickets;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Settings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Routing;

/// <summary>Adds a rule of what tickets ask of whoever gets them, or changes one. It counts at once on every host; what is open asks anew in the background.</summary>
[Needs("tickets.settings")]
internal static class ChangeRoutingRule
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public TicketType? Type { get; init; }
        public long? CategoryId { get; init; }
        /// <summary>Words with commas between, as typed.</summary>
        public string? Skills { get; init; }
        public Wish? Language { get; init; } = Wish.Ignored;
        public Wish? Region { get; init; } = Wish.Ignored;
        public uint? Version { get; init; }

        internal IReadOnlyList<string> Words => [.. (Skills ?? "").Split([',', '，', '、', ';', '；', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Type).IsInEnum();
            RuleFor(c => c.Language).NotNull().IsInEnum();
            RuleFor(c => c.Region).NotNull().IsInEnum();
            RuleFor(c => c.Skills).MaximumLength(500);
            RuleFor(c => c.Skills).Must((c, _) => c.Words.Count > 0 || c.Language != Wish.Ignored || c.Region != Wish.Ignored).WithMessage(_ => texts["tickets.routing.asks_nothing.error"]);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var r = await Find(q.Id, ct);
            return new Command { Id = r.Id, Type = r.Type, CategoryId = r.CategoryId, Skills = string.Join(", ", r.Skills), Language = r.Language, Region = r.Region, Version = r.Version };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            if (c.CategoryId is { } category && !await db.Categories.AnyAsync(x => x.Id == category, ct)) throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId));
            if (c.Id == 0) db.RoutingRules.Add(new RoutingRule(c.Type, c.CategoryId, c.Words, c.Language!.Value, c.Region!.Value));
            else
            {
                var rule = await Find(c.Id, ct);
                if (c.Version is { } version) db.Expect(rule, version);
                rule.Change(c.Type, c.CategoryId, c.Words, c.Language!.Value, c.Region!.Value);
            }
            db.AskAnew(user.Id);
            await db.SaveForAll(ct);
            return Unit.Value;
        }

        async Task<RoutingRule> Find(long id, CancellationToken ct) => await db.RoutingRules.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new MissingException("RoutingRule", id);
    }
}

/// <summary>Takes a rule away.</summary>
[Needs("tickets.settings")]
internal static class DeleteRoutingRule
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            db.RoutingRules.Remove(await db.RoutingRules.SingleOrDefaultAsync(r => r.Id == c.Id, ct) ?? throw new MissingException("RoutingRule", c.Id));
            db.AskAnew(user.Id);
            await db.SaveForAll(ct);
            return Unit.Value;
        }
    }
}
