using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Crm.Bench;

/// <summary>
/// Customers by the hundred thousand, inserted set by set: names that are common and names that are rare, in Chinese and
/// Latin script, with phones and facts. For what has to stay fast with a million of them: search, counts of segments.
/// </summary>
internal static class Crowd
{
    const string Customers = """
        set synchronous_commit = off;
        create temp table crowd as
        select n, en, org, case when org and en then f3 || ' ' || f4 || ' Ltd.' when org then f1 || f2 || '有限公司' when en then g2 || ' ' || s2 else s1 || g1 end as name,
          '1' || (30 + (n::bigint * 7919) % 70) || lpad(((n::bigint * 104729) % 100000000)::text, 8, '0') as phone
        from (select n, (n::bigint * 31) % 10 < 3 as org, (n::bigint * 17) % 10 < 3 as en,
          (string_to_array('王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余', ' '))[1 + floor(40 * power(random(), 2))::int] as s1,
          chr(19968 + floor(4000 * power(random(), 2))::int) || case when random() < 0.7 then chr(19968 + floor(4000 * power(random(), 2))::int) else '' end as g1,
          (string_to_array('瑞丰 恒远 启明 星海 华泽 云帆 博雅 嘉禾 天诚 远景 金穗 蓝湾 新程 中泰 宏图 绿源 鼎新 和顺 百川 锦程', ' '))[1 + floor(random() * 20)::int] || chr(19968 + floor(4000 * random())::int) as f1,
          (string_to_array('科技 贸易 电子 食品 医疗器械 教育咨询 物流 建材 机械 信息技术', ' '))[1 + floor(random() * 10)::int] as f2,
          (string_to_array('Northgate Silverline Brightwater Ironbridge Clearfield Redstone Harbourview Oakridge Summit Bluecrest', ' '))[1 + floor(random() * 10)::int] || chr(97 + floor(random() * 26)::int) || chr(97 + floor(random() * 26)::int) as f3,
          (string_to_array('Logistics Instruments Foods Software Trading Medical Textiles Energy', ' '))[1 + floor(random() * 8)::int] as f4,
          (string_to_array('Emma Liam Olivia Noah Ava James Sophia Oliver Isabella William Mia Benjamin Charlotte Lucas Amelia Henry', ' '))[1 + floor(random() * 16)::int] as g2,
          (string_to_array('Bennett Carver Doyle Ellison Fletcher Garner Hollis Ingram Jarvis Keller Lawson Mercer Norwood Osborne', ' '))[1 + floor(random() * 14)::int] || chr(97 + floor(random() * 26)::int) || chr(97 + floor(random() * 26)::int) as s2
          from generate_series(1, @count) n) x;
        create or replace function pg_temp.pairs(t text) returns text language sql immutable as $f$
          select string_agg(distinct w, ' ') from (select substr(t, i, 1) w from generate_series(1, length(t)) i union all select substr(t, i, 2) from generate_series(1, length(t) - 1) i) x $f$;
        alter table customers.customers disable trigger user;
        insert into customers.customers (kind, name, folded_name, industry, region, level, source, admission, language, zone, tags, created_at, changed_at, last_reviewed_at, words)
        select case when org then 'organisation' else 'individual' end, name, lower(replace(replace(name, ' ', ''), '.', '')), (array['制造业', '信息技术', '零售', '教育', '医疗健康'])[1 + n % 5], (array['北京', '上海', '广东', '浙江', '江苏', '四川'])[1 + n % 6],
          case when n % 20 = 0 then 'vip' when n % 8 = 0 then 'key' else 'normal' end, 'online', 'admitted', 'zh-CN', 'Asia/Shanghai', array[]::text[], now() - interval '400 days', now() - interval '400 days', now() - interval '400 days',
          case when en then lower(replace(name, '.', '')) else pg_temp.pairs(name) end || ' 86' || phone || ' ' || phone || ' ' || right(phone, 4) || ' c' || n || ' post test'
        from crowd order by n;
        alter table customers.customers enable trigger user;
        insert into customers.facts (customer_id, kind, level, admission, industry, region, source, language, tags, created_at, spend30, spend90, spend365, spend_ever, orders30, orders90, orders365, orders_ever,
          last_purchase_at, first_purchase_at, products, interactions30, interactions90, interactions365, interactions_ever, usages30, usages90, usages365, usages_ever, last_contact_at, open_tickets, open_complaints, score, recency, frequency, money, refreshed_at)
        select id, kind, level, admission, industry, region, source, language, tags, created_at, 0, 0, round((power(random(), 4) * 20000)::numeric, 2), round((power(random(), 4) * 60000)::numeric, 2), 0, 0, floor(power(random(), 3) * 12), 1 + floor(power(random(), 3) * 30),
          now() - random() * interval '900 days', now() - interval '1000 days', array['p' || id % 20], 0, floor(power(random(), 3) * 9), floor(random() * 20), floor(random() * 40), 0, 0, 0, 0, now() - random() * interval '700 days', (random() < 0.03)::int, 0,
          1 + floor(random() * 5), 1 + floor(random() * 5), 1 + floor(random() * 5), 1 + floor(random() * 5), now()
        from customers.customers on conflict do nothing;
        insert into platform.settings (name, value) values ('privacy.digit_searches_a_minute', '1000000000') on conflict (name) do update set value = excluded.value; -- one agent here, eight at once
        analyze customers.customers, customers.facts;
        """;

