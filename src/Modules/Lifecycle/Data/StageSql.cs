using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Domain;
using Crm.Platform.Data;

namespace Crm.Lifecycle.Data;

/// <summary>
/// Stages of many customers in one statement. Parameters: @day (date), @now, @yearStart (timestamptz: the begin of the
/// day 364 days before), @zone, and the thresholds @new, @mature, @matureOrders, @dormant, @churned. Whatever follows
/// from time alone is worked out from columns of the customer; orders are read only where their number decides.
/// </summary>
internal static class StageSql
{
    static string Word(CustomerStage stage) => $"'{SnakeCase.Of(stage.ToString())}'";

    static string Day(string instant) => $"({instant} at time zone @zone)::date";

    /// <summary>As <see cref="LifeStages.Of"/>, over columns began, bought, heard, runs, open_deals; <paramref name="ordersYear"/> is an expression.</summary>
    static string Case(string x, string ordersYear) => $"""
        case when {x}.began is null then case when {x}.open_deals > 0 then {Word(CustomerStage.InDevelopment)} else {Word(CustomerStage.Prospect)} end
          when @day - {x}.heard >= @churned then {Word(CustomerStage.Churned)}
          when @day - {x}.bought >= @dormant then {Word(CustomerStage.Dormant)}
          when @day - {x}.began < @new then {Word(CustomerStage.New)}
          when @day - {x}.began >= @mature and ({x}.runs or ({ordersYear}) >= @matureOrders) then {Word(CustomerStage.Mature)}
          else {Word(CustomerStage.Growing)} end
        """;

    /// <summary>The day a stage counts from: what the history shows as its reason.</summary>
    static string Basis(string x, string stage) => $"""
        case {stage} when {Word(CustomerStage.Churned)} then {x}.heard when {Word(CustomerStage.Dormant)} then {x}.bought when {Word(CustomerStage.Growing)} then {x}.bought else {x}.began end
        """;

    const string OrdersYear = "select count(*) from lifecycle.orders o where o.customer_id = d.customer_id and not o.void and o.at >= @yearStart and o.at <= @now";

    static string Dates(string where) => $"""
        select c.customer_id, c.stage, c.hand_stage, c.hand_until, c.open_deals, coalesce(c.contract_ends_on >= @day, false) as runs,
          least({Day("c.first_order_at")}, {Day("c.first_signed_at")}) as began,
          greatest({Day("c.last_order_at")}, {Day("c.last_signed_at")}, case when c.contract_ends_on is not null then least(c.contract_ends_on, @day) end) as bought,
          greatest({Day("c.last_order_at")}, {Day("c.last_signed_at")}, case when c.contract_ends_on is not null then least(c.contract_ends_on, @day) end, {Day("c.last_contact_at")}) as heard
        from lifecycle.customers c where c.gone_at is null and {where}
        """;

    /// <summary>
    /// Puts customers into the stage they now stand in, writes the change down, and answers with who moved. Rows in which nothing
    /// changes are not written. A stage set by hand holds until its day.
    /// </summary>
    public static string Settle(bool some) => $"""
        with d as ({Dates(some ? "c.customer_id = any(@ids)" : "true")}),
        r as (select d.*, {Case("d", OrdersYear)} as ruled from d),
        x as (select r.*, coalesce(case when r.hand_until >= @day then r.hand_stage end, r.ruled) as to_stage, coalesce(r.hand_until < @day, false) as ended from r),
        moved as (
          update lifecycle.customers c set stage = x.to_stage, stage_since = case when c.stage is distinct from x.to_stage then @now else c.stage_since end,
            hand_stage = case when x.ended then null else c.hand_stage end, hand_until = case when x.ended then null else c.hand_until end
          from x where c.customer_id = x.customer_id and (c.stage is distinct from x.to_stage or x.ended)
          returning c.customer_id, x.stage as from_stage, x.to_stage, x.ended, {Basis("x", "x.to_stage")} as basis),
        told as (
          insert into lifecycle.stage_changes (customer_id, "from", "to", at, why, basis)
          select customer_id, from_stage, to_stage, @now, case when ended then 'hand_ended' else 'rules' end, basis from moved where from_stage is distinct from to_stage
          returning id, customer_id, "from", "to")
        select id as "Id", customer_id as "CustomerId", "from" as "From", "to" as "To" from told
        """;

