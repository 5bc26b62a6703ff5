using System.Net;
using System.Text;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Imports;
using Crm.Platform.Files;
using Crm.Platform.Files.Tables;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

/// <summary>Contacts, interactions, remembered mappings, other encodings, the world's strings.</summary>
public sealed class ImportKindsTests(CrmApp app) : IClassFixture<CrmApp>
{
    static ImportKindsTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    Task<List<ImportRow>> Rows(long id) => app.Db<CustomersDb, List<ImportRow>>(db => db.ImportRows.Where(r => r.ImportId == id).OrderBy(r => r.Line).ToListAsync());

    Task<long> Start(byte[] content, ImportKind kind, string name = "test.csv") => app.Send(new StartImport.Command { Kind = kind, FileName = name, Content = new MemoryStream(content) }, "supervisor");

    async Task<List<ImportRow>> Import(string text, ImportKind kind, Func<CheckImport.Command, CheckImport.Command>? decide = null)
    {
        var id = await Start(Encoding.UTF8.GetBytes(text), kind);
        var guess = (await app.Send(new CheckImport.Query(id), "supervisor")).Form;
        await app.Send(decide?.Invoke(guess) ?? guess, "supervisor");
        await Jobs();
        await app.Send(new RunImport.Command(id), "supervisor");
        await Jobs();
        return await Rows(id);
    }

    [Fact]
    public async Task Contacts_find_their_organisation_and_come_once()
    {
        var number = await app.Db<CustomersDb, string>(async _ =>
        {
            var id = await app.Send(new RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "华山派有限公司" }, "supervisor");
            return (await app.Send(new ShowCustomer.Query(id), "supervisor")).Number;
        });
        var text = $"客户名称,客户编号,联系人,职务,手机,邮箱,主要联系人\n华山派有限公司,,岳灵珊,出纳,16633000001,,否\n,{number},林平之,,,lin@hs.example,是\n恒山派合作社,,仪琳,,16633000003,,\n不存在,C999999,某人,,,,\n华山派有限公司,,岳灵珊,出纳,16633000001,,否\n";
        var rows = await Import(text, ImportKind.Contacts);
        Assert.Equal([RowState.Created, RowState.Created, RowState.Created, RowState.Wrong, RowState.Duplicate], rows.Select(r => r.State));
        var hua = await app.Db<CustomersDb, Customer>(db => db.Whole.SingleAsync(c => c.Name == "华山派有限公司"));
        Assert.Equal(["岳灵珊", "林平之"], hua.Contacts.OrderBy(c => c.Id).Select(c => c.Name));
        Assert.True(hua.Contacts.Single(c => c.Name == "林平之").Key);
        Assert.Equal("出纳", hua.Contacts.Single(c => c.Name == "岳灵珊").Title);
        var heng = await app.Db<CustomersDb, Customer>(db => db.Whole.SingleAsync(c => c.Name == "恒山派合作社"));
        Assert.Equal(CustomerKind.Organisation, heng.Kind);
        Assert.Equal("仪琳", Assert.Single(heng.Contacts).Name);
        // Search knows the people at once.
        Assert.Contains((await app.Send(new ListCustomers.Query { Q = "仪琳" }, "supervisor")).Items, c => c.Name == "恒山派合作社");