    /// <summary>Twenty customers with 1,800 interactions, notes and purchases each over five years; tickets come through the API, with all that hangs on them.</summary>
    const string LongLives = """
        set synchronous_commit = off;
        create temp table chosen as select id from customers.customers where level = 'vip' order by id desc limit 20;
        insert into customers.interactions (customer_id, at, type, summary, need, outcome, created_at, file_ids, words)
        select id, now() - n * interval '2 days' - id % 97 * interval '1 minute', 'call', '询问第 ' || n || ' 批货物何时送达', 'Delivery ' || n, 'resolved', now() - n * interval '2 days', '{}', '送达 delivery' from chosen, generate_series(1, 800) n;
        insert into customers.notes (customer_id, text, at, words)
        select id, '备注 ' || n || '：周三之前不要打电话。', now() - n * interval '5 days', '备注' from chosen, generate_series(1, 400) n;
        with made as (
          insert into customers.purchases (customer_id, source, external_id, purchased_at, goods_amount, discount, shipping, tax, paid_with_points, refunded, currency, recorded_at)
          select id, 'bench', id || '-' || n, now() - n * interval '3 days', 100 + n, 0, 0, 0, 0, 0, 'CNY', now() from chosen, generate_series(1, 600) n returning id)
        insert into customers.purchase_items (purchase_id, product, quantity, amount) select id, '产品 ' || id % 30, 1, 100 from made;
        analyze customers.interactions, customers.notes, customers.purchases, customers.purchase_items;
        select array_agg(id) from chosen;
        """;

    /// <summary>Two characters, the middle of a name, last four digits, a whole phone, Latin words, typing errors, firms.</summary>
    static readonly string[] Words = ["王伟", "李一", "丰一", "瑞丰科技", "星海", "有限", "1380", "0042", "5731", "Bennettab", "emma garner", "wiliam benettab", "Silverlineqz", "verline", "C000042", "13800104729", "陈", "锦程物流"];

    static readonly object[] Rules =
    [
        new { match = "all", conditions = new[] { Condition("spend365", "at_least", "5000") } },
        new { match = "all", conditions = new[] { Condition("spend365", "at_least", "100"), Condition("interactions90", "at_least", "1"), Condition("industry", "any_of", "零售", "教育") }, groups = new[] { new { match = "any", conditions = new[] { Condition("lastPurchase", "at_least", "90"), Condition("openTickets", "at_least", "1") } } } },
        new { match = "all", conditions = new[] { Condition("rfm", "any_of", "at_risk", "cannot_lose"), Condition("region", "none_of", "北京"), Condition("level", "any_of", "normal") } },
    ];

