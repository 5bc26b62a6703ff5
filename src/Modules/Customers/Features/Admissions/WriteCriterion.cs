using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Admissions;

/// <summary>Adds an item to the checklist of admission, or changes one.</summary>
[Needs("customers.settings")]
internal static class WriteCriterion
{
    /// <summary>Most items in use.</summary>
    public const int Most = 50;

    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>Null: a new one.</summary>
        public long? Id { get; init; }

        public string? English { get; init; }
        public string? Chinese { get; init; }
        public bool Required { get; init; }
        public bool Archived { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.English).NotEmpty().MaximumLength(300);
            RuleFor(c => c.Chinese).NotEmpty().MaximumLength(300);
        }
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var c = await db.Criteria.AsNoTracking().FirstOrDefaultAsync(c => c.Id == query.Id, ct) ?? throw new MissingException("Criterion", query.Id);
            return new Command { Id = c.Id, English = c.English, Chinese = c.Chinese, Required = c.Required, Archived = c.Archived, Version = c.Version };
        }
    }

    public sealed class Handler(CustomersDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var known = await db.Criteria.ToListAsync(ct);
            if (!command.Archived && known.Count(c => !c.Archived && c.Id != command.Id) >= Most) throw new RuleException("customers.criteria.many", nameof(command.English), Most);
            if (command.Id is not { } id)
            {
                var criterion = new Criterion(known.Count == 0 ? 1 : known.Max(c => c.Position) + 1, command.English!, command.Chinese!, command.Required);
                db.Criteria.Add(criterion);
                await db.SaveChangesAsync(ct);
                return criterion.Id;
            }
            var changed = known.Find(c => c.Id == id) ?? throw new MissingException("Criterion", id);
            db.Expect(changed, command.Version);
            changed.Change(command.English!, command.Chinese!, command.Required, command.Archived);
            await db.SaveChangesAsync(ct);
            return id;
        }
    }
}

/// <summary>Moves an item one place up or down.</summary>
[Needs("customers.settings")]
internal static class MoveCriterion
{
    public sealed record Command(long Id, bool Up) : IRequest<Unit>;

    public sealed class Handler(CustomersDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var items = await db.Criteria.OrderBy(c => c.Archived).ThenBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(ct);
            if (!items.MoveByOne(command.Id, command.Up)) throw new MissingException("Criterion", command.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
