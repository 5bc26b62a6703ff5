using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Jobs;
using Crm.Platform.Search;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

public sealed class CustomerPagesTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string? phone = null, CustomerKind kind = CustomerKind.Individual, string @as = "manager") => app.Send(new RegisterCustomer.Command
    {
        Name = name, Kind = kind, Phones = phone is null ? [] : [new() { Value = phone }], AllowDuplicate = true,
    }, @as);

    [Fact]
    public async Task A_stale_edit_shows_both_and_overwrites_nothing()
    {
        var id = await New("何以安", "16600001001");
        var manager = await app.As("manager");
        var mine = await manager.Get($"/customers/{id}/edit");
        await manager.Post($"/customers/{id}/edit", ("Form.Industry", "Theirs"));
        var refused = await manager.Submit(mine, $"/customers/{id}/edit", ("Form.Industry", "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("Theirs", refused.Html, StringComparison.Ordinal);
        Assert.Equal("Mine", refused.ValueOf("Form.Industry"));
        Assert.Equal("Theirs", await app.Db<CustomersDb, string?>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Industry).SingleAsync()));
        Assert.Equal(HttpStatusCode.Found, (await manager.Submit(refused, $"/customers/{id}/edit")).Status);
        Assert.Equal("Mine", await app.Db<CustomersDb, string?>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Industry).SingleAsync()));
    }

    [Fact]
    public async Task Removing_a_phone_in_the_form_removes_it()
    {
        var id = await New("何以宁", "16600001002");
        var manager = await app.As("manager");
        var done = await manager.Post($"/customers/{id}/edit", ("Form.Phones[0].Value", ""), ("Form.Emails[0].Value", "yn@example.cn"));
        Assert.Equal(HttpStatusCode.Found, done.Status);
        Assert.Equal(["yn@example.cn"], await app.Db<CustomersDb, List<string>>(db => db.Points.Where(p => p.CustomerId == id).Select(p => p.Normal).ToListAsync()));
    }

    [Theory]
    [InlineData("欧阳")]
    [InlineData("阳锋")]
    [InlineData("1003")]
    [InlineData("166-0000-1003")]
    [InlineData("+86 166 0000 1003")]
    public async Task Two_characters_or_four_digits_find_their_row(string text)
    {
        var id = await New("欧阳锋", "16600001003");
        var agent = await app.As("agent");
        Assert.Contains($"/customers/{id}\"", (await agent.Get("/customers?q=" + Uri.EscapeDataString(text))).Html, StringComparison.Ordinal);
        var hits = await app.Scope(s => s.GetServices<ISearchSource>().OfType<Crm.Customers.Features.FindCustomers>().Single().Find(text, 50, default), "agent");
        Assert.Contains(hits, h => h.Url == $"/customers/{id}");
        Assert.DoesNotContain(await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().Find("南帝", 50, default)), c => c.Id == id);
    }

    [Fact]
    public async Task A_number_finds_its_customer_with_and_without_letter_and_zeros()
    {
        var id = await New("段智兴");
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Number).SingleAsync());
        foreach (var text in new[] { $"C{number:D6}", $"c{number}", $"{number}" })
            Assert.Contains(await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().Find(text, 50, default)), c => c.Id == id);
    }

    [Fact]
    public async Task Contact_data_is_masked_for_those_who_are_not_responsible()
    {
        var id = await New("洪七公", "16600001004");
        var agent = await (await app.As("agent")).Get($"/customers/{id}");
        Assert.Contains("166****1004", agent.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("16600001004", agent.Html, StringComparison.Ordinal);
        Assert.Contains("16600001004", (await (await app.As("manager")).Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("agent")).Get($"/customers/{id}/edit")).Status);
        var others = await New("洪七婆", "16600001014", @as: "agent");
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("manager")).Get($"/customers/{others}")).Status);
    }

    [Fact]
    public async Task A_duplicate_out_of_reach_is_told_without_its_name()
    {
        await New("秘密客户", "16600001005", @as: "agent");
        var refused = await Assert.ThrowsAsync<DuplicateException>(() => app.Send(new RegisterCustomer.Command { Name = "别人", Phones = [new() { Value = "16600001005" }] }, "manager"));
        var existing = Assert.IsType<Existing>(refused.Existing);
        Assert.Null(existing.Name);
        Assert.NotNull(existing.Owner);
    }

    [Fact]
    public async Task The_list_pages_by_keyset_in_both_orders()
    {
        for (var i = 0; i < 7; i++) await app.Send(new RegisterCustomer.Command { Name = $"Page {i % 3}", Region = "Keyset", AllowDuplicate = true });
        foreach (var sort in Enum.GetValues<ListCustomers.CustomerOrder>())
        {
            var seen = new List<long>();
            string? after = null;
            do
            {
                var slice = await app.Send(new ListCustomers.Query { Region = "Keyset", Sort = sort, Limit = 2, After = after });
                seen.AddRange(slice.Items.Select(r => r.Id));
                after = slice.NextCursor;
            }
            while (after is not null);
            Assert.Equal(7, seen.Distinct().Count());
            Assert.Equal(7, seen.Count);
        }
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("agent")).Get("/customers?after=nonsense&level=nonsense&owner=x&sort=Name")).Status);
    }

    [Fact]
    public async Task PATCH_changes_what_is_sent_and_wants_the_version()
    {
        var api = await app.Api("manager");
        var id = await New("黄药师", "16600001006");
        var read = await api.GetAsync($"/api/v1/customers/{id}");
        var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/customers/{id}") { Content = JsonContent.Create(new { level = "vip", region = "东海" }) };
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await api.SendAsync(new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/customers/{id}") { Content = JsonContent.Create(new { level = "vip" }) })).StatusCode);
        patch.Headers.IfMatch.Add(read.Headers.ETag!);
        var done = await api.SendAsync(patch);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        var customer = await done.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("vip", customer.GetProperty("level").GetString());
        Assert.Equal("黄药师", customer.GetProperty("name").GetString());
        Assert.Equal("16600001006", customer.GetProperty("phones")[0].GetProperty("value").GetString());
        var stale = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/customers/{id}") { Content = JsonContent.Create(new { level = "key" }) };
        stale.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await api.SendAsync(stale)).StatusCode);
    }

    [Fact]
    public async Task Contacts_are_added_changed_and_removed_and_found()
    {
        var id = await New("桃花岛工作室", null, CustomerKind.Organisation);
        var manager = await app.As("manager");
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/contacts/new", ("Form.Name", "郭靖南"), ("Form.Phones[0].Value", "16600001007"))).Status);
        var contact = (await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().ContactsOfCustomer(id, default))).Single();
        Assert.True(contact.Key);
        Assert.Equal("+8616600001007", contact.Phone);
        Assert.Contains(await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().Find("靖南", 5, default)), c => c.Id == id);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/customers/{id}/contacts/{contact.Id}/edit", ("Form.Name", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/contacts/{contact.Id}/edit", ("Form.Name", "黄蓉北"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/contacts/{contact.Id}/remove")).Status);
        Assert.Empty(await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().ContactsOfCustomer(id, default)));
        Assert.Empty(await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().Find("黄蓉北", 5, default)));
    }

    [Fact]
    public async Task An_interaction_makes_to_dos_that_are_told_once_and_closed_with_a_result()
    {
        var id = await New("梅超风");
        var manager = await app.As("manager");
        var bad = await manager.Post($"/customers/{id}/interactions/new", ("Form.Need", "typed"), ("Form.ToDos[0].What", "send the offer"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("typed", bad.ValueOf("Form.Need"));
        Assert.NotEmpty(bad.ErrorOf("Form.ToDos[0].DueAt"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/customers/{id}/interactions/new")).Status);

        var due = app.Clock.GetUtcNow().AddDays(2).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var good = await manager.Post($"/customers/{id}/interactions/new", ("Form.Summary", "九阴白骨"), ("Form.ToDos[0].What", "send the offer"), ("Form.ToDos[0].DueAt", due));
        Assert.Equal(HttpStatusCode.Found, good.Status);
        Assert.Contains("send the offer", (await manager.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        Assert.Contains("九阴白骨", (await manager.Get($"/customers/{id}/timeline", htmx: true)).Html, StringComparison.Ordinal);
        var toDo = await app.Db<CustomersDb, ToDo>(db => db.ToDos.SingleAsync(t => t.CustomerId == id));
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Customers.InteractionLogged" && EF.Functions.JsonContains(o.Payload, $$"""{"customerId":{{id}}}"""))));

        app.Clock.Advance(TimeSpan.FromDays(4));
        for (var i = 0; i < 2; i++) await app.Scope(async s => { await s.GetRequiredService<RemindOfToDos>().Run(default); return 0; });
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Notifications.CountAsync(n => n.Key == $"todo:{toDo.Id}:overdue" && n.StaffId == toDo.OwnerId)));
        manager = await app.As("manager"); // the session has ended in between
        Assert.Contains("send the offer", (await manager.Get("/todos?view=Overdue")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/todos/{toDo.Id}/close", ("Form.Result", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/todos/{toDo.Id}/close", ("Form.Result", "offer sent"))).Status);
        Assert.Contains("offer sent", (await manager.Get("/todos?view=Closed")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purchase_is_recorded_once_refunded_up_to_what_was_paid_and_told()
    {
        var id = await New("欧阳克");
        var manager = await app.As("manager");
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/purchases/new", ("Form.GoodsAmount", "100.50"), ("Form.Discount", "0.50"), ("Form.ExternalId", "A-1"))).Status);
        var again = await manager.Post($"/customers/{id}/purchases/new", ("Form.GoodsAmount", "100.50"), ("Form.ExternalId", "A-1"));
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/customers/{id}/purchases/new", ("Form.GoodsAmount", "10"), ("Form.Discount", "11"))).Status);
        await app.Send(new RecordPurchase.Command { CustomerId = id, GoodsAmount = 5 }, "manager");

        var events = await app.Db<CustomersDb, List<string>>(db => db.Outbox.Where(o => o.Type == "Customers.PurchaseRecorded" && EF.Functions.JsonContains(o.Payload, $$"""{"customerId":{{id}}}""")).Select(o => o.Payload).ToListAsync());
        events = [.. events.OrderBy(e => JsonDocument.Parse(e).RootElement.GetProperty("purchaseId").GetInt64())]; // the clock stands: instants do not order them
        Assert.Equal([true, false], events.Select(e => JsonDocument.Parse(e).RootElement.GetProperty("first").GetBoolean()));
        Assert.Equal(100m, JsonDocument.Parse(events[0]).RootElement.GetProperty("goods").GetDecimal());

        var purchase = (await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().PurchasesOf(id, 5, default))).Single(p => p.Goods == 100m);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/purchases/{purchase.Id}/refund", ("Form.Amount", "100.01"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/purchases/{purchase.Id}/refund", ("Form.Amount", "60"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/purchases/{purchase.Id}/refund", ("Form.Amount", "60"))).Status);
        Assert.Equal(60m, (await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().PurchasesOf(id, 5, default))).Single(p => p.Id == purchase.Id).Refunded);
    }

    [Fact]
    public async Task Of_purchases_at_once_exactly_one_is_the_first()
    {
        var id = await New("周伯通");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => app.Send(new RecordPurchase.Command { CustomerId = id, GoodsAmount = i })));
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Customers.PurchaseRecorded" && EF.Functions.JsonContains(o.Payload, $$"""{"customerId":{{id}},"first":true}"""))));
    }

    [Fact]
    public async Task The_timeline_shows_each_entry_once_however_many_share_an_instant()
    {
        var id = await New("老顽童");
        var at = app.Clock.GetUtcNow().AddDays(-1);
        for (var i = 0; i < 40; i++) await app.Send(new RecordPurchase.Command { CustomerId = id, GoodsAmount = 1000 + i, PurchasedAt = at.AddHours(-(i / 30)) });
        await app.Send(new LogInteraction.Command { CustomerId = id, Summary = "between", At = at.AddMinutes(-30) });
        var seen = new List<string>();
        DateTimeOffset? before = null;
        do
        {
            var view = await app.Send(new ShowTimeline.Query(id, null, before));
            seen.AddRange(view.Entries.Select(e => $"{e.Kind} {e.Key}"));
            before = view.Next;
        }
        while (before is not null);
        Assert.Equal(41, seen.Count);
        Assert.Equal(41, seen.Distinct().Count());
        Assert.All((await app.Send(new ShowTimeline.Query(id, "interaction"))).Entries, e => Assert.Equal("interaction", e.Kind));
    }

    [Fact]
    public async Task A_review_is_confirmed_with_one_click_and_notes_and_tags_stick()
    {
        var id = await New("一灯");
        app.Clock.Advance(TimeSpan.FromDays(100));
        Assert.Contains((await app.Send(new ListCustomers.Query { ReviewDue = true, Q = "一灯" })).Items, r => r.Id == id);
        var manager = await app.As("manager");
        Assert.Contains("一灯", (await manager.Get("/customers/panels/reviews", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/review")).Status);
        Assert.Empty((await app.Send(new ListCustomers.Query { ReviewDue = true, Q = "一灯" })).Items);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/notes/new", ("Form.Text", "<b>大理</b>"))).Status);
        Assert.Contains("&lt;b&gt;", (await manager.Get($"/customers/{id}/timeline")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/tags", ("Form.Tag", "高僧"))).Status);
        Assert.Contains((await app.Send(new ListCustomers.Query { Tag = "高僧" })).Items, r => r.Id == id);
    }

    [Fact]
    public async Task Rows_follow_their_owner_to_another_team()
    {
        var id = await New("裘千仞");
        var owner = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == id).Select(c => c.OwnerId!.Value).SingleAsync());
        await app.Db<CustomersDb>(async db => { db.Publish(new StaffTeamsChanged(owner, 999, app.Clock.GetUtcNow())); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal(999, await app.Db<CustomersDb, long?>(db => db.Customers.Where(c => c.Id == id).Select(c => c.TeamId).SingleAsync()));
        await app.Db<CustomersDb>(db => db.Customers.Where(c => c.TeamId == 999).ExecuteUpdateAsync(s => s.SetProperty(c => c.TeamId, (long?)null)));
    }

    [Theory]
    [InlineData("/customers")]
    [InlineData("/customers/new")]
    [InlineData("/customers/{id}")]
    [InlineData("/customers/{id}/edit")]
    [InlineData("/customers/{id}/timeline")]
    [InlineData("/customers/{id}/tags")]
    [InlineData("/customers/{id}/notes/new")]
    [InlineData("/customers/{id}/interactions/new")]
    [InlineData("/customers/{id}/todos/new")]
    [InlineData("/customers/{id}/purchases/new")]
    [InlineData("/customers/{id}/purchases")]
    [InlineData("/customers/{id}/usages")]
    [InlineData("/customers/{id}/usages/new")]
    [InlineData("/customers/{id}/contacts/new")]
    [InlineData("/todos")]
    [InlineData("/customers/panels/todos")]
    [InlineData("/customers/panels/reviews")]
    [InlineData("/customers/panels/growth")]
    [InlineData("/customers/pick?q=x")]
    [InlineData("/customers/export")]
    public async Task Every_page_opens_in_both_languages_without_raw_keys(string url)
    {
        var id = await New("杨过");
        foreach (var language in new[] { "en", "zh-CN" })
        {
            var page = await (await app.As("manager", language)).Get(url.Replace("{id}", $"{id}", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotMatch(@"customers\.[a-z]+(\.[a-z]+)*[<"" ]", page.Html.Replace("customers.test", "", StringComparison.Ordinal));
            Assert.DoesNotContain("<partial", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("asp-", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("<icon", page.Html, StringComparison.Ordinal);
        }
    }
}
