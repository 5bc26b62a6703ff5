using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Crm.Bench;

/// <summary>
/// A desk of years: tickets by the million with five messages each, a hundred agents, of each hundred tickets three open.
/// For what an agent does all day: lists and their later pages, counts, one ticket, search, new tickets, replies.
/// </summary>
internal static class Desk
{
    /// <summary>Sentences come from a pool, with the words the product would find in them; a rare word now and then.</summary>
    const string Tickets = """
        set synchronous_commit = off;
        create temp table sentences as
        select i, text, (select string_agg(distinct w, ' ') from (select substr(text, k, 1) w from generate_series(1, length(text)) k union all select substr(text, k, 2) from generate_series(1, length(text) - 1) k) x where w !~ '[，。？ ]') as words
        from (select i, a || b || chr(19968 + (i * 7919) % 6000) || chr(19968 + (i * 104729) % 6000) || c || '。' as text from (
          select i, (string_to_array('我们的订单 昨天的发票 新装的设备 仓库的系统 客服的电话 上周的培训 这份合同 账户的余额', ' '))[1 + i % 8] as a,
            (string_to_array('一直没有收到 打不开了 显示错误 需要修改 什么时候能好 请尽快处理 和说明不一致 重复扣款', ' '))[1 + (i / 8) % 8] as b,
            (string_to_array('，请帮忙看看 ，谢谢 ，已经等了三天 ，急用 ，附上截图', ' '))[1 + (i / 64) % 5] as c from generate_series(0, 1999) i) x) y;
        create temp table desk as
        select n, now() - (@count - n) * (interval '1000 days' / @count) as at, random() < 0.03 as open, 1 + n % 4 as team, (select min(id) from staff.members where email like 'desk%') + n % 100 as agent,
          (hashint8(n) & 1023) as a, (hashint8(n * 31) & 1023) as b, (hashint8(n * 131) & 1023) as c, (hashint8(n::bigint * 1031) & 1023) as d, (hashint8(n::bigint * 10007) & 1023) as e
        from generate_series(1, @count) n;
        alter table tickets.tickets disable trigger user;
        alter table tickets.clocks disable trigger user;
        insert into tickets.tickets (customer_id, channel, type, priority, category_id, subject, status, owner_id, team_id, created_by_id, created_at, resolved_at, level, queue_rank, urgency, words, finished_at, reopened, next_due_at, last_message_at)
        select 1 + (hashint8(d.n * 3) & 131071), (array['web', 'phone', 'email', 'portal'])[1 + d.n % 4], (array['inquiry', 'repair', 'suggestion', 'inquiry'])[1 + d.n % 4], (array['low', 'normal', 'normal', 'high'])[1 + d.n / 7 % 4], 5 + d.n % 12, left(s.text, 200),
          case when not open then 'archived' when d.n % 10 = 0 then 'created' when d.n % 10 = 1 then 'waiting_customer' else 'in_progress' end, case when open and d.n % 10 = 0 then null else agent end, team, agent, at, case when open then null else at + interval '5 hours' end,
          case when d.n % 20 = 0 then 'vip' else 'normal' end, case when open and d.n % 20 = 0 then 0 else 1 end, 1 + d.n % 3, concat_ws(' ', s.words, t.words, u.words, v.words, w.words), case when open then null else at + interval '5 hours' end, 0,
          case when open then now() + (d.n % 9600 - 2400) * interval '1 minute' else '9999-01-01Z' end, at + interval '4 hours'
        from desk d join sentences s on s.i = d.a join sentences t on t.i = d.b join sentences u on u.i = d.c join sentences v on v.i = d.d join sentences w on w.i = d.e order by d.n;
        create temp table made as select t.id, d.* from tickets.tickets t join desk d on d.at = t.created_at;
        insert into tickets.messages (public_id, ticket_id, kind, body, channel, by_id, at)
        select gen_random_uuid(), m.id, (array['customer', 'reply', 'note', 'customer', 'reply'])[k], s.text || s.text, 'web', case when k in (2, 3, 5) then m.agent end, m.at + k * interval '40 minutes'
        from (select id, at, agent, unnest(array[1, 2, 3, 4, 5]) k, unnest(array[a, b, c, d, e]) i from made) m join sentences s on s.i = m.i order by m.id, k;
        insert into tickets.messages (public_id, ticket_id, kind, body, channel, by_id, at)
        select gen_random_uuid(), m.id, (array['customer', 'reply'])[1 + k % 2], s.text, 'web', m.agent, m.at + k * interval '5 minutes'
        from (select * from made where open order by id desc limit 200) m cross join generate_series(1, 45) k join sentences s on s.i = (m.a + k) % 2000;
        insert into tickets.clocks (ticket_id, kind, state, target, policy_id, started_at, due_at, warn_at, paused_for, ended_at)
        select m.id, k, case when m.open then 'running' else 'met' end, case k when 'resolution' then '48h' else '24h' end, (select min(id) from tickets.sla_policies), m.at, t.due, t.due - interval '6 hours', interval '0', case when m.open then null else m.at + interval '5 hours' end
        from made m cross join unnest(array['first_response', 'resolution']) k cross join lateral (select case when m.open then now() + interval '20 days' else m.at + interval '24 hours' end as due) t;
        insert into tickets.history (ticket_id, kind, "from", "to", by_id, at, reason_args) select id, 'status', null, 'created', agent, at, '{}'::text[] from made union all select id, 'status', 'created', 'in_progress', agent, at + interval '1 hour', '{}' from made;
        alter table tickets.tickets enable trigger user;
        alter table tickets.clocks enable trigger user;
        vacuum analyze tickets.tickets;
        vacuum analyze tickets.messages;
        vacuum analyze tickets.clocks;
        vacuum analyze tickets.history;
        """;

