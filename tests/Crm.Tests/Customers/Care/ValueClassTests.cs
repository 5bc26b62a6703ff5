using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Segments;
using Crm.Customers.Features.Value;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static Crm.Customers.Domain.Rules.Rule;

namespace Crm.Tests.Customers.Care;

public sealed class ValueClassTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData(4999.99, nameof(ValueClass.Medium))]
    [InlineData(5000, nameof(ValueClass.High))]
    [InlineData(1000, nameof(ValueClass.Medium))]
    [InlineData(999.99, nameof(ValueClass.Low))]
    public async Task A_class_begins_with_its_threshold(double spend, string expected)
    {
        var id = await app.NewCustomer($"起点 {spend}");
        await app.Buys(id, (decimal)spend, 5);
        await app.Facts();
        Assert.Equal(expected, (await app.Known(id)).ValueClass.ToString());
    }

    [Fact]
    public async Task List_page_api_export_segment_and_tag_all_read_the_same_class()
    {
        var id = await app.NewCustomer("处处一致");
        Assert.True(await app.Lists(id, new() { ValueClass = ValueClass.Low }));
        await app.Buys(id, 6000, 5);
        await app.Facts();
        Assert.True(await app.Lists(id, new() { ValueClass = ValueClass.High }));
        Assert.False(await app.Lists(id, new() { ValueClass = ValueClass.Low }));
        var manager = await app.As("manager");
        Assert.Contains("High value", (await manager.Get($"/customers/{id}")).Text("main"), StringComparison.Ordinal);
        var panel = await manager.Get($"/customers/{id}/value", htmx: true);
        Assert.Contains("High value", panel.Html, StringComparison.Ordinal);
        Assert.NotNull(panel.Document.QuerySelector("li")); // the playbook, out of Markdown
        var api = await app.Api("manager");
        Assert.Equal("high", (await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{id}")).GetProperty("valueClass").GetString());
        Assert.Contains((await api.GetFromJsonAsync<JsonElement>("/api/v1/customers?valueClass=high")).GetProperty("items").EnumerateArray(), c => c.GetProperty("id").GetInt64() == id && c.GetProperty("valueClass").GetString() == "high");
        var csv = await api.GetStringAsync("/api/v1/customers/export?columns=name,valueClass&valueClass=high");
        Assert.Contains("处处一致,High value", csv, StringComparison.Ordinal);
        var segment = await app.Send(new WriteSegment.Command { Name = "高价值", Rule = Of(RuleMatch.All, When("valueClass", RuleTest.AnyOf, "high")) }, "manager");
        Assert.True(await app.Lists(id, new() { Segment = segment }, "manager"));
        Assert.Contains("high_value", await app.Db<CustomersDb, List<string?>>(db => db.TagHolders.Where(h => h.CustomerId == id).Join(db.AutoTags, h => h.TagId, t => t.Id, (h, t) => t.Key).ToListAsync()));
    }

    [Fact]
    public async Task New_thresholds_compute_everybody_in_the_background_and_wrong_ones_stay_in_the_form()
    {
        var id = await app.NewCustomer("换门槛");
        await app.Buys(id, 6000, 5);
        await app.Facts();
        var admin = await app.As("admin");
        var refused = await admin.Post("/customers/settings/value", ("Form.High", "900"), ("Form.Medium", "1000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("High value must begin above medium value.", refused.ErrorOf("Form.High"));
        Assert.Equal("900", refused.ValueOf("Form.High"));
        var done = await admin.Post("/customers/settings/value", ("Form.High", "8000"), ("Form.Medium", "2000"));
        Assert.StartsWith("/jobs/", done.Location!.OriginalString, StringComparison.Ordinal);
        await app.Jobs();
        Assert.Contains("100", (await admin.Get(done.Location!.OriginalString)).Text("main"), StringComparison.Ordinal);
        Assert.Equal(ValueClass.Medium, (await app.Known(id)).ValueClass);
        Assert.Contains("customers.value_classes", (await admin.Get("/admin/audit")).Html, StringComparison.Ordinal);
        await admin.Post("/customers/settings/value", ("Form.High", "5000"), ("Form.Medium", "1000"));
        await app.Jobs();
        Assert.Equal(ValueClass.High, (await app.Known(id)).ValueClass);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("manager")).Get("/customers/settings/value")).Status);
    }

    [Fact]
    public async Task A_playbook_is_edited_in_markdown_and_a_stale_edit_overwrites_nothing()
    {
        var admin = await app.As("admin");
        var mine = await admin.Get("/customers/value/Medium/playbook");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/customers/value/Medium/playbook", ("Form.English", "**Call** <script>alert(1)</script>"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(mine, "/customers/value/Medium/playbook", ("Form.English", "mine"))).Status);
        var page = await (await app.As("manager")).Get("/customers/value");
        Assert.Contains("<strong>Call</strong>", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
    }
}

/// <summary>A base of its own, small enough to count by hand.</summary>
public sealed class LifetimeValueTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task The_handbooks_lifetime_value_is_the_one_counted_by_hand_and_leaves_out_who_is_pending()
    {
        var (loyal, lost, fresh) = (await app.NewCustomer("老客户"), await app.NewCustomer("流失客户"), await app.NewCustomer("新客户"));
        await app.Buys(loyal, 100, 730);
        await app.Buys(loyal, 6000, 10);
        await app.Buys(lost, 100, 730);
        await app.Buys(fresh, 2000, 10);
        var pending = await app.NewCustomer("待准入", pending: true);
        await app.Buys(pending, 9000, 10);
        await app.Facts();

        var view = await app.Send(new ShowValueClasses.Query(), "manager");
        // Years: 730 days, none, 10 days. Of two who had bought before, one did again.
        Assert.Equal((740 / 3.0 / 365.25, 3), (view.Years!.Value, view.YearsOf), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && a.Item2 == b.Item2);
        Assert.Equal((0.5, 2), (view.Retention!.Value, view.RetentionOf));
        var high = view.Classes.Single(c => c.Class == ValueClass.High);
        Assert.Equal((1, 6000m, 0.75), (high.Customers, high.AverageSpend!.Value, high.Share!.Value));
        Assert.Equal(decimal.Round(6000m * (decimal)(740 / 3.0 / 365.25) * 0.5m, 2), high.LifetimeValue);
        Assert.Equal((3, 8000m), (view.All.Customers, view.All.Revenue));
        Assert.Equal(0, (await app.Send(new ShowValueClasses.Query(), "zheng.kai")).All.Customers); // a colleague's customers

        var page = await (await app.As("manager")).Get("/customers/value");
        Assert.Contains("handbook", page.Text("main"), StringComparison.Ordinal);
        Assert.Contains("n = 2", page.Text("main"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await (await app.Api("manager")).GetAsync("/api/v1/value-classes")).StatusCode);
    }
}
