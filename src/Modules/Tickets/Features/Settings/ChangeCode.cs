using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>Adds a cause or a resolution, or changes one: its names, its place, and whether it is offered. What tickets and call backs hold of it stays.</summary>
[Needs("tickets.settings")]
internal static class ChangeCode
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        /// <summary>Of a new one; it never becomes the other.</summary>
        public CodeKind? Kind { get; init; }
        public string Name { get; init; } = "";
        public string NameZh { get; init; } = "";
        public int? Position { get; init; } = 100;
        public bool Active { get; init; } = true;
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).NotNull().IsInEnum().When(c => c.Id == 0);
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Position).NotNull().InclusiveBetween(0, 10_000);
        }
    }

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct) => Of(await Find(q.Id, ct));

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var code = c.Id == 0 ? db.Codes.Add(new Code(c.Kind!.Value)).Entity : await Find(c.Id, ct);
            if (c.Id != 0 && c.Version is { } version) db.Expect(code, version);
            // Where one is required nobody could go on.
            if (code.Active && !c.Active && !await db.Codes.AnyAsync(x => x.Kind == code.Kind && x.Active && x.Id != code.Id, ct)) throw new RuleException("tickets.rule.last_code", nameof(c.Active));
            code.Change(c.Name, c.NameZh, c.Position!.Value, c.Active);
            await db.SaveChangesAsync(ct);
            return code.Id;
        }

        async Task<Code> Find(long id, CancellationToken ct) => await db.Codes.SingleOrDefaultAsync(x => x.Id == id, ct) ?? throw new MissingException("Code", id);
    }

    internal static Command Of(Code c) => new() { Id = c.Id, Kind = c.Kind, Name = c.Name, NameZh = c.NameZh, Position = c.Position, Active = c.Active, Version = c.Version };
}

/// <summary>Causes and resolutions in their order, also those that are offered no longer: tickets may hold them.</summary>
[Needs("tickets.read")]
internal static class ListCodes
{
    public sealed record Query : IRequest<IReadOnlyList<ChangeCode.Command>>;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Query, IReadOnlyList<ChangeCode.Command>>
    {
        public async Task<IReadOnlyList<ChangeCode.Command>> Handle(Query q, CancellationToken ct) =>
            [.. (await db.Codes.AsNoTracking().OrderBy(c => c.Kind).ThenBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(ct)).Select(ChangeCode.Of)];
    }
}