    /// <summary>What follows from orders, contacts and deals, for the customers @ids as of @now. Rows that come out the same are not written.</summary>
    public const string Sum = """
        update lifecycle.customers c
        set orders = x.orders, first_order_at = x.first_order, last_order_at = x.last_order, last_contact_at = x.last_contact, open_deals = x.open_deals,
          first_signed_at = x.first_signed, last_signed_at = x.last_signed, contract_ends_on = x.ends_on
        from (
          select i.id, coalesce(o.orders, 0) as orders, o.first_order, o.last_order, t.last_contact, coalesce(d.open_deals, 0) as open_deals, d.first_signed, d.last_signed, d.ends_on
          from unnest(@ids) i(id)
          left join (
            select o.customer_id, count(*)::int as orders, min(o.at) as first_order, max(o.at) as last_order
            from unnest(@ids) i(id) join lifecycle.orders o on o.customer_id = i.id where not o.void and o.at <= @now group by 1) o on o.customer_id = i.id
          left join (
            select t.customer_id, max(t.at) as last_contact
            from unnest(@ids) i(id) join lifecycle.touches t on t.customer_id = i.id where t.kind in ('interaction', 'ticket', 'complaint', 'answer') and t.at <= @now group by 1) t on t.customer_id = i.id
          left join (
            select d.customer_id, count(*) filter (where d.closed_at is null)::int as open_deals, min(d.closed_at) filter (where d.won) as first_signed, max(d.closed_at) filter (where d.won) as last_signed, max(d.contract_ends_on) filter (where d.won) as ends_on
            from unnest(@ids) i(id) join lifecycle.deals d on d.customer_id = i.id group by 1) d on d.customer_id = i.id) x
        where c.customer_id = x.id
          and row(c.orders, c.first_order_at, c.last_order_at, c.last_contact_at, c.open_deals, c.first_signed_at, c.last_signed_at, c.contract_ends_on)
            is distinct from row(x.orders, x.first_order, x.last_order, x.last_contact, x.open_deals, x.first_signed, x.last_signed, x.ends_on)
        """;

    /// <summary>
    /// The stages at the end of a day long past (@day, and @now, the instant it ended), from the orders, contacts and deals up to then, for customers who were there
    /// by then and after @after in the order of ids, at most @limit; changes against the history so far are written down. Answers with the last id looked at.
    /// </summary>
    public static readonly string Reconstruct = $"""
        with page as (
          select c.customer_id from lifecycle.customers c where c.customer_id > @after and c.gone_at is null order by c.customer_id limit @limit),
        o as (
          select o.customer_id, min(o.at) as first_order, max(o.at) as last_order, count(*) filter (where o.at >= @yearStart) as orders_year
          from page join lifecycle.orders o using (customer_id) where not o.void and o.at < @now group by 1),
        t as (
          select t.customer_id, max(t.at) as last_contact, min(t.at) as first_contact
          from page join lifecycle.touches t using (customer_id) where t.kind in ('interaction', 'ticket', 'complaint', 'answer') and t.at < @now group by 1),
        s as (
          select d.customer_id, count(*) filter (where d.opened_at < @now and (d.closed_at is null or d.closed_at >= @now))::int as open_deals, min(d.opened_at) as first_opened,
            min(d.closed_at) filter (where d.won and d.closed_at < @now) as first_signed, max(d.closed_at) filter (where d.won and d.closed_at < @now) as last_signed, max(d.contract_ends_on) filter (where d.won and d.closed_at < @now) as ends_on
          from page join lifecycle.deals d using (customer_id) group by 1),
        h as (
          select distinct on (h.customer_id) h.customer_id, h."to" as stage
          from page join lifecycle.stage_changes h using (customer_id) where h.at < @now order by h.customer_id, h.at desc, h.id desc),
        d as (
          select c.customer_id, coalesce(s.open_deals, 0) as open_deals, coalesce(s.ends_on >= @day, false) as runs,
            least({Day("o.first_order")}, {Day("s.first_signed")}) as began,
            greatest({Day("o.last_order")}, {Day("s.last_signed")}, case when s.ends_on is not null then least(s.ends_on, @day) end) as bought,
            greatest({Day("o.last_order")}, {Day("s.last_signed")}, case when s.ends_on is not null then least(s.ends_on, @day) end, {Day("t.last_contact")}) as heard,
            coalesce(o.orders_year, 0) as orders_year, h.stage
          from page join lifecycle.customers c using (customer_id)
          left join o using (customer_id) left join t using (customer_id) left join s using (customer_id) left join h using (customer_id)
          where least(c.created_at, o.first_order, t.first_contact, s.first_opened) < @now),
        x as (select d.*, {Case("d", "d.orders_year")} as to_stage from d),
        told as (
          insert into lifecycle.stage_changes (customer_id, "from", "to", at, why, basis)
          select x.customer_id, x.stage, x.to_stage, @now - interval '1 second', 'reconstructed', {Basis("x", "x.to_stage")} from x where x.stage is distinct from x.to_stage
          returning customer_id)
        select max(customer_id) as "Value" from page
        """;

    /// <summary>After the past was reconstructed: where the history ends is where customers @ids stand.</summary>
    public const string TakeOver = """
        update lifecycle.customers c set stage = h."to", stage_since = h.at
        from (select distinct on (customer_id) customer_id, "to", at from lifecycle.stage_changes order by customer_id, at desc, id desc) h
        where c.customer_id = h.customer_id and c.stage is null and c.gone_at is null
        """;
}
