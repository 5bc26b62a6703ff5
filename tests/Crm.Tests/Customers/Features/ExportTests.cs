using System.Net;
using System.Text;
using Crm.Customers.Data;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Imports.Reading;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Customers.Features;

public sealed class ExportTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string phone, string @as) => app.Send(new RegisterCustomer.Command { Name = name, Region = "Export", Phones = [new() { Value = phone }] }, @as);

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
        var file = await app.Send(new ExportCustomers.Command { Region = "Export", Format = Enum.Parse<ExportFormat>(format), Columns = ["name", "phones", "number"] }, "supervisor");
        var bytes = new MemoryStream();
        await using (file.Content) await file.Content.CopyToAsync(bytes);
        if (format == "Csv")
        {
            Assert.Equal([0xEF, 0xBB, 0xBF], bytes.ToArray()[..3]);
            Assert.DoesNotContain("\n=", Encoding.UTF8.GetString(bytes.ToArray()), StringComparison.Ordinal);
        }
        bytes.Position = 0;
        var table = ReadTable.Of(bytes, file.Name);
        Assert.Equal(3, table.Headers.Count);
        var names = table.Rows.Select(r => r[1]).ToList();
        Assert.Contains("我的客户", names);
        Assert.DoesNotContain("=HYPERLINK(\"x\")", names);
        Assert.Contains("16633330003", table.Rows.Select(r => r[2]));
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ExportCustomers" && EF.Functions.JsonContains(a.After!, "{\"rows\": " + table.Rows.Count + "}"))));

        var manager = await app.Send(new ExportCustomers.Command { Region = "Export", Format = Enum.Parse<ExportFormat>(format), Columns = ["name"] }, "manager");
        using var reader = new StreamReader(manager.Content);
        if (format == "Csv")
        {
            var text = await reader.ReadToEndAsync();
            Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("客户\r\n客户", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_gives_the_file_and_refuses_no_columns_and_no_right()
    {
        var manager = await app.As("manager");
        var page = await manager.Get("/customers/export?region=Export");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var file = await manager.Submit(page, "/customers/export", ("Form.Format", "Csv"), ("Form.Columns", "name"), ("Form.Columns", "number"));
        Assert.Equal(HttpStatusCode.OK, file.Status);
        Assert.Equal("attachment", file.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Submit(page, "/customers/export", ("Form.Format", "Csv"), ("Form.Columns", null))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/customers/export")).Status);
    }
}
