using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Customers.Features.Plans;

/// <summary>Days between two contacts by level; 0 is no plan.</summary>
internal sealed record Cadence(int Normal, int Key, int Vip)
{
    public const string Setting = "customers.cadence";

    public static readonly Cadence Default = new(0, 7, 7);

    public int Of(CustomerLevel level) => level switch { CustomerLevel.Vip => Vip, CustomerLevel.Key => Key, _ => Normal };
}

/// <summary>
/// Keeps the planned contacts true: each admitted customer with a cadence has exactly one open to-do from the plan, with
/// whoever is responsible. A contact closes it and plans the next one a cadence later. The same statements serve one
/// customer and all; a unique index sees to it that two writers never plan twice.
/// </summary>
internal sealed class ContactPlans(CustomersDb db, Responsible responsible, ISettings settings, Texts texts, TimeProvider clock)
{
    /// <summary>A customer new on the plan is to be called within this time, however long ago the last contact was.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    const string Days = "coalesce(c.cadence_days, case c.level when 'vip' then @vip when 'key' then @key else @normal end)";
    const string Wanted = $"c.merged_into_id is null and c.erased_at is null and c.admission = 'admitted' and (c.cadence_days is not null or c.level = any(@levels)) and {Days} > 0";
    const string Open = "t.planned_from is not null and t.closed_at is null";
    const string Some = "(@everybody or c.id = any(@ids))";

    /// <summary>Of a customer: the substitute or owner, else the team's supervisor; and the home of whoever that is.</summary>
    const string Duty = """
        left join unnest(@owners, @stand_ins) s(id, person) on s.id = c.owner_id
        left join unnest(@teams, @leads) v(id, person) on v.id = c.team_id
        left join unnest(@people, @homes, @whats) h(id, team, what) on h.id = coalesce(s.person, v.person)
        """;

    /// <summary>The last contact after the one the plan counts from answers it: closed when it took place, with its number.</summary>
    const string Answer = $"""
        update customers.to_dos t set closed_at = x.at, closed_by_id = x.created_by_id, result = @prefix || lpad(x.number::text, greatest(6, length(x.number::text)), '0')
        from (
            select t.id, i.at, i.number, i.created_by_id
            from customers.to_dos t
            cross join lateral (
                select i.at, i.number, i.created_by_id from customers.interactions i
                where i.customer_id = t.customer_id and i.at > t.planned_from and i.at <= @now order by i.at desc limit 1) i
            where {Open} and (@everybody or t.customer_id = any(@ids))) x
        where t.id = x.id and {Open}
        """;

    /// <summary>A customer without a plan has none open.</summary>
    const string Drop = $"delete from customers.to_dos t using customers.customers c where c.id = t.customer_id and {Open} and {Some} and not ({Wanted})";

    /// <summary>The to-do goes with the responsibility.</summary>
    const string HandOver = $"""
        update customers.to_dos t set owner_id = h.id, team_id = coalesce(h.team, c.team_id), reminded_at = null, overdue_told_at = null
        from customers.customers c
        {Duty}
        where c.id = t.customer_id and {Open} and {Some} and t.owner_id is distinct from h.id
        """;

    /// <summary>Counted from the last contact, or from when the last one planned was closed without.</summary>
    const string Plan = $"""
        insert into customers.to_dos (customer_id, what, owner_id, team_id, due_at, created_at, planned_from)
        select c.id, coalesce(h.what, @what), h.id, coalesce(h.team, c.team_id), greatest(b.at + make_interval(days => {Days}), @soon), @now, b.at
        from customers.customers c
        {Duty}
        cross join lateral (select greatest(c.created_at,
            (select max(i.at) from customers.interactions i where i.customer_id = c.id and i.at <= @now),
            (select max(o.closed_at) from customers.to_dos o where o.customer_id = c.id and o.planned_from is not null)) as at) b
        where {Some} and {Wanted} and not exists (select from customers.to_dos t where t.customer_id = c.id and {Open})
        on conflict (customer_id) where planned_from is not null and closed_at is null do nothing
        """;

    /// <summary>Brings the plans of some customers up to date, or of everybody; in the caller's transaction, if there is one.</summary>
    public async Task Keep(long[]? ids, CancellationToken ct)
    {
        var cadence = await settings.Get(Cadence.Setting, Cadence.Default, ct);
        var duty = await responsible.Read(ct);
        var owners = duty.People.Keys.Select(p => (Id: p, Person: duty.StandIn(p))).Where(p => p.Person is not null).ToList();
        var leads = duty.Teams.Keys.Select(t => (Id: t, Person: duty.Lead(t))).Where(t => t.Person is not null).ToList();
        var people = duty.People.Values.ToList();
        var levels = Enum.GetValues<CustomerLevel>().Where(l => cadence.Of(l) > 0).Select(l => SnakeCase.Of(l.ToString())).ToArray();
        var now = clock.GetUtcNow();
        NpgsqlParameter[] values =
        [
            new("now", now), new("soon", now + Grace), new("everybody", ids is null), new("ids", ids ?? []), new("levels", levels), new("prefix", Interaction.Prefix.ToString()),
            new("vip", cadence.Vip), new("key", cadence.Key), new("normal", cadence.Normal),
            new("owners", owners.Select(o => o.Id).ToArray()), new("stand_ins", owners.Select(o => o.Person!.Value).ToArray()),
            new("teams", leads.Select(t => t.Id).ToArray()), new("leads", leads.Select(t => t.Person!.Value).ToArray()),
            new("people", people.Select(p => p.Id).ToArray()), new("homes", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = people.Select(p => p.TeamIds.Count > 0 ? p.TeamIds[0] : (long?)null).ToArray() },
            new("whats", people.Select(p => texts.In(p.Language, "customers.plan.todo")).ToArray()), new("what", texts.In("zh-CN", "customers.plan.todo")),
        ];
        await db.Database.ExecuteSqlRawAsync($"{Answer};\n{Drop};\n{HandOver};\n{Plan}", values, ct); // one round trip
    }
}
