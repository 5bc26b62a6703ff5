using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Routing;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>Adds a category, or changes one: its names, its place in the tree, the team that gets its tickets, whether articles come first.</summary>
[Needs("tickets.settings")]
internal static class ChangeCategory
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string NameZh { get; init; } = "";
        public long? ParentId { get; init; }
        public long? TeamId { get; init; }
        public int? Position { get; init; } = 100;
        public bool ArticlesFirst { get; init; }
        public bool Active { get; init; } = true;
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Position).NotNull().InclusiveBetween(0, 10_000);
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var c = await Find(q.Id, ct);
            return new Command { Id = c.Id, Name = c.Name, NameZh = c.NameZh, ParentId = c.ParentId, TeamId = c.TeamId, Position = c.Position, ArticlesFirst = c.ArticlesFirst, Active = c.Active, Version = c.Version };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            if (c.TeamId is { } team && !(await staff.Teams(ct)).ContainsKey(team)) throw new RuleException("tickets.rule.no_team", nameof(c.TeamId));
            var parents = await db.Categories.AsNoTracking().ToDictionaryAsync(x => x.Id, x => x.ParentId, ct);
            for (var above = c.ParentId; above is { } node; above = parents[node])
                if (!parents.ContainsKey(node) || node == c.Id) throw new RuleException("tickets.rule.category_circle", nameof(c.ParentId));
            if (c.Id == 0) db.Categories.Add(new Category(c.Name, c.NameZh, c.ParentId, c.TeamId, c.Position!.Value, c.ArticlesFirst));
            else
            {
                var row = await Find(c.Id, ct);
                if (c.Version is { } version) db.Expect(row, version);
                row.Change(c.Name, c.NameZh, c.ParentId, c.TeamId, c.Position!.Value, c.ArticlesFirst, c.Active);
            }
            // Policies and routing ask for a category and those below it.
            if (c.Id != 0 && parents[c.Id] != c.ParentId) db.AskAnew(user.Id);
            if (c.Id == 0 || parents[c.Id] != c.ParentId) await db.SaveRules(user.Id, ct);
            else await db.SaveForAll(ct);
            return Unit.Value;
        }

        async Task<Category> Find(long id, CancellationToken ct) => await db.Categories.SingleOrDefaultAsync(x => x.Id == id, ct) ?? throw new MissingException("Category", id);
    }
}

/// <summary>The tree of categories, row by row, also those that are offered no longer: tickets may hold them.</summary>
[Needs("tickets.read")]
internal static class ListCategories
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(long Id, string Name, string NameZh, long? ParentId, long? TeamId, int Position, bool ArticlesFirst, bool Active);

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query q, CancellationToken ct) =>
            await db.Categories.OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new Row(c.Id, c.Name, c.NameZh, c.ParentId, c.TeamId, c.Position, c.ArticlesFirst, c.Active)).ToListAsync(ct);
    }
}