    const string Agents = """
        insert into staff.members (available, name, english_name, email, normalized_email, skills, regions, capacity, failed_tries, last_step, recovery_codes)
        select true, '坐席' || n, 'Desk ' || n, 'desk' || n || '@demo.test', upper('desk' || n || '@demo.test'), '{}', '{}', 50, 0, 0, '{}' from generate_series(1, 100) n;
        insert into tickets.customers (id, number, name, level, language, words) select id, 'C' || number, name, level, 'zh-CN', words from customers.customers on conflict do nothing;
        analyze tickets.customers;
        """;

    /// <summary>Two characters each: some in every twentieth ticket, some in one of thousands.</summary>
    static readonly string[] Words = ["发票", "扣款", "培训", "截图", "合同", "仓库"];

    const int Customers = 200_000;

    static readonly string[] Views = ["Mine", "Team", "Unassigned", "DueSoon", "Breached", "Waiting", "Open", "Closed", "Any"];

    /// <summary>Inserts so many tickets and answers with what is done at such a desk.</summary>
    public static async Task<IReadOnlyList<Scenario>> Load(RunningHost host, int count)
    {
        await using (var connection = new NpgsqlConnection(host.ConnectionString))
        {
            await connection.OpenAsync();
            await using var there = new NpgsqlCommand("select count(*) from tickets.tickets", connection);
            if ((long)(await there.ExecuteScalarAsync())! < count)
            {
                await Crowd.Fill(connection, Customers);
                await Fill(connection, count);
            }
        }
        var (api, boss) = (host.Api(), await host.SignIn("admin"));
        var size = count.ToString("N0", CultureInfo.InvariantCulture);
        Scenario Get(string name, Func<int, string> url) => new($"{name}, {size}", boss, n => new HttpRequestMessage(HttpMethod.Get, url(n)));
        var scenarios = new List<Scenario> { Get("home", _ => "/") };
        foreach (var view in Views) scenarios.Add(Get($"list {view}", _ => $"/tickets?view={view}"));
        foreach (var view in new[] { "Open", "Closed", "Any" })
        {
            var deep = await Deep(boss, $"/tickets?view={view}", 50);
            scenarios.Add(Get($"list {view}, page 50", _ => deep));
        }
        scenarios.Add(Get("counts of the views", _ => "/tickets/views"));
        var long50 = await Ids(host, "select ticket_id from tickets.messages group by ticket_id having count(*) >= 50 limit 200");
        scenarios.Add(Get("ticket, 50 messages", n => $"/tickets/{long50[n % long50.Length]}"));
        var some = await Ids(host, "select id from tickets.tickets where open and owner_id is not null order by id desc limit 2000");
        scenarios.Add(Get("ticket", n => $"/tickets/{some[n % some.Length]}"));
        scenarios.Add(Get("search of two characters", n => "/tickets?view=Any&q=" + Uri.EscapeDataString(Words[n % Words.Length])));
        scenarios.Add(Get("global search", n => "/search?q=" + Uri.EscapeDataString(Words[n % Words.Length])));
        HttpRequestMessage Post(string url, object body, int n) => new(HttpMethod.Post, url) { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", $"desk-{n}-{Guid.NewGuid():N}" } } };
        scenarios.Add(new($"create, {size}", api, n => Post("/api/v1/tickets", new { customerId = 1 + n % 4000, type = "inquiry", channel = "web", subject = $"我们的订单 {Guid.NewGuid():N}", description = "一直没有收到，请帮忙看看。" }, n)));
        scenarios.Add(new($"reply, {size}", api, n => Post($"/api/v1/tickets/{some[n % some.Length]}/messages", new { visibility = "public", body = "您好，已经为您查询，今天会寄出。" }, n)));
        return scenarios;
    }

    static async Task Fill(NpgsqlConnection connection, int count)
    {
        foreach (var statement in (Agents + Tickets).Replace("@count", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 3600 };
            await command.ExecuteNonQueryAsync();
        }
    }

    static async Task<long[]> Ids(RunningHost host, string sql)
    {
        await using var source = NpgsqlDataSource.Create(host.ConnectionString);
        await using var command = source.CreateCommand($"select array_agg(x) from ({sql}) y (x)");
        return (long[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The address of a later page, as somebody who scrolls gets to it.</summary>
    static async Task<string> Deep(HttpClient client, string url, int pages)
    {
        for (var i = 1; i < pages; i++)
        {
            var next = Regex.Match(await client.GetStringAsync(url), "\"([^\"]*[?&;]after=[^\"]+)\"");
            if (!next.Success) break;
            url = WebUtility.HtmlDecode(next.Groups[1].Value);
            if (url.StartsWith('?')) url = "/tickets" + url;
        }
        return url;
    }
}
