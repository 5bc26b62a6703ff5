using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Views;

/// <summary>Who may use and who may change what people make for their desks: one's own always, another's when it is shared with a role one holds.</summary>
internal sealed class Sharing(TicketsDb db, IRoleDirectory directory, CurrentUser user)
{
    /// <summary>More of a kind than this nobody finds anything in.</summary>
    public const int Most = 100;

    public bool MayShare => user.Can("tickets.share");

    /// <summary>What the reader may use, in order.</summary>
    public async Task<IQueryable<T>> Usable<T>(CancellationToken ct) where T : Shareable
    {
        var me = user.Id ?? 0;
        var roles = await directory.Of(me, ct);
        return db.Set<T>().Where(t => t.OwnerId == me || t.RoleIds.Any(r => roles.Contains(r))).OrderBy(t => t.Position).ThenBy(t => t.Id);
    }

    public bool MayChange(Shareable tool) => tool.OwnerId == user.Id || (tool.RoleIds.Length > 0 && MayShare);

    /// <summary>The tool, for a change.</summary>
    public async Task<T> Changeable<T>(long id, CancellationToken ct) where T : Shareable
    {
        var tool = await (await Usable<T>(ct)).SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new MissingException(typeof(T).Name, id);
        return MayChange(tool) ? tool : throw new ForbiddenException("tickets.share");
    }

    /// <summary>The roles a tool is to be lent to, if the sender may lend it to others than before.</summary>
    public async Task<IReadOnlyList<long>> Roles(IEnumerable<long>? wanted, Shareable? before, CancellationToken ct)
    {
        var known = await directory.Names(ct);
        long[] roles = [.. (wanted ?? []).Where(known.ContainsKey).Distinct().Order()];
        return roles.SequenceEqual(before?.RoleIds ?? []) || MayShare ? roles : throw new ForbiddenException("tickets.share");
    }

    /// <summary>Somebody who makes one more must stop somewhere.</summary>
    public async Task Room<T>(CancellationToken ct) where T : Shareable
    {
        var me = user.Id ?? throw new ForbiddenException("tickets.read");
        if (await db.Set<T>().CountAsync(t => t.OwnerId == me, ct) >= Most) throw new RuleException("tickets.rule.too_many_tools", "Name", Most);
    }
}

/// <summary>The roles one may share a view, a macro or a canned reply with; none for whoever may not share.</summary>
[Needs("tickets.read")]
internal static class ShareableRoles
{
    public sealed record Query : IRequest<IReadOnlyList<Choice>>;

    internal sealed class Handler(Sharing sharing, IRoleDirectory directory) : IRequestHandler<Query, IReadOnlyList<Choice>>
    {
        public async Task<IReadOnlyList<Choice>> Handle(Query request, CancellationToken ct) =>
            !sharing.MayShare ? [] : [.. (await directory.Names(ct)).Select(r => new Choice(r.Key, r.Value))];
    }
}
