using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Merging;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

/// <summary>Addresses in parts and in one line: typed, shown, masked, through the API, in and out of files, merged.</summary>
public sealed class AddressTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly (string, string?)[] Typed = [("Form.Addresses[0].Country", "CN"), ("Form.Addresses[0].Province", "浙江省"), ("Form.Addresses[0].City", "杭州市"), ("Form.Addresses[0].District", "西湖区"), ("Form.Addresses[0].Street", "文三路90号\r\n3幢"), ("Form.Addresses[0].PostalCode", "310012")];

    static readonly AddressInput Hangzhou = new() { Country = "CN", Province = "浙江省", City = "杭州市", District = "西湖区", Street = "文三路90号", PostalCode = "310012" };

    Task<long> New(string name, string @as = "manager", params AddressInput[] addresses) => app.Send(new RegisterCustomer.Command { Name = name, Addresses = [.. addresses], AllowDuplicate = true }, @as);

    Task<Customer> Read(long id) => app.Db<CustomersDb, Customer>(db => db.Whole.AsNoTracking().SingleAsync(c => c.Id == id));

    static List<string?> Shown(Answer page) => [.. page.Document.QuerySelectorAll("dd").Select(d => d.QuerySelector("span")?.TextContent.Trim())];

    [Fact]
    public async Task Typed_in_parts_and_shown_in_the_readers_order()
    {
        var manager = await app.As("manager");
        var done = await manager.Post("/customers/new", [("Form.Name", "地址甲"), .. Typed]);
        Assert.Equal(HttpStatusCode.Found, done.Status);
        var url = done.Location!.OriginalString;
        Assert.Contains("文三路90号, 3幢, 西湖区, 杭州市, 浙江省 310012, China", Shown(await manager.Get(url)));
        Assert.Contains("中国浙江省杭州市西湖区文三路90号3幢 310012", Shown(await (await app.As("manager", "zh-CN")).Get(url)));
        var customer = await Read(long.Parse(url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("浙江", customer.Region);
        Assert.Equal(("CN", "文三路90号\n3幢"), (customer.Points.Single().Parts!.Country, customer.Points.Single().Parts!.Street));

        // A second address beside it, marked; the first stays as it was.
        var edit = await manager.Get(url + "/edit");
        Assert.Equal("杭州市", edit.ValueOf("Form.Addresses[0].City"));
        Assert.Equal("CN", edit.ValueOf("Form.Addresses[0].Country"));
        Assert.Equal(HttpStatusCode.Found, (await manager.Submit(edit, url + "/edit", ("Form.Addresses[1].Value", "旧仓库，城东"), ("Form.Addresses[1].Label", "仓库"), ("Form.Addresses[1].Invalid", "true"))).Status);
        customer = await Read(customer.Id);
        Assert.Equal([true, false], customer.Points.OrderBy(p => p.Id).Select(p => p.Primary));
        Assert.Equal((null, "旧仓库，城东", "仓库", true), customer.Points.OrderBy(p => p.Id).Select(p => (p.Parts, p.Value, p.Label, p.Invalid)).Last());
    }

    [Fact]
    public async Task What_cannot_be_an_address_comes_back_with_what_was_typed()
    {
        var manager = await app.As("manager");
        var nowhere = await manager.Post("/customers/new", ("Form.Name", "地址乙"), ("Form.Addresses[0].Country", "CN"), ("Form.Addresses[0].PostalCode", "310012"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nowhere.Status);
        Assert.NotEmpty(nowhere.ErrorOf("Form.Addresses[0].Street"));
        Assert.Equal("310012", nowhere.ValueOf("Form.Addresses[0].PostalCode"));
        var both = await manager.Post("/customers/new", ("Form.Name", "地址乙"), ("Form.Addresses[0].City", "杭州市"), ("Form.Addresses[0].Value", "上海市某处"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, both.Status);
        Assert.NotEmpty(both.ErrorOf("Form.Addresses[0].Value"));
        Assert.Equal(("杭州市", "上海市某处"), (both.ValueOf("Form.Addresses[0].City"), both.ValueOf("Form.Addresses[0].Value")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post("/customers/new", ("Form.Name", "地址乙"), ("Form.Addresses[0].City", new string('长', 61)))).Status);
    }

    [Fact]
    public async Task The_API_takes_and_gives_either()
    {
        var api = await app.Api("manager");
        var made = await api.PostAsJsonAsync("/api/v1/customers", new { name = "地址接口", addresses = new object[] { new { country = "china", province = "浙江省", city = "杭州市", street = "文三路90号" }, new { value = "12 St James's Square, London", label = "office", optedOut = true } } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await made.Content.ReadFromJsonAsync<JsonElement>();
        var (first, second) = (body.GetProperty("addresses")[0], body.GetProperty("addresses")[1]);
        Assert.Equal(("中国浙江省杭州市文三路90号", "CN", "杭州市", "文三路90号"), (first.GetProperty("value").GetString(), first.GetProperty("country").GetString(), first.GetProperty("city").GetString(), first.GetProperty("street").GetString()));
        Assert.Equal(("12 St James's Square, London", JsonValueKind.Null, true), (second.GetProperty("value").GetString(), second.GetProperty("city").ValueKind, second.GetProperty("optedOut").GetBoolean()));

        async Task<HttpStatusCode> Patch(object change)
        {
            var url = $"/api/v1/customers/{body.GetProperty("id")}";
            var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = JsonContent.Create(change) };
            request.Headers.IfMatch.Add((await api.GetAsync(url)).Headers.ETag!);
            return (await api.SendAsync(request)).StatusCode;
        }
        var id = body.GetProperty("id").GetInt64();
        // What was given comes back as it was given, and so does something else.
        Assert.Equal(HttpStatusCode.OK, await Patch(new { addresses = JsonSerializer.Deserialize<object>(body.GetProperty("addresses").GetRawText()) }));
        Assert.Equal("文三路90号", (await Read(id)).Points.Single(p => p.Parts is not null).Parts!.Street);
        Assert.Equal(HttpStatusCode.OK, await Patch(new { industry = "零售" }));
        Assert.Equal(2, (await Read(id)).Points.Count);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Patch(new { addresses = new[] { new { value = "elsewhere", city = "杭州市" } } }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Patch(new { addresses = new[] { new { country = "Ruritania", city = "Strelsau" } } }));
    }

    [Fact]
    public async Task Who_is_not_responsible_sees_the_city_and_saves_without_harm()
    {
        var id = await New("地址遮蔽", "agent", Hangzhou with { Label = "甲" }, Hangzhou with { Street = "文二路1号", Label = "乙" });
        var supervisor = await app.As("supervisor", "zh-CN");
        var page = await supervisor.Get($"/customers/{id}");
        Assert.Contains("中国浙江省杭州市***", Shown(page));
        foreach (var hidden in new[] { "文三路", "西湖区", "310012" }) Assert.DoesNotContain(hidden, page.Html, StringComparison.Ordinal);
        var json = await (await app.Api("supervisor")).GetStringAsync($"/api/v1/customers/{id}");
        Assert.Contains("杭州市", json, StringComparison.Ordinal);
        foreach (var hidden in new[] { "文三路", "西湖区", "310012" }) Assert.DoesNotContain(hidden, json, StringComparison.Ordinal);

        var edit = await supervisor.Get($"/customers/{id}/edit");
        Assert.DoesNotContain("文三路", edit.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(edit, $"/customers/{id}/edit", ("Form.Industry", "航运"))).Status);
        Assert.Equal([("甲", "文三路90号", true), ("乙", "文二路1号", false)], (await Read(id)).Points.OrderBy(p => p.Id).Select(p => (p.Label!, p.Parts!.Street!, p.Primary)));
    }

    async Task<long> Import(string text, ImportKind kind = ImportKind.Customers)
    {
        var id = await app.Send(new StartImport.Command { Kind = kind, FileName = "a.csv", Content = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, "supervisor");
        await app.Send((await app.Send(new CheckImport.Query(id), "supervisor")).Form, "supervisor");
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        await app.Send(new RunImport.Command(id), "supervisor");
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        return id;
    }

    Task<List<RowState>> States(long import) => app.Db<CustomersDb, List<RowState>>(db => db.ImportRows.Where(r => r.ImportId == import).OrderBy(r => r.Line).Select(r => r.State).ToListAsync());

    [Fact]
    public async Task Files_bring_parts_keep_lines_whole_and_give_both_back()
    {
        var import = await Import("姓名,手机,国家,省份,城市,区县,街道,邮编\n导入甲,16699990001,中国,浙江省,杭州市,西湖区,文三路90号,310012\n导入乙,16699990002,Ruritania,,Strelsau,,1 Castle Street,\n");
        Assert.Equal([RowState.Created, RowState.Created], await States(import));
        var (one, two) = (await app.Db<CustomersDb, Customer>(db => db.Whole.SingleAsync(c => c.Name == "导入甲")), await app.Db<CustomersDb, Customer>(db => db.Whole.SingleAsync(c => c.Name == "导入乙")));
        Assert.Equal(("浙江", "CN", "西湖区"), (one.Region, one.Points.Single(p => p.Kind == PointKind.Address).Parts!.Country, one.Points.Single(p => p.Kind == PointKind.Address).Parts!.District));
        Assert.Equal((null, "1 Castle Street, Strelsau, Ruritania"), two.Points.Where(p => p.Kind == PointKind.Address).Select(p => (p.Parts, p.Value)).Single());

        // The same address in one line is the same; parts for what was one line complete it.
        Assert.Equal([RowState.Unchanged], await States(await Import("姓名,手机,地址\n导入甲,16699990001,中国浙江省杭州市西湖区文三路90号 310012\n")));
        await Import("姓名,手机,地址\n导入丙,16699990003,江苏省南京市鼓楼区中山北路5号\n");
        Assert.Equal([RowState.Updated], await States(await Import("姓名,手机,省份,城市,区县,街道\n导入丙,16699990003,江苏省,南京市,鼓楼区,中山北路5号\n")));
        Assert.Equal("南京市", (await app.Db<CustomersDb, Customer>(db => db.Whole.SingleAsync(c => c.Name == "导入丙"))).Points.Single(p => p.Kind == PointKind.Address).Parts!.City);

        var file = (await app.Send(new ExportRecords.Command { Q = "导入甲", Format = ExportFormat.Csv, Columns = ["name", "addresses", "country", "province", "city", "district", "street", "postcode"], Inline = true, Reason = "x" })).File!;
        Assert.EndsWith("导入甲,中国浙江省杭州市西湖区文三路90号 310012,China,浙江省,杭州市,西湖区,文三路90号,310012\r\n", await new StreamReader(file.Content).ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_masked_export_gives_the_city_alone_and_comes_back_without_harm()
    {
        var id = await New("导出遮蔽", "agent", Hangzhou);
        var number = (await app.Send(new ShowCustomer.Query(id))).Number;
        var file = (await app.Send(new ExportRecords.Command { Q = "导出遮蔽", Format = ExportFormat.Csv, Columns = ["number", "name", "addresses", "country", "province", "city", "district", "street", "postcode"], Inline = true, Reason = "x" }, "supervisor")).File!;
        var text = await new StreamReader(file.Content).ReadToEndAsync();
        Assert.EndsWith($"{number},导出遮蔽,中国浙江省杭州市***,China,浙江省,杭州市,***,***,***\r\n", text, StringComparison.Ordinal);
        Assert.Equal([RowState.Unchanged], await States(await Import(text)));
    }

    [Fact]
    public async Task Where_a_file_has_a_province_without_a_street_it_is_the_region()
    {
        Assert.Equal(["name", "region", "", "address"], ImportFields.Guess(ImportKind.Customers, ["姓名", "省份", "城市", "地址"]));
        Assert.Equal(["name", "province", "city", "street"], ImportFields.Guess(ImportKind.Customers, ["Name", "State", "City", "Street"]));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Merging_brings_the_parts_and_undoing_takes_them_back()
    {
        var line = Hangzhou.ToParts()!.Line();
        var (into, from) = (await New("合并地址甲", addresses: new AddressInput { Value = line, Label = "旧" }), await New("合并地址乙", addresses: [Hangzhou with { OptedOut = true }, Hangzhou with { Street = "文二路1号" }]));
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = (await Read(into)).Version });
        await app.Deliver();
        var merged = (await Read(into)).Points.OrderBy(p => p.Id).ToList();
        Assert.Equal([("旧", true, "文三路90号"), (null, false, "文二路1号")], merged.Select(p => (p.Label, p.OptedOut, p.Parts!.Street!)));
        await app.Send(new UndoMerge.Command(await app.Db<CustomersDb, long>(db => db.Merges.Where(m => m.FromId == from).Select(m => m.Id).SingleAsync())));
        Assert.Equal([(line, "旧", null)], (await Read(into)).Points.Select(p => (p.Value, p.Label, p.Parts)));
    }

    [Fact]
    public async Task Duplicates_are_found_by_the_whole_line_however_it_came()
    {
        var known = await New("王思远远", addresses: Hangzhou with { Street = "文三路778号" });
        var typed = new RegisterCustomer.Command { Name = "王思远远", Addresses = [new() { Value = (Hangzhou with { Street = "文三路778号" }).ToParts()!.Line() }] };
        Assert.Contains(await app.Send(new CheckDuplicates.Query(typed, null), "manager"), m => m.Id == known && m.Reasons.Any(r => r.Why == LikenessReason.SameAddress));
    }
}
