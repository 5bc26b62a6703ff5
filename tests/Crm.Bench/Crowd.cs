using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
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
        insert into customers.customers (kind, name, folded_name, industry, region, level, source, admission, language, zone, tags, created_at, changed_at, last_reviewed_at, next_review_due, words)
        select case when org then 'organisation' else 'individual' end, name, lower(replace(replace(name, ' ', ''), '.', '')), (array['制造业', '信息技术', '零售', '教育', '医疗健康'])[1 + n % 5], (array['北京', '上海', '广东', '浙江', '江苏', '四川'])[1 + n % 6],
          case when n % 20 = 0 then 'vip' when n % 8 = 0 then 'key' else 'normal' end, 'online', 'admitted', 'zh-CN', 'Asia/Shanghai', array[]::text[], now(), now(), now(), now() + interval '90 days',
          case when en then lower(replace(name, '.', '')) else pg_temp.pairs(name) end || ' 86' || phone || ' ' || phone || ' ' || right(phone, 4) || ' c' || n || ' post test'
        from crowd order by n;
        alter table customers.customers enable trigger user;
        insert into customers.facts (customer_id, kind, level, admission, industry, region, source, language, tags, created_at, spend30, spend90, spend365, spend_ever, orders30, orders90, orders365, orders_ever,
          last_purchase_at, first_purchase_at, products, interactions30, interactions90, interactions365, interactions_ever, usages30, usages90, usages365, usages_ever, last_contact_at, open_tickets, open_complaints, score, recency, frequency, money, refreshed_at)
        select id, kind, level, admission, industry, region, source, language, tags, created_at, 0, 0, round((power(random(), 4) * 20000)::numeric, 2), round((power(random(), 4) * 60000)::numeric, 2), 0, 0, floor(power(random(), 3) * 12), 1 + floor(power(random(), 3) * 30),
          now() - random() * interval '900 days', now() - interval '1000 days', array['p' || id % 20], 0, floor(power(random(), 3) * 9), floor(random() * 20), floor(random() * 40), 0, 0, 0, 0, now() - random() * interval '700 days', (random() < 0.03)::int, 0,
          1 + floor(random() * 5), 1 + floor(random() * 5), 1 + floor(random() * 5), 1 + floor(random() * 5), now()
        from customers.customers on conflict do nothing;
        analyze customers.customers, customers.facts;
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

    /// <summary>Inserts so many customers into the host's database and answers with what is asked of them.</summary>
    public static async Task<IReadOnlyList<Scenario>> Load(RunningHost host, int count)
    {
        await using (var connection = new NpgsqlConnection(host.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(Customers.Replace("@count", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), connection) { CommandTimeout = 3600 };
            await command.ExecuteNonQueryAsync();
        }
        var (api, agent) = (host.Api(), await host.SignIn("agent"));
        var size = count.ToString("N0", CultureInfo.InvariantCulture);
        var scenarios = new List<Scenario>
        {
            new($"search, {size}", agent, n => new HttpRequestMessage(HttpMethod.Get, "/search?q=" + Uri.EscapeDataString(Words[n % Words.Length]))),
            new($"customer list, {size}", agent, n => new HttpRequestMessage(HttpMethod.Get, "/customers?q=" + Uri.EscapeDataString(Words[n % Words.Length]))),
        };
        for (var i = 0; i < Rules.Length; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/segments") { Content = JsonContent.Create(new { name = $"Bench {i}", shared = true, rule = Rules[i] }) };
            request.Headers.Add("Idempotency-Key", $"bench-segment-{i}");
            var made = await api.SendAsync(request);
            made.EnsureSuccessStatusCode();
            var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
            scenarios.Add(new($"segment count {i + 1}, {size}", api, _ => new HttpRequestMessage(HttpMethod.Get, $"/api/v1/segments/{id}")));
        }
        return scenarios;
    }
}
