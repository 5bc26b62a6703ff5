using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Views;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Macros;

/// <summary>The macros the reader may use, in order.</summary>
[Needs("tickets.write")]
internal static class ListMacros
{
    public sealed record Query : IRequest<IReadOnlyList<Line>>;

    public sealed record Line(long Id, string Name, TicketChanges Changes, bool Shared, bool MayChange);

    internal sealed class Handler(Sharing sharing) : IRequestHandler<Query, IReadOnlyList<Line>>
    {
        public async Task<IReadOnlyList<Line>> Handle(Query q, CancellationToken ct) =>
            [.. (await (await sharing.Usable<Macro>(ct)).AsNoTracking().Take(Sharing.Most).ToListAsync(ct)).Select(m => new Line(m.Id, m.Name, m.Changes, m.RoleIds.Length > 0, sharing.MayChange(m)))];
    }
}

/// <summary>Keeps several changes under a name.</summary>
[Needs("tickets.write")]
internal static class WriteMacro
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>, IChangesCommand
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public List<long> RoleIds { get; init; } = [];
        public int Position { get; init; }
        public TicketChanges Changes { get; init; } = new();
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(Shareable.NameLength);
            RuleFor(c => c.Position).InclusiveBetween(0, 1000);
            RuleFor(c => c.Changes).NotNull();
        }
    }

    internal sealed class Loader(Sharing sharing) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var macro = await sharing.Changeable<Macro>(q.Id, ct);
            return new Command { Id = macro.Id, Name = macro.Name, RoleIds = [.. macro.RoleIds], Position = macro.Position, Changes = macro.Changes, Version = macro.Version };
        }
    }

    internal sealed class Handler(TicketsDb db, Sharing sharing, Templates templates, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var changes = ChangesTold.Tidy(c.Changes);
            if (changes.Nothing) throw new RuleException("tickets.changes.nothing");
            if (ChangesTold.Missing(changes, templates, (await db.Rules(ct)).Flow) is { } missing) throw new RuleException(missing.Key, $"Changes.{missing.Field}");
            var macro = c.Id == 0 ? null : await sharing.Changeable<Macro>(c.Id, ct);
            var roles = await sharing.Roles(c.RoleIds, macro, ct);
            if (macro is null)
            {
                await sharing.Room<Macro>(ct);
                db.Macros.Add(macro = new Macro(user.Id ?? throw new ForbiddenException("tickets.write")));
            }
            else db.Expect(macro, c.Version);
            macro.Change(c.Name, roles, c.Position, changes);
            await db.SaveChangesAsync(ct);
            return macro.Id;
        }
    }
}

/// <summary>Takes a macro away.</summary>
[Needs("tickets.write")]
internal static class DeleteMacro
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, Sharing sharing) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            db.Macros.Remove(await sharing.Changeable<Macro>(c.Id, ct));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
