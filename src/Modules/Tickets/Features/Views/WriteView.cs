using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Views;

/// <summary>Keeps filters, columns and order under a name: for oneself, or for the holders of roles.</summary>
[Needs("tickets.read")]
internal static class WriteView
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public List<long> RoleIds { get; init; } = [];
        public int Position { get; init; }
        public ListTickets.Query Filter { get; init; } = new();
        public List<TicketColumn> Columns { get; init; } = [];
        public bool Default { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(Shareable.NameLength);
            RuleFor(c => c.Position).InclusiveBetween(0, 1000);
            RuleFor(c => c.Filter).NotNull();
            RuleFor(c => c.Filter.Tag).MaximumLength(Tag.Length).When(c => c.Filter is not null);
            RuleForEach(c => c.Columns).IsInEnum();
        }
    }

    internal sealed class Loader(TicketsDb db, Sharing sharing, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var view = await sharing.Changeable<SavedView>(q.Id, ct);
            return new Command
            {
                Id = view.Id, Name = view.Name, RoleIds = [.. view.RoleIds], Position = view.Position, Filter = view.Read(), Columns = [.. view.Columns], Version = view.Version,
                Default = await db.DefaultViews.AnyAsync(d => d.StaffId == user.Id && d.ViewId == view.Id, ct),
            };
        }
    }

    internal sealed class Handler(TicketsDb db, Sharing sharing, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.read");
            var view = c.Id == 0 ? null : await sharing.Changeable<SavedView>(c.Id, ct);
            var roles = await sharing.Roles(c.RoleIds, view, ct);
            if (view is null)
            {
                await sharing.Room<SavedView>(ct);
                db.SavedViews.Add(view = new SavedView(me));
            }
            else db.Expect(view, c.Version);
            view.Change(c.Name, roles, c.Position, ListViews.Written(c.Filter with { Custom = await Kept(c.Filter.Custom, ct) }), c.Columns ?? []);
            await using var transaction = await db.Begin(ct);
            await db.SaveChangesAsync(ct);
            await db.OpenWith(view.Id, me, c.Default, ct);
            await transaction.CommitAsync(ct);
            return view.Id;
        }

        // Without words somebody wrote: they may be about a person, whom a view would not forget.
        async Task<Dictionary<string, string?>?> Kept(Dictionary<string, string?>? asked, CancellationToken ct)
        {
            var filled = (asked ?? []).Where(a => !string.IsNullOrWhiteSpace(a.Value)).ToList();
            if (filled.Count == 0) return null;
            var words = (await db.Rules(ct)).Flow.Fields.Where(f => f.Kind == FieldKind.Text).Select(f => f.Key).ToHashSet();
            return filled.Where(a => !words.Contains(a.Key)).ToDictionary();
        }
    }

    /// <summary>Lets somebody's list open with a view, or no longer.</summary>
    internal static async Task OpenWith(this TicketsDb db, long viewId, long staffId, bool on, CancellationToken ct)
    {
        if (on) await db.Database.ExecuteSqlAsync($"insert into tickets.default_views (staff_id, view_id) values ({staffId}, {viewId}) on conflict (staff_id) do update set view_id = excluded.view_id", ct);
        else await db.DefaultViews.Where(d => d.StaffId == staffId && d.ViewId == viewId).ExecuteDeleteAsync(ct);
    }
}

/// <summary>Takes a saved view away, for everybody it was shared with.</summary>
[Needs("tickets.read")]
internal static class DeleteView
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, Sharing sharing) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            db.SavedViews.Remove(await sharing.Changeable<SavedView>(c.Id, ct));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Chooses the view that one's list opens with, also one that others share.</summary>
[Needs("tickets.read")]
internal static class ChooseView
{
    public sealed record Command(long Id, bool On) : IRequest;

    internal sealed class Handler(TicketsDb db, Sharing sharing, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            if (!await (await sharing.Usable<SavedView>(ct)).AnyAsync(v => v.Id == c.Id, ct)) throw new MissingException("SavedView", c.Id);
            await db.OpenWith(c.Id, user.Id ?? throw new ForbiddenException("tickets.read"), c.On, ct);
            return Unit.Value;
        }
    }
}
