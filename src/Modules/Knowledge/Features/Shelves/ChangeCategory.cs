using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Shelves;

/// <summary>Adds a category, or changes one. Its address stays as it was first.</summary>
[Needs("knowledge.settings")]
internal static class ChangeCategory
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string Name { get; init; } = "";
        public string NameZh { get; init; } = "";
        public long? ParentId { get; init; }
        public int? Position { get; init; } = 100;
        public bool Active { get; init; } = true;
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

    internal sealed class Handler(KnowledgeDb db) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var c = await Find(q.Id, ct);
            return new Command { Id = c.Id, Version = c.Version, Name = c.Name, NameZh = c.NameZh, ParentId = c.ParentId, Position = c.Position, Active = c.Active };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await using var change = await db.BeginChange(ct);
            // Two levels: what stands below another has none below it.
            if (c.ParentId is { } parent && (parent == c.Id || !await db.Categories.AnyAsync(x => x.Id == parent && x.ParentId == null, ct) || (c.Id != 0 && await db.Categories.AnyAsync(x => x.ParentId == c.Id, ct))))
                throw new RuleException("knowledge.rule.levels", nameof(c.ParentId));
            if (c.Id == 0)
            {
                var start = Translation.SlugOf(c.Name);
                var taken = await db.Categories.Where(x => x.Slug.StartsWith(start)).Select(x => x.Slug).ToListAsync(ct);
                var slug = start;
                for (var n = 2; taken.Contains(slug); n++) slug = $"{start}-{n}";
                db.Categories.Add(new Category(c.Name, c.NameZh, slug, c.ParentId, c.Position!.Value));
            }
            else
            {
                var row = await Find(c.Id, ct);
                db.Expect(row, c.Version);
                row.Change(c.Name, c.NameZh, c.ParentId, c.Position!.Value, c.Active);
            }
            await db.SaveChangesAsync(ct);
            await change.CommitAsync(ct);
            return Unit.Value;
        }

        async Task<Category> Find(long id, CancellationToken ct) => await db.Categories.SingleOrDefaultAsync(x => x.Id == id, ct) ?? throw new MissingException("Category", id);
    }
}
