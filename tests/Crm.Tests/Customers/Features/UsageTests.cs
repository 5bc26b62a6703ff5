using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Rules;
using Crm.Customers.Features.Usages;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Privacy;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Web;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Customers.Domain.Rules.Rule;

namespace Crm.Tests.Customers.Features;

/// <summary>What customers use: by hand, by programs one by one and in batches, by files; on pages, in facts, merged and erased.</summary>
public sealed class UsageTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string @as = "manager") => app.Send(new RegisterCustomer.Command { Name = name, AllowDuplicate = true }, @as);

    Task<long> Use(long customer, int hoursAgo, string product = "云端监控", decimal quantity = 1, string? unit = null) => Task.Run(async () =>
        (await app.Send(new RecordUsage.Command { CustomerId = customer, Product = product, UsedAt = app.Clock.Now.AddHours(-hoursAgo), Quantity = quantity, Unit = unit })).Id);

    Task<List<Usage>> Of(long customer) => app.Db<CustomersDb, List<Usage>>(db => db.Usages.AsNoTracking().Where(u => u.CustomerId == customer).OrderBy(u => u.Id).ToListAsync());

    Task Drain() => app.Services.GetRequiredService<SweepRunner>().Run<RefreshFacts>();

    static async Task<JsonElement> Json(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    [Fact]
    public async Task Logged_by_hand_once_however_often_the_button_is_pressed_and_taken_away_again()
    {
        var id = await New("使用手工");
        var manager = await app.As("manager");
        var form = await manager.Get($"/customers/{id}/usages/new");
        var bad = await manager.Submit(form, $"/customers/{id}/usages/new", ("Form.Quantity", "-1"), ("Form.Unit", "分钟"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.Product"));
        Assert.NotEmpty(bad.ErrorOf("Form.Quantity"));
        Assert.Equal("分钟", bad.ValueOf("Form.Unit"));
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Found, (await manager.Submit(form, $"/customers/{id}/usages/new", ("Form.Product", "远程诊断"), ("Form.Quantity", "12.5"), ("Form.Unit", "分钟"))).Status);
        var usage = Assert.Single(await Of(id));
        Assert.Equal(("远程诊断", 12.5m, "分钟", Usage.Manual), (usage.Product, usage.Quantity, usage.Unit, usage.Source));
        Assert.Contains("远程诊断", (await manager.Get($"/customers/{id}/usages/panel", htmx: true)).Html, StringComparison.Ordinal);
        var page = await manager.Get($"/customers/{id}/usages");
        Assert.Contains("12.5 分钟", page.Html, StringComparison.Ordinal);
        Assert.Contains($"/customers/{id}/usages/panel", (await manager.Get($"/customers/{id}")).Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/customers/{id}/usages/new")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("zheng.kai")).Get($"/customers/{id}/usages")).Status);
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new RemoveUsage.Command(usage.Id), "zheng.kai"));
        Assert.Equal(HttpStatusCode.Found, (await manager.Submit(page, $"/usages/{usage.Id}/remove")).Status);
        Assert.Empty(await Of(id));
        // Both acts are in the trail, sealed.
        var trail = await app.Db<CustomersDb, List<AuditRow>>(db => db.Audit.Where(a => a.Entity == nameof(Usage) && a.EntityId == usage.Id).ToListAsync());
        Assert.Equal([nameof(RecordUsage), nameof(RemoveUsage)], trail.OrderBy(a => a.Id).Select(a => a.Action));
        Assert.All(trail, a => Assert.DoesNotContain("远程诊断", a.Before + a.After, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_turns_its_pages_by_keyset_and_shows_a_day()
    {
        var id = await New("使用列表");
        for (var i = 0; i < 7; i++) await Use(id, i / 3 * 24);
        var seen = new List<long>();
        string? after = null;
        do
        {
            var slice = await app.Send(new ListUsages.Query(id, after, 2));
            seen.AddRange(slice.Items.Select(u => u.Id));
            after = slice.NextCursor;
        }
        while (after is not null);
        Assert.Equal((7, 7), (seen.Count, seen.Distinct().Count()));
        var day = app.Services.GetRequiredService<InstallationZone>().DayOf(app.Clock.Now.AddHours(-24));
        Assert.Equal(3, (await app.Send(new ListUsages.Query(id) { Day = day })).Items.Count);
        var manager = await app.As("manager");
        Assert.Equal(3, (await manager.Get($"/customers/{id}/usages?day={day:yyyy-MM-dd}")).Document.QuerySelectorAll(".card-table tbody tr").Length);
        Assert.Equal(HttpStatusCode.OK, (await manager.Get($"/customers/{id}/usages?after=nonsense&day=nonsense")).Status);
    }

    [Fact]
    public async Task A_day_of_use_is_one_entry_of_the_timeline_wherever_a_page_ends()
    {
        var id = await New("使用时间线");
        app.Clock.Now = new(2026, 3, 20, 10, 0, 0, TimeSpan.Zero);
        for (var day = 0; day < 60; day++)
            for (var n = 0; n < 3; n++) await Use(id, day * 24 + n, n == 0 ? "云端监控" : "网关", quantity: 2, unit: n == 0 ? "分钟" : null);
        var entries = new List<TimelineEntry>();
        DateTimeOffset? before = null;
        do
        {
            var view = await app.Send(new ShowTimeline.Query(id, "usage", before));
            entries.AddRange(view.Entries);
            before = view.Next;
        }
        while (before is not null);
        Assert.Equal(60, entries.Count);
        Assert.Equal(60, entries.Select(e => e.Url).Distinct().Count());
        Assert.Equal(entries.OrderByDescending(e => e.At).Select(e => e.Key), entries.Select(e => e.Key));
        Assert.All(entries, e => Assert.Equal(["云端监控 2 分钟", "网关 4 ×"], e.Body!.Split('\n').Order(StringComparer.Ordinal)));
        // A mark in the middle of a day does not show that day again.
        var mid = await app.Scope(s => s.GetServices<ITimelineSource>().OfType<UsageTimeline>().Single().Before(id, app.Clock.Now.AddHours(-1), 5, default));
        Assert.Equal((5, entries[1].At), (mid.Count, mid[0].At));
    }

    [Fact]
    public async Task A_program_tells_of_a_use_and_a_repeat_changes_nothing()
    {
        var (own, other) = (await New("使用接口"), await New("使用接口二"));
        var api = await app.Api("manager");
        var body = new { customerId = own, product = "Cloud plan", usedAt = "2026-01-05T08:00:00+08:00", quantity = 1.2345, unit = "GB", source = "meter", externalId = "M-1" };
        var made = await api.PostAsJsonAsync("/api/v1/usages", body);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var usage = await Json(made);
        Assert.Equal(("2026-01-05T00:00:00Z", 1.234m, "M-1"), (usage.GetProperty("usedAt").GetString(), usage.GetProperty("quantity").GetDecimal(), usage.GetProperty("externalId").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(made.Headers.Location)).StatusCode);
        var again = await api.PostAsJsonAsync("/api/v1/usages", new { customerId = own, product = "Something else", source = "meter", externalId = "M-1" });
        Assert.Equal((HttpStatusCode.OK, usage.GetRawText()), (again.StatusCode, (await Json(again)).GetRawText()));
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync("/api/v1/usages", new { customerId = own, product = "Cloud plan", source = "another meter", externalId = "M-1" })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await api.PostAsJsonAsync("/api/v1/usages", new { customerId = other, product = "Cloud plan", source = "meter", externalId = "M-1" })).StatusCode);
        Assert.Equal(2, (await Of(own)).Count);
        Assert.Equal(2, (await Json(await api.GetAsync($"/api/v1/usages?customerId={own}"))).GetProperty("items").GetArrayLength());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/usages", new { customerId = own })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/usages", new { customerId = own, product = "x", usedAt = app.Clock.Now.AddDays(3) })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("zheng.kai")).PostAsJsonAsync("/api/v1/usages", new { customerId = own, product = "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("zheng.kai")).GetAsync(made.Headers.Location)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync(made.Headers.Location)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(made.Headers.Location)).StatusCode);
    }

    [Fact]
    public async Task A_batch_answers_row_by_row_and_is_retried_without_doubling()
    {
        var (own, others) = (await New("使用批量"), await New("使用批量外", "zheng.kai"));
        var api = await app.Api("manager");
        object?[] rows = [
            new { customerId = own, product = "A", source = "batch", externalId = "B-1" }, new { customerId = own, product = "" }, new { customerId = others, product = "A" },
            new { customerId = own, product = "A", source = "batch", externalId = "B-1" }, null, new { customerId = own, product = "B" }, new { customerId = own, product = "B" }];
        async Task<HttpResponseMessage> Send(object body, string key)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/usages/batch") { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", key);
            return await api.SendAsync(request);
        }
        var first = await Send(new { usages = rows }, "usages-1");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var answer = await Json(first);
        Assert.Equal(["created", "refused", "refused", "known", "refused", "created", "created"], answer.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("result").GetString()));
        Assert.Equal((3, 1, 3), (answer.GetProperty("created").GetInt32(), answer.GetProperty("known").GetInt32(), answer.GetProperty("refused").GetInt32()));
        Assert.NotEmpty(answer.GetProperty("rows")[1].GetProperty("errors").GetProperty("product")[0].GetString()!);
        Assert.NotEmpty(answer.GetProperty("rows")[2].GetProperty("errors").GetProperty("customerId")[0].GetString()!);
        Assert.Equal(answer.GetProperty("rows")[0].GetProperty("id").GetInt64(), answer.GetProperty("rows")[3].GetProperty("id").GetInt64());
        Assert.Equal(3, (await Of(own)).Count);

        var replayed = await Send(new { usages = rows }, "usages-1");
        Assert.Equal(("true", answer.GetRawText()), (replayed.Headers.GetValues("Idempotency-Replayed").Single(), (await Json(replayed)).GetRawText()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(new { usages = rows.Take(2) }, "usages-1")).StatusCode);
        Assert.Equal(3, (await Of(own)).Count);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/usages/batch", new { usages = Array.Empty<object>() })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/usages/batch", new { usages = Enumerable.Range(0, 1001).Select(_ => new { customerId = own, product = "x" }) })).StatusCode);
        var thousand = await Json(await api.PostAsJsonAsync("/api/v1/usages/batch", new { usages = Enumerable.Range(0, 1000).Select(i => new { customerId = own, product = "x", source = "many", externalId = $"{i}" }) }));
        Assert.Equal(1000, thousand.GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task Of_the_same_uses_told_at_once_each_is_kept_once()
    {
        var id = await New("使用并发");
        var told = Enumerable.Range(0, 20).Select(i => new RecordUsage.Command { CustomerId = id, Product = "p", Source = "race", ExternalId = $"{i}" }).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Send(new RecordUsages.Command { Usages = [.. told] })));
        Assert.Equal((20, 100), (answers.Sum(a => a.Created), answers.Sum(a => a.Known)));
        Assert.Equal(20, (await Of(id)).Count);
    }

    [Fact]
    public async Task A_file_brings_uses_once_and_tells_what_it_cannot_place()
    {
        await app.Send(new RegisterCustomer.Command { Name = "使用导入", Phones = [new() { Value = "16688880001" }] }, "supervisor");
        const string text = "手机,使用时间,使用服务,用量,单位,流水号\n16688880001,2025-03-05 14:30,远程诊断,\"1,200.125\",分钟,U-1\n16688880001,2025-03-06,上门保养,,,U-2\n16688880009,2025-03-06,上门保养,,,U-3\n16688880001,2025-03-06,,,,U-4\n16688880001,,上门保养,,,U-5\n16688880001,2025-03-05 14:30,远程诊断,1200.125,分钟,U-1\n";
        async Task<List<RowState>> Import()
        {
            var id = await app.Send(new StartImport.Command { Kind = ImportKind.Usages, FileName = "u.csv", Content = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, "supervisor");
            await app.Send((await app.Send(new CheckImport.Query(id), "supervisor")).Form with { Source = "meter file" }, "supervisor");
            while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
            await app.Send(new RunImport.Command(id), "supervisor");
            while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
            return await app.Db<CustomersDb, List<RowState>>(db => db.ImportRows.Where(r => r.ImportId == id).OrderBy(r => r.Line).Select(r => r.State).ToListAsync());
        }
        Assert.Equal([RowState.Created, RowState.Created, RowState.Wrong, RowState.Wrong, RowState.Wrong, RowState.Duplicate], await Import());
        var kept = await app.Db<CustomersDb, List<Usage>>(db => db.Usages.Where(u => u.Source == "meter file").OrderBy(u => u.UsedAt).ToListAsync());
        Assert.Equal([(1200.125m, "分钟"), (1m, null)], kept.Select(u => (u.Quantity, u.Unit)));
        Assert.Equal(new DateTimeOffset(2025, 3, 5, 6, 30, 0, TimeSpan.Zero), kept[0].UsedAt);
        Assert.Equal([RowState.Duplicate, RowState.Duplicate], (await Import()).Take(2));
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get("/customers/export?records=usages")).Status);
        Assert.Contains("远程诊断", await (await app.Api("supervisor")).GetStringAsync("/api/v1/usages/export?format=csv&q=使用导入"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_count_uses_and_rules_ask_them()
    {
        var id = await New("使用事实");
        foreach (var days in new[] { 1, 20, 60, 200, 500 }) await Use(id, days * 24);
        await Drain();
        var facts = await app.Db<CustomersDb, FactRow>(db => db.Facts.AsNoTracking().SingleAsync(f => f.CustomerId == id));
        Assert.Equal((2, 3, 4, 5, app.Clock.Now.AddDays(-1)), (facts.Usages30, facts.Usages90, facts.Usages365, facts.UsagesEver, facts.LastUsedAt!.Value));
        async Task<bool> Holds(string fact, RuleTest test, string value) => await app.Scope(s =>
            s.GetRequiredService<CustomersDb>().Facts.Where(f => f.CustomerId == id).Matching(Rule.Of(RuleMatch.All, When(fact, test, value)), app.Clock.Now, s.GetRequiredService<InstallationZone>()).AnyAsync());
        Assert.True(await Holds("usages90", RuleTest.AtLeast, "3"));
        Assert.False(await Holds("usages90", RuleTest.AtLeast, "4"));
        Assert.True(await Holds("lastUsed", RuleTest.AtMost, "2"));
        // A batch and a removal mark as well.
        await app.Send(new RecordUsages.Command { Usages = [new() { CustomerId = id, Product = "p" }] });
        await Drain();
        Assert.Equal(6, await app.Db<CustomersDb, int>(db => db.Facts.Where(f => f.CustomerId == id).Select(f => f.UsagesEver).SingleAsync()));
        await app.Send(new RemoveUsage.Command((await Of(id))[0].Id));
        await Drain();
        Assert.Equal(5, await app.Db<CustomersDb, int>(db => db.Facts.Where(f => f.CustomerId == id).Select(f => f.UsagesEver).SingleAsync()));
    }

    [Fact]
    public async Task Uses_follow_a_merge_and_what_is_told_of_the_old_record_goes_to_the_survivor()
    {
        var (into, from) = (await New("使用合并甲"), await New("使用合并乙"));
        await Use(from, 1);
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = await app.Db<CustomersDb, uint>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Version).SingleAsync()) });
        await app.Deliver();
        await app.Send(new RecordUsage.Command { CustomerId = from, Product = "after" });
        Assert.Equal((2, 0), ((await Of(into)).Count, (await Of(from)).Count));
        await app.Send(new UndoMerge.Command(await app.Db<CustomersDb, long>(db => db.Merges.Where(m => m.FromId == from).Select(m => m.Id).SingleAsync())));
        Assert.Equal(("after", "云端监控"), ((await Of(into)).Single().Product, (await Of(from)).Single().Product));
    }

    [Fact]
    public async Task The_archive_holds_uses_and_an_erasure_takes_their_ids()
    {
        var id = await New("使用遗忘");
        await app.Send(new RecordUsage.Command { CustomerId = id, Product = "远程诊断", Source = "meter", ExternalId = "ERASE-ME-1" });
        var section = (await app.Scope(s => s.GetServices<ISubjectData>().OfType<CustomerData>().Single().Of(id, default))).Single(s => s.Title == "customers.usages");
        Assert.Contains("ERASE-ME-1", section.Rows.Single().Values);
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Number).SingleAsync());
        await app.Send(new EraseCustomer.Command { Id = id, Confirm = $"{number}", Reason = "asked" });
        var kept = Assert.Single(await Of(id));
        Assert.Equal("远程诊断", kept.Product);
        Assert.StartsWith("erased:", kept.ExternalId, StringComparison.Ordinal);
        // Nobody goes on telling of somebody who is forgotten.
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new RecordUsage.Command { CustomerId = id, Product = "x" }));
        Assert.Equal(1, (await app.Send(new RecordUsages.Command { Usages = [new() { CustomerId = id, Product = "x" }] })).Refused);
    }

    [Fact]
    public async Task Every_page_opens_in_both_languages_without_raw_keys()
    {
        var id = await New("使用页面");
        var usage = await Use(id, 1);
        foreach (var language in new[] { "en", "zh-CN" })
            foreach (var url in new[] { $"/customers/{id}/usages", $"/customers/{id}/usages/new", $"/customers/{id}/usages/panel", $"/usages/{usage}/remove" })
            {
                var page = await (await app.As("manager", language)).Get(url);
                Assert.Equal(HttpStatusCode.OK, page.Status);
                Assert.DoesNotMatch(@"[>""]customers\.[a-z]+(\.[a-z]+)*[<"" ]", page.Html.Replace("\"customers.usage.remove.confirm\"", "", StringComparison.Ordinal));
            }
    }
}
