using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Fields;
using Crm.Platform.Fields;
using Crm.Platform.Privacy;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Fields;

public sealed class CustomFieldTests(CrmApp app) : IClassFixture<CrmApp>
{
    static DefineField.Command Field(string key, FieldKind kind, bool required = false, bool inList = false) => new()
    {
        Key = key, Kind = kind, English = $"En {key}", Chinese = $"中 {key}", Required = required, InList = inList,
        Options = kind is FieldKind.Choice or FieldKind.MultiChoice ? [new() { English = "Gold", Chinese = "金" }, new() { English = "Silver", Chinese = "银" }] : [],
    };

    Task<CustomValues> Of(string name) => app.Db<CustomersDb, CustomValues>(db => db.Customers.Where(c => c.Name == name).Select(c => c.Custom).SingleAsync());

    [Fact]
    public async Task An_administrator_defines_a_field_and_everybody_fills_it_in()
    {
        var admin = await app.As("admin");
        Assert.Contains("/customers/fields", (await admin.Get("/customers/settings")).Html, StringComparison.Ordinal);
        var made = await admin.Post("/customers/fields/new", ("Form.Key", "plan"), ("Form.Kind", "Choice"), ("Form.English", "Plan"), ("Form.Chinese", "套餐"), ("Form.InList", "true"),
            ("Form.Options[0].English", "Basic"), ("Form.Options[0].Chinese", "基础版"), ("Form.Options[2].English", "Pro plus"));
        Assert.Equal(HttpStatusCode.Found, made.Status);
        await app.Send(Field("bays", FieldKind.MultiChoice));

        var manager = await app.As("manager");
        var saved = await manager.Post("/customers/new", ("Form.Name", "定制甲"), ("Form.Custom[plan]", "pro_plus"), ("Form.Custom[bays]", ""), ("Form.Custom[bays]", "gold"), ("Form.Custom[bays]", "silver"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var values = await Of("定制甲");
        Assert.Equal("pro_plus", values["plan"]);
        Assert.Equal(["gold", "silver"], (IReadOnlyList<string>)values["bays"]!);

        var chinese = await app.As("manager", "zh-CN");
        Assert.Contains("套餐", (await manager.Get(saved.Location!.OriginalString)).Html + (await chinese.Get("/customers")).Html, StringComparison.Ordinal);
        Assert.Contains("Pro plus", (await manager.Get("/customers?custom[plan]=pro_plus")).Text("tbody"), StringComparison.Ordinal);
        Assert.Contains("定制甲", (await manager.Get("/customers?custom[bays]=silver")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("定制甲", (await manager.Get("/customers?custom[plan]=basic")).Html, StringComparison.Ordinal);

        // The edit form shows what is held; taking every tick away empties the field.
        var edit = saved.Location!.OriginalString + "/edit";
        var form = await manager.Get(edit);
        Assert.Equal("pro_plus", form.ValueOf("Form.Custom[plan]"));
        Assert.Equal(2, form.Document.QuerySelectorAll("[name='Form.Custom[bays]'][checked]").Length);
        Assert.Equal(HttpStatusCode.Found, (await manager.Submit(form, edit, ("Form.Custom[bays]", ""), ("Form.Custom[plan]", "basic"))).Status);
        values = await Of("定制甲");
        Assert.Equal("basic", values["plan"]);
        Assert.Null(values["bays"]);
        var audit = await app.Scope(async s => (await s.GetRequiredService<SubjectVault>().Open([await s.GetRequiredService<CustomersDb>().Audit.AsNoTracking()
            .Where(a => a.Action == "EditCustomer" && a.Entity == "Customer").OrderByDescending(a => a.Id).FirstAsync()], default))[0].Before);
        Assert.Contains("pro_plus", audit, StringComparison.Ordinal);

        // A choice in use stays; the others may go.
        var id = await app.Db<CustomersDb, long>(db => db.Fields.Where(f => f.Key == "plan").Select(f => f.Id).SingleAsync());
        var refused = await admin.Post($"/customers/fields/{id}/edit", ("Form.Options[0].English", ""), ("Form.Options[0].Chinese", ""), ("Form.Options[0].Value", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Basic", refused.ErrorOf("Form.Options"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_input_is_told_beside_its_field_and_kept()
    {
        await app.Send(Field("seats", FieldKind.Number));
        var manager = await app.As("manager");
        var refused = await manager.Post("/customers/new", ("Form.Name", "定制乙"), ("Form.Custom[seats]", "many"), ("Form.Phones[0].Value", "12"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("many", refused.ValueOf("Form.Custom[seats]"));
        Assert.NotEmpty(refused.ErrorOf("Form.Custom[seats]"));
        Assert.NotEmpty(refused.ErrorOf("Form.Phones[0].Value"));
    }

    [Fact]
    public async Task The_API_takes_typed_values_patches_one_and_filters()
    {
        await app.Send(Field("budget", FieldKind.Number));
        await app.Send(Field("renews", FieldKind.Date));
        await app.Send(Field("loyal", FieldKind.YesNo));
        var api = await app.Api("supervisor");
        var made = await api.PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = "定制丙", custom = new { budget = 12.5, renews = "2026-12-31", loyal = true } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(12.5m, body.GetProperty("custom").GetProperty("budget").GetDecimal());
        Assert.True(body.GetProperty("custom").GetProperty("loyal").GetBoolean());

        var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/customers/{body.GetProperty("id").GetInt64()}") { Content = JsonContent.Create(new { custom = new { budget = 20, loyal = (bool?)null } }) };
        patch.Headers.TryAddWithoutValidation("If-Match", made.Headers.ETag!.ToString());
        var patched = await api.SendAsync(patch);
        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        var custom = (await patched.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("custom");
        Assert.Equal("2026-12-31", custom.GetProperty("renews").GetString());
        Assert.False(custom.TryGetProperty("loyal", out _));

        async Task<int> Count(string filter) => (await api.GetFromJsonAsync<JsonElement>("/api/v1/customers?" + filter)).GetProperty("items").GetArrayLength();
        Assert.Equal(1, await Count("custom[budget.from]=20&custom[budget.to]=20"));
        Assert.Equal(1, await Count("custom[budget]=20"));
        Assert.Equal(0, await Count("custom[budget.from]=20.01"));
        Assert.Equal(1, await Count("custom[renews.from]=2026-12-01"));
        Assert.Equal(0, await Count("custom[renews.to]=2026-12-30"));
        Assert.Equal(0, await Count("custom[loyal]=true"));
        Assert.Equal(0, await Count("custom[nothing]=1"));

        var unknown = await api.PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = "定制丁", custom = new { nothing = 1, budget = new { deep = 1 } } });
        Assert.InRange((int)unknown.StatusCode, 400, 422);
        unknown = await api.PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = "定制丁", custom = new { nothing = 1 } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Contains("custom[nothing]", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ranges_have_an_index_of_their_own()
    {
        await app.Send(Field("floor", FieldKind.Number));
        await app.Scope(async s => { await ActivatorUtilities.CreateInstance<IndexFields>(s).Run(default); return true; });
        await app.Scope(async s => { await ActivatorUtilities.CreateInstance<IndexFields>(s).Run(default); return true; }); // and once is enough
        var plan = await app.Db<CustomersDb, string>(async db =>
        {
            await using var transaction = await db.Begin(default);
            await db.Database.ExecuteSqlRawAsync("set local enable_seqscan = off");
            var field = await db.Fields.SingleAsync(f => f.Key == "floor");
            var sql = db.Customers.Where(FieldList.Holds<Customer>(field, 5m, 1)).Select(c => c.Id).ToQueryString();
            var lines = sql.Split('\n').Where(l => !l.StartsWith("--", StringComparison.Ordinal));
            var query = string.Join('\n', lines);
            foreach (var line in sql.Split('\n').Where(l => l.StartsWith("-- @", StringComparison.Ordinal)))
            {
                var name = line[3..line.IndexOf('=', StringComparison.Ordinal)];
                query = query.Replace(name, line.Contains("'floor'", StringComparison.Ordinal) ? "'floor'" : "5", StringComparison.Ordinal);
            }
#pragma warning disable EF1003 // EF wrote the statement itself
            return string.Join('\n', await db.Database.SqlQueryRaw<string>("explain " + query).ToListAsync());
#pragma warning restore EF1003
        });
        var id = await app.Db<CustomersDb, long>(db => db.Fields.Where(f => f.Key == "floor").Select(f => f.Id).SingleAsync());
        Assert.Contains("ix_custom_" + id, plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Required_fields_and_rights_are_kept()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("manager")).Get("/customers/fields")).Status);
        var id = await app.Send(Field("must", FieldKind.Text, required: true));
        var manager = await app.As("manager");
        var refused = await manager.Post("/customers/new", ("Form.Name", "定制戊"));
        Assert.NotEmpty(refused.ErrorOf("Form.Custom[must]"));
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/customers/fields/{id}/edit", ("Form.Archived", "true"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await manager.Post("/customers/new", ("Form.Name", "定制戊"))).Status);
        var twice = await admin.Post("/customers/fields/new", ("Form.Key", "must"), ("Form.English", "x"), ("Form.Chinese", "x"));
        Assert.NotEmpty(twice.ErrorOf("Form.Key"));
        Assert.NotEmpty((await admin.Post("/customers/fields/new", ("Form.Key", "Drop Table"), ("Form.English", "x"), ("Form.Chinese", "x"))).ErrorOf("Form.Key"));
    }

    [Fact]
    public async Task Order_and_stale_edits()
    {
        var first = await app.Send(Field("one", FieldKind.Text));
        var second = await app.Send(Field("two", FieldKind.Text));
        await app.Send(new MoveField.Command(second, Up: true));
        Assert.True(await app.Db<CustomersDb, bool>(async db => (await db.Fields.SingleAsync(f => f.Id == second)).Position < (await db.Fields.SingleAsync(f => f.Id == first)).Position));
        var admin = await app.As("admin");
        var page = await admin.Get($"/customers/fields/{first}/edit");
        await app.Send((await app.Send(new ChangeField.Query(first))) with { English = "Theirs" });
        var stale = await admin.Submit(page, $"/customers/fields/{first}/edit", ("Form.English", "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("Theirs", stale.Html, StringComparison.Ordinal);
    }
}