    static object Condition(string fact, string @is, params string[] values) => new { fact, @is, values };

    /// <summary>The address of a later page, as somebody who scrolls gets to it.</summary>
    static async Task<string> Deep(HttpClient client, string url, int pages)
    {
        for (var i = 1; i < pages; i++)
        {
            var next = Regex.Match(await client.GetStringAsync(url), "\"(/customers/\\d+/timeline\\?[^\"]*before=[^\"]+)\"");
            if (!next.Success) throw new InvalidOperationException($"{url} leads no further after {i} pages.");
            url = System.Net.WebUtility.HtmlDecode(next.Groups[1].Value);
        }
        return url;
    }

    static HttpRequestMessage NewTicket(long customerId, int n)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tickets") { Content = JsonContent.Create(new { customerId, type = "inquiry", channel = "web", subject = $"Where is parcel {n}?", description = "It should have come on Monday." }) };
        request.Headers.Add("Idempotency-Key", $"bench-life-{n}");
        return request;
    }

    /// <summary>Inserts so many customers, with their facts.</summary>
    public static async Task Fill(NpgsqlConnection connection, int count)
    {
        await using var command = new NpgsqlCommand(Customers.Replace("@count", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), connection) { CommandTimeout = 3600 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Inserts so many customers into the host's database and answers with what is asked of them.</summary>
    public static async Task<IReadOnlyList<Scenario>> Load(RunningHost host, int count)
    {
        var (api, agent) = (host.Api(), await host.SignIn("agent"));
        long[] longLives;
        await using (var connection = new NpgsqlConnection(host.ConnectionString))
        {
            await connection.OpenAsync();
            await Fill(connection, count);
            await using var lives = new NpgsqlCommand(LongLives, connection) { CommandTimeout = 3600 };
            longLives = (long[])(await lives.ExecuteScalarAsync())!;
        }
        for (var i = 0; i < 200 * longLives.Length; i++) (await api.SendAsync(NewTicket(longLives[i % longLives.Length], i))).EnsureSuccessStatusCode();
        var size = count.ToString("N0", CultureInfo.InvariantCulture);
        var scenarios = new List<Scenario>
        {
            new($"search, one person, {size}", agent, n => new HttpRequestMessage(HttpMethod.Get, "/search?q=" + Uri.EscapeDataString(Words[n % Words.Length])), Alone: true),
            new($"search, {size}", agent, n => new HttpRequestMessage(HttpMethod.Get, "/search?q=" + Uri.EscapeDataString(Words[n % Words.Length]))),
            new($"customer list, {size}", agent, n => new HttpRequestMessage(HttpMethod.Get, "/customers?q=" + Uri.EscapeDataString(Words[n % Words.Length]))),
        };
        foreach (var (name, url) in new[] { ("customer 360", "/customers/{0}"), ("timeline", "/customers/{0}/timeline") }) scenarios.Add(new($"{name}, 2,000 events", agent, n => new HttpRequestMessage(HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, url, longLives[n % longLives.Length]))));
        var deep = await Task.WhenAll(longLives.Select(id => Deep(agent, $"/customers/{id}/timeline", 20)));
        scenarios.Add(new("timeline, page 20", agent, n => new HttpRequestMessage(HttpMethod.Get, deep[n % deep.Length])));
        for (var i = 0; i < Rules.Length; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/segments") { Content = JsonContent.Create(new { name = $"Bench {i}", shared = true, rule = Rules[i] }) };
            request.Headers.Add("Idempotency-Key", $"bench-segment-{i}");
            var made = await api.SendAsync(request);
            made.EnsureSuccessStatusCode();
            var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
            scenarios.Add(new($"segment count {i + 1}, one person, {size}", api, _ => new HttpRequestMessage(HttpMethod.Get, $"/api/v1/segments/{id}"), Alone: true));
        }
        return scenarios;
    }
}
