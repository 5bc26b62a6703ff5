using System.Net;
using System.Text;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.Usages;
using Crm.Platform.Fields;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

public sealed class ExportTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string phone, string @as) => app.Send(new RegisterCustomer.Command { Name = name, Region = "Export", Phones = [new() { Value = phone }] }, @as);

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    async Task<(byte[] Bytes, string Name)> Export(ExportRecords.Command command, string @as)
    {
        var file = (await app.Send(command, @as)).File!;
        using var bytes = new MemoryStream();
        await using (file.Content) await file.Content.CopyToAsync(bytes);
        return (bytes.ToArray(), file.Name);
    }

    [Theory]
    [InlineData("Csv")]
    [InlineData("Xlsx")]
    public async Task The_filtered_list_comes_out_in_scope_masked_disarmed_and_recorded(string format)
    {
        if (await app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Region == "Export")) == 0)
        {
            await New("=HYPERLINK(\"x\")", "16633330001", "manager");
            await New("别人的客户", "+44 20 7946 0999", "agent");
            await New("我的客户", "16633330003", "supervisor");
        }
        var (bytes, name) = await Export(new() { Region = "Export", Format = Enum.Parse<ExportFormat>(format), Columns = ["name", "phones", "number"], Reason = "Mailing" }, "supervisor");
        if (format == "Csv")
        {
            Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
            Assert.DoesNotContain("\n=", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
        var table = ReadTable.Of(new MemoryStream(bytes), name);
        Assert.Equal(3, table.Headers.Count);
        var names = table.Rows.Select(r => r[1]).ToList();
        Assert.Contains("我的客户", names);
        Assert.DoesNotContain("=HYPERLINK(\"x\")", names);
        Assert.Contains("16633330003", table.Rows.Select(r => r[2]));
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ExportRecords" && EF.Functions.JsonContains(a.After!, "{\"reason\": \"Mailing\", \"rows\": " + table.Rows.Count + "}"))));

        var (mine, _) = await Export(new() { Region = "Export", Format = Enum.Parse<ExportFormat>(format), Columns = ["name"] }, "manager");
        if (format == "Csv") Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", Encoding.UTF8.GetString(mine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_gives_the_file_remembers_the_columns_and_refuses()
    {
        var manager = await app.As("manager");
        var page = await manager.Get("/customers/export?region=Export");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var file = await manager.Submit(page, "/customers/export", ("Form.Format", "Csv"), ("Form.Columns", "name"), ("Form.Columns", "number"));
        Assert.Equal(HttpStatusCode.OK, file.Status);
        Assert.Equal("attachment", file.Response.Content.Headers.ContentDisposition!.DispositionType);
        var noReason = await manager.Submit(page, "/customers/export", ("Form.Format", "Csv"), ("Form.Columns", "phones"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, noReason.Status);
        Assert.NotEmpty(noReason.ErrorOf("Form.Reason"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Submit(page, "/customers/export", ("Form.Format", "Csv"), ("Form.Reason", "x"), ("Form.Columns", null))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Submit(page, "/customers/export", ("Form.Format", "Csv"), ("Form.Reason", "x"), ("Form.Columns", "password"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/customers/export")).Status);
        var again = await manager.Get("/customers/export");
        Assert.Equal(["number", "name"], again.Document.QuerySelectorAll("input[name='Form.Columns']").OfType<AngleSharp.Html.Dom.IHtmlInputElement>().Where(b => b.IsChecked).Select(b => b.Value));
        foreach (var records in new[] { "contacts", "purchases", "interactions", "usages" }) Assert.Equal(HttpStatusCode.OK, (await manager.Get("/customers/export?records=" + records)).Status);
    }

    [Fact]
    public async Task Programs_get_the_same_file()
    {
        var api = await app.Api("supervisor");
        var answer = await api.GetAsync("/api/v1/customers/export?format=csv&columns=number,name&region=Export");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync("/api/v1/customers/export?columns=phones")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync("/api/v1/customers/export?columns=nonsense&reason=x")).StatusCode);
        foreach (var path in new[] { "contacts", "purchases", "interactions", "usages" }) Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/v1/{path}/export?format=xlsx&reason=test")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/customers/export?columns=name")).StatusCode);
    }

    [Fact]
    public async Task A_large_one_is_made_in_the_background()
    {
        var before = app.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Crm:Exports:InlineRows"];
        app.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Crm:Exports:InlineRows"] = "1";
        try
        {
            await New("大客户一", "16633330011", "supervisor");
            await New("大客户二", "16633330012", "supervisor");
            var supervisor = await app.As("supervisor");
            var page = await supervisor.Get("/customers/export?region=Export");
            var answer = await supervisor.Submit(page, "/customers/export", ("Form.Format", "Csv"), ("Form.Reason", "Backup"), ("Form.Columns", "name"), ("Form.Columns", "phones"));
            Assert.Equal(HttpStatusCode.Found, answer.Status);
            await Jobs();
            var file = await supervisor.Get(answer.Location!.OriginalString + "/file");
            Assert.Equal(HttpStatusCode.OK, file.Status);
            Assert.Contains("大客户一", file.Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("manager")).Get(answer.Location!.OriginalString + "/file")).Status);
        }
        finally { app.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Crm:Exports:InlineRows"] = before; }
    }

    /// <summary>Everything there is, out and in again: nothing may change, in either language and either format.</summary>
    [Theory]
    [InlineData("en", "Csv")]
    [InlineData("zh-CN", "Xlsx")]
    public async Task An_export_that_comes_back_changes_nothing(string language, string format)
    {
        var tag = "Round" + format;
        await app.Send(new DefineField.Command { Key = "seats" + format.ToLowerInvariant(), Kind = FieldKind.Number, English = "Seats " + format, Chinese = "席位" + format }, "admin");
        var org = await app.Send(new RegisterCustomer.Command
        {
            Kind = CustomerKind.Organisation, Name = "'=往返" + format, Region = tag, Industry = "@零售", Size = CustomerSize.Small, Level = CustomerLevel.Key, Source = SourceChannel.Exhibition, Birthday = new DateOnly(2001, 2, 3), Tags = ["甲", "-乙"],
            Phones = [new() { Value = format == "Csv" ? "16633340001" : "16633340002", Label = "work" }, new() { Value = format == "Csv" ? "+44 20 7946 0101" : "+44 20 7946 0102" }], Emails = [new() { Value = $"round.{format}@example.com" }],
            Addresses = [new() { Value = "杭州市, 西湖区; 文三路90号" }, new() { Value = "12 St James's Square, London" }, new() { Country = "CN", Province = "浙江省", City = "杭州市", District = "西湖区", Street = "文三路90号\n3幢, 1201室", PostalCode = "310012", Primary = true }],
            Custom = new() { ["seats" + format.ToLowerInvariant()] = ["1250.5"] },
        }, "supervisor");
        await app.Send(new RegisterCustomer.Command { Name = "Person " + format, Region = tag }, "supervisor");
        await app.Send(new AddContact.Command { CustomerId = org, Name = "小龙女", Title = "=总监", Role = DecisionRole.Decider, Key = true, PreferredChannel = PreferredChannel.Wechat, Preferences = "+喜欢\n上午", Addresses = [new() { Country = "GB", City = "London", Street = "1 Fleet Street", PostalCode = "EC4A 2AB" }], Phones = [new() { Value = format == "Csv" ? "16633340011" : "16633340012" }] }, "supervisor");
        await app.Send(new RecordPurchase.Command { CustomerId = org, PurchasedAt = app.Clock.GetUtcNow().AddDays(-3), GoodsAmount = 1234.5m, Discount = 4.5m, Currency = "CNY" }, "supervisor");
        await app.Send(new RecordUsage.Command { CustomerId = org, Product = "=服务", Quantity = 2.5m, Unit = "-GB" }, "supervisor");
        await app.Send(new RecordUsage.Command { CustomerId = org, Product = "服务", Source = "meter", ExternalId = "E-" + format }, "supervisor");
        await app.Send(new LogInteraction.Command { CustomerId = org, Type = InteractionType.Visit, At = app.Clock.GetUtcNow().AddDays(-2), Summary = "=谈了\n两行", Promise = "+1" }, "supervisor");

        foreach (var records in Enum.GetValues<ImportKind>())
        {
            var culture = System.Globalization.CultureInfo.CurrentUICulture;
            System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo(language);
            try
            {
                var (bytes, name) = await Export(new() { Records = records, Region = tag, Format = Enum.Parse<ExportFormat>(format), Inline = true, Reason = "round trip" }, "supervisor");
                var id = await app.Send(new StartImport.Command { Kind = records, FileName = name, Content = new MemoryStream(bytes) }, "supervisor");
                await app.Send((await app.Send(new CheckImport.Query(id), "supervisor")).Form, "supervisor");
                await Jobs();
                var rows = await app.Db<CustomersDb, List<ImportRow>>(db => db.ImportRows.Where(r => r.ImportId == id).ToListAsync());
                Assert.NotEmpty(rows);
                var expected = records is ImportKind.Customers or ImportKind.Contacts ? RowState.Unchanged : RowState.Duplicate;
                Assert.True(rows.TrueForAll(r => r.State == expected), $"{records}: {string.Join("; ", rows.Select(r => $"{r.State} {r.Reason} {r.ReasonArg} [{string.Join("|", r.Cells)}]"))}");
            }
            finally { System.Globalization.CultureInfo.CurrentUICulture = culture; }
        }
    }

    [Fact]
    public async Task A_masked_export_that_comes_back_harms_nothing()
    {
        var id = await app.Send(new RegisterCustomer.Command { Name = "Masked One", Region = "Masked", Phones = [new() { Value = "16633350001" }], Emails = [new() { Value = "masked@example.com" }], Addresses = [new() { Value = "杭州市西湖区" }], Birthday = new DateOnly(1990, 1, 1) }, "agent");
        var table = new[] { "Customer number,Name,Phone,E-mail,Address,Birthday", $"{(await app.Send(new ShowCustomer.Query(id), "agent")).Number},Masked One,166****0001,m***@example.com,杭州市***,1990-**-**" };
        var import = await app.Send(new StartImport.Command { FileName = "m.csv", Content = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', table))) });
        await app.Send((await app.Send(new CheckImport.Query(import))).Form);
        await Jobs();
        Assert.Equal([RowState.Unchanged], await app.Db<CustomersDb, List<RowState>>(db => db.ImportRows.Where(r => r.ImportId == import).Select(r => r.State).ToListAsync()));
    }
}
