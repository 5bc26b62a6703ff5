using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Watching;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>Does to a ticket what a rule says, as a macro would, in nobody's name. Whoever calls saves, so that all of it is done or none.</summary>
internal sealed class RuleActing(TicketsDb db, Changing changing, IStaffDirectory staff, TimeProvider clock)
{
    public async Task Do(Ticket ticket, TicketRule rule, CancellationToken ct)
    {
        var (actions, now) = (rule.Actions, clock.GetUtcNow());
        var told = new HashSet<long>();
        if (actions.MacroId is { } id)
        {
            var macro = await db.Macros.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw new RuleException("tickets.rules.no_macro");
            await changing.Apply(ticket, macro.Changes, ct);
        }
        if (!actions.Changes.Nothing) await changing.Apply(ticket, actions.Changes, ct);
        if (actions.RouteAnew) await Route(ticket, now, ct);
        if (actions.WatcherId is { } watcher && await db.Watch(staff, ticket, watcher, null, ct)) told.Add(watcher);
        if (actions.NotifyAssignee && ticket.OwnerId is { } assignee) told.Add(assignee);
        if (actions.NotifyPersonId is { } person) told.UnionWith(await Above(s => s.Reachable([person])));
        if (actions.NotifySupervisor) told.UnionWith(await Above(s => s.Supervisor(ticket)));

        if (told.Count == 0) return;
        // Each once, and each by the name the rule has in their language.
        var people = await staff.Everyone(ct);
        foreach (var to in told)
            db.NotifyAbout(ticket.CustomerId, to, string.Create(CultureInfo.InvariantCulture, $"ticket-rule:{rule.Id}:{ticket.Id}:{now.ToUnixTimeMilliseconds()}"), "automation", $"/tickets/{ticket.Id}", "tickets.notice.rule",
                rule.In(people.GetValueOrDefault(to)?.Language ?? "en"), ticket.Name, ticket.Subject);

        async Task<IReadOnlyList<long>> Above(Func<Superiors, IReadOnlyList<long>> who) => who(await Superiors.Of(staff, ct));
    }

    // Whoever had it has it no longer; the queue that it joins moves as ever.
    async Task Route(Ticket ticket, DateTimeOffset now, CancellationToken ct)
    {
        var customersTeam = await db.Customers.Where(c => c.Id == ticket.CustomerId).Select(c => c.TeamId).SingleOrDefaultAsync(ct);
        var (team, _) = (await db.Routing(ct)).TeamFor(ticket.CategoryId, [], customersTeam, [.. (await staff.Teams(ct)).Keys]);
        ticket.Assign(null, team, null, now);
    }
}