        var again = await Import(text, ImportKind.Contacts);
        Assert.Equal([RowState.Unchanged, RowState.Unchanged, RowState.Unchanged, RowState.Wrong, RowState.Duplicate], again.Select(r => r.State));
        var changed = await Import("客户名称,联系人,职务,手机\n华山派有限公司,岳灵珊,会计,16633000009\n", ImportKind.Contacts);
        Assert.Equal([RowState.Updated], changed.Select(r => r.State));
        var ling = (await app.Db<CustomersDb, Customer>(db => db.Whole.SingleAsync(c => c.Name == "华山派有限公司"))).Contacts.Single(c => c.Name == "岳灵珊");
        Assert.Equal(("会计", 2), (ling.Title, ling.Points.Count));
    }

    [Fact]
    public async Task Interactions_come_with_their_dates_and_people_and_come_once()
    {
        await app.Send(new RegisterCustomer.Command { Name = "曲洋", Phones = [new() { Value = "16633000101" }] }, "supervisor");
        const string text = "手机,时间,沟通方式,内容,投诉,处理结果,记录编号\n16633000101,2024-03-05 14:30,电话,谈了合奏,,已完成,A-1\n16633000101,2024年3月6日,上门,,琴弦断了,跟进中,A-2\n16633000102,2024-03-07,电话,谁?,,,A-3\n16633000101,2024-03-08,电话,,,,A-4\n16633000101,2024-03-05 14:30,电话,谈了合奏,,已完成,A-1\n";
        var rows = await Import(text, ImportKind.Interactions, form => form with { Source = "old" });
        Assert.Equal([RowState.Created, RowState.Created, RowState.Wrong, RowState.Wrong, RowState.Duplicate], rows.Select(r => r.State));
        await app.Db<CustomersDb>(async db =>
        {
            var logged = await db.Interactions.Where(i => i.Origin!.StartsWith("old:")).OrderBy(i => i.At).ToListAsync();
            Assert.Equal([InteractionType.Call, InteractionType.Visit], logged.Select(i => i.Type));
            Assert.Equal(new DateTimeOffset(2024, 3, 5, 6, 30, 0, TimeSpan.Zero), logged[0].At);
            Assert.Equal(("琴弦断了", Outcome.InProgress), (logged[1].Complaint, logged[1].Outcome));
            Assert.All(logged, i => Assert.True(i.Number > 0));
            Assert.Equal(2, await db.Audit.CountAsync(a => a.Entity == "Interaction" && a.Action == nameof(RunImportJob)));
        });
        Assert.Equal([RowState.Duplicate, RowState.Duplicate], (await Import(text, ImportKind.Interactions, form => form with { Source = "old" })).Take(2).Select(r => r.State));
        Assert.Equal(2, await app.Db<CustomersDb, int>(db => db.Interactions.CountAsync(i => i.Origin!.StartsWith("old:"))));
    }

    [Fact]
    public async Task A_mapping_is_remembered_for_the_same_headings()
    {
        const string text = "甲,乙,丙\n莫大,16633000201,3/4/2020\n";
        var first = await Start(Encoding.UTF8.GetBytes(text), ImportKind.Customers, "first.csv");
        var form = (await app.Send(new CheckImport.Query(first), "supervisor")).Form;
        await app.Send(form with { Columns = ["name", "phone", "birthday"], Dates = DateOrder.DayFirst, Mode = ImportMode.CreateOnly }, "supervisor");
        var second = await Start(Encoding.UTF8.GetBytes("甲,乙,丙\n另一个,16633000202,5/6/2020\n"), ImportKind.Customers, "second.csv");
        var view = await app.Send(new CheckImport.Query(second), "supervisor");
        Assert.Equal(["name", "phone", "birthday"], view.Form.Columns);
        Assert.Equal((DateOrder.DayFirst, ImportMode.CreateOnly), (view.Form.Dates, view.Form.Mode));
        Assert.NotEmpty(view.RememberedBy!);
        Assert.NotNull(view.RememberedAt);
        Assert.Contains(view.RememberedBy!, (await (await app.As("supervisor")).Get($"/imports/{second}/map")).Html, StringComparison.Ordinal);
        var other = await Start(Encoding.UTF8.GetBytes("甲,丙,乙\n又一个,2020-01-01,16633000203\n"), ImportKind.Customers, "third.csv");
        Assert.Null((await app.Send(new CheckImport.Query(other), "supervisor")).RememberedAt);
    }

    [Fact]
    public async Task A_person_knows_the_encoding_better_and_the_file_goes_when_it_is_done()
    {
        var id = await Start(Encoding.GetEncoding("big5").GetBytes("姓名;電話\n周芷若;16633000301\n"), ImportKind.Customers);
        var supervisor = await app.As("supervisor");
        Assert.Contains("Big5", (await supervisor.Get($"/imports/{id}/map")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/imports/{id}/read", ("Form.Encoding", "UTF-8"))).Status);
        Assert.Equal("周芷若", (await Rows(id))[0].Cells[0]); // what could not be read has changed nothing
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/imports/{id}/read", ("Form.Encoding", "GB18030"), ("Form.Separator", ";"))).Status);
        Assert.NotEqual("周芷若", (await Rows(id))[0].Cells[0]);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/imports/{id}/read", ("Form.Encoding", "Big5"), ("Form.Separator", ";"))).Status);
        Assert.Equal(["周芷若", "16633000301"], (await Rows(id))[0].Cells);
        var file = await app.Db<CustomersDb, Guid?>(db => db.Imports.Where(i => i.Id == id).Select(i => i.FileId).SingleAsync());
        Assert.NotNull(file);
        await app.Send((await app.Send(new CheckImport.Query(id), "supervisor")).Form, "supervisor");
        await Jobs();
        await app.Send(new RunImport.Command(id), "supervisor");
        await Jobs();
        Assert.Null(await app.Scope(async s => await s.GetRequiredService<IFiles>().Open(file!.Value, default)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/imports/{id}/read", ("Form.Encoding", "UTF-8"))).Status);
    }

    [Fact]
    public async Task Pending_where_the_right_to_admit_is_missing()
    {
        var rows = await Import("name,phone\nPending One,16633000401\n", ImportKind.Customers, form => form with { Admission = Admission.Pending });
        Assert.Equal([RowState.Created], rows.Select(r => r.State));
        Assert.Equal(Admission.Pending, await app.Db<CustomersDb, Admission>(db => db.Customers.Where(c => c.Name == "Pending One").Select(c => c.Admission).SingleAsync()));
    }

    public static TheoryData<string> Naughty => [
        "<script>alert(1)</script>", "Robert'); DROP TABLE customers;--", "=cmd|' /C calc'!A0", "\u202Eevil\u202C name", "👩‍👩‍👧‍👦 family", "Ｆｕｌｌ　ｗｉｄｔｈ", "{{7*7}}${7*7}", "a\u0001b\u001fc", "𠮷野家", "ﷺ name", "Ṱ̺̺o͞ ͠i̵n", "../../etc/passwd", "%00name", "NULL", "undefined", "-1", "0x41"];

    [Theory]
    [MemberData(nameof(Naughty))]
    public async Task The_worlds_strings_are_stored_as_typed(string name)
    {
        var phone = "166" + (uint)(name.GetHashCode(StringComparison.Ordinal) & 0x7FFFFFFF) % 90_000_000;
        phone = phone.PadRight(11, '7');
        var rows = await Import("name,phone,note\n\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + $"\",{phone},\"" + name + "\"\n", ImportKind.Customers);
        Assert.Equal([RowState.Created], rows.Select(r => r.State));
        var id = rows[0].ResultId!.Value;
        Assert.Equal(name, await app.Db<CustomersDb, string>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Name).SingleAsync()));
        var page = await (await app.As("supervisor")).Get($"/customers/{id}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("<script>alert(1)", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("long")]
    [InlineData("punctuation")]
    public async Task What_cannot_be_a_name_is_told_by_its_row(string what)
    {
        var rows = await Import($"name,phone\n{(what == "long" ? new string('长', 201) : "!!! ???")},16633000501\n", ImportKind.Customers);
        Assert.Equal([RowState.Wrong], rows.Select(r => r.State));
        Assert.StartsWith("customers.import.wrong.", rows[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_import_in_the_same_steps()
    {
        var api = await app.Api("supervisor");
        var made = await api.PostAsync("/api/v1/imports?kind=customers&fileName=list.csv", new ByteArrayContent(Encoding.GetEncoding("gb18030").GetBytes("姓名,手机\n接口一,16633000701\n接口二,12\n")));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var url = made.Headers.Location!.OriginalString;
        using var view = System.Text.Json.JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        Assert.Equal(2, view.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await api.PutAsync(url + "/mapping", new StringContent(view.RootElement.GetProperty("form").GetRawText(), Encoding.UTF8, "application/json"))).StatusCode);
        await Jobs();
        Assert.Contains("\"checked\"", await api.GetStringAsync(url), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync(url + "/run", null)).StatusCode);
        await Jobs();
        Assert.Contains("\"done\"", await api.GetStringAsync(url), StringComparison.Ordinal);
        Assert.Contains("接口二", await api.GetStringAsync(url + "/failed"), StringComparison.Ordinal);
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Name == "接口一")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsync("/api/v1/imports?kind=customers&fileName=list.csv", new ByteArrayContent([]))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("qian.xue")).GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).PostAsync("/api/v1/imports?kind=customers&fileName=list.csv", new ByteArrayContent("a\n1"u8.ToArray()))).StatusCode);
    }

    [Fact]
    public async Task Left_out_rows_come_back_in_both_formats()
    {
        var id = await Start("name,phone,=cmd\nGood One,16633000601,x\nBad One,12,=1+1\n"u8.ToArray(), ImportKind.Customers);
        await app.Send((await app.Send(new CheckImport.Query(id), "supervisor")).Form, "supervisor");
        await Jobs();
        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.Xlsx })
        {
            var file = await app.Send(new FailedRows.Query(id, format), "supervisor");
            using var bytes = new MemoryStream();
            await using (file.Content) await file.Content.CopyToAsync(bytes);
            if (format == ExportFormat.Csv) Assert.Contains("'=cmd", Encoding.UTF8.GetString(bytes.ToArray()), StringComparison.Ordinal);
            bytes.Position = 0;
            var table = ReadTable.Of(bytes, file.Name);
            Assert.Equal(["Bad One", "12", "=1+1", "3"], Assert.Single(table.Rows)[..4]);
        }
        var browser = await app.As("supervisor");
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (await browser.Get($"/imports/{id}/failed?format=xlsx")).Response.Content.Headers.ContentType!.MediaType);
    }
}
