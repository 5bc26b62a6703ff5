using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Customers;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Crm.Tests.Customers.Features;

public sealed class ImportTests(CrmApp app, ITestOutputHelper output) : IClassFixture<CrmApp>
{
    static ImportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    /// <summary>Uploads through the page and returns where it leads.</summary>
    static async Task<Answer> Upload(Browser browser, byte[] content, string name, string kind = "Customers")
    {
        var page = await browser.Get("/customers/import");
        var form = new MultipartFormDataContent
        {
            { new StringContent(page.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" },
            { new StringContent(kind), "Form.Kind" },
        };
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "Form.File", name);
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, "/customers/import") { Content = form });
    }

    static long IdOf(Answer answer) => long.Parse(answer.Location!.OriginalString.Split('/')[2], System.Globalization.CultureInfo.InvariantCulture);

    Task<List<ImportRow>> Rows(long id) => app.Db<CustomersDb, List<ImportRow>>(db => db.ImportRows.Where(r => r.ImportId == id).OrderBy(r => r.Line).ToListAsync());

    [Fact]
    public async Task A_GB18030_file_with_Chinese_names_comes_in_clean()
    {
        const string text = "客户名称,手机号,邮箱,级别,所在地区,标签\r\n令狐冲,166 2222 0001,lhc@hs.cn,VIP,陕西,剑客、酒友\r\n任盈盈,16622220002,,重点,河南,\r\n岳不群,12345,,,,\r\n令狐沖,16622220001,,,,\r\n黑木崖科技有限公司,,,,河北,\r\n";
        var supervisor = await app.As("supervisor");
        var mapped = await Upload(supervisor, Encoding.GetEncoding("GB18030").GetBytes(text), "客户.csv");
        Assert.Equal(HttpStatusCode.Found, mapped.Status);
        var id = IdOf(mapped);
        var page = await supervisor.Get($"/imports/{id}/map");
        Assert.Contains("GB18030", page.Html, StringComparison.Ordinal);
        Assert.Equal("phone", page.ValueOf("Form.Columns[1]"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Submit(page, $"/imports/{id}/map", ("Form.Columns[1]", "name"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(page, $"/imports/{id}/map")).Status);
        await Jobs();
        Assert.Equal(0, await app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Name == "令狐冲")));
        Assert.Equal([RowState.ToCreate, RowState.ToCreate, RowState.Wrong, RowState.Duplicate, RowState.ToCreate], (await Rows(id)).Select(r => r.State));
        var check = await supervisor.Get($"/imports/{id}");
        Assert.Contains("12345", check.Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(check, $"/imports/{id}/run")).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/imports/{id}/run")).Status); // a double click
        await Jobs();
        var customer = await app.Db<CustomersDb, Customer>(db => db.Customers.Include(c => c.Points).SingleAsync(c => c.Name == "令狐冲"));
        Assert.Equal(Contracts.Customers.CustomerLevel.Vip, customer.Level);
        Assert.Equal(["剑客", "酒友"], customer.Tags.Order(StringComparer.Ordinal).Reverse().OrderBy(t => t == "酒友"));
        Assert.Equal("+8616622220001", customer.Points.First(p => p.Kind == PointKind.Phone).Normal);
        Assert.Equal(Contracts.Customers.CustomerKind.Organisation, await app.Db<CustomersDb, Contracts.Customers.CustomerKind>(db => db.Customers.Where(c => c.Name == "黑木崖科技有限公司").Select(c => c.Kind).SingleAsync()));
        Assert.Equal(3, await app.Db<CustomersDb, int>(db => db.ImportRows.CountAsync(r => r.ImportId == id && r.State == RowState.Created)));

        var failed = await supervisor.Get($"/imports/{id}/failed");
        Assert.Equal("text/csv", failed.Response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("岳不群", failed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("任盈盈", failed.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("qian.xue")).Get($"/imports/{id}")).Status);
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "RunImport" && a.EntityId == id)));
    }

    [Fact]
    public async Task A_second_run_updates_what_is_known_and_creates_nothing()
    {
        var first = await Import("姓名,电话,行业\n向问天,16622220101,保险\n", new CheckImport.Command { Mode = ImportMode.Both });
        Assert.Equal([RowState.Created], (await Rows(first)).Select(r => r.State));
        var second = await Import("姓名,电话,地区\n向问天,+86 166-2222-0101,广东\n", new CheckImport.Command { Mode = ImportMode.Both });
        Assert.Equal([RowState.Updated], (await Rows(second)).Select(r => r.State));
        var customer = await app.Db<CustomersDb, Customer>(db => db.Customers.SingleAsync(c => c.Name == "向问天"));
        Assert.Equal(("保险", "广东"), (customer.Industry, customer.Region));
        var third = await Import("姓名,电话\n向问天,16622220101\n", new CheckImport.Command { Mode = ImportMode.CreateOnly });
        Assert.Equal([RowState.Duplicate], (await Rows(third)).Select(r => r.State));
        var fourth = await Import("姓名,电话\n新来的,16622220102\n", new CheckImport.Command { Mode = ImportMode.UpdateOnly });
        Assert.Equal([RowState.Wrong], (await Rows(fourth)).Select(r => r.State));
    }

    async Task<long> Import(string text, CheckImport.Command settings, ImportKind kind = ImportKind.Customers, string @as = "supervisor")
    {
        var id = await app.Send(new StartImport.Command { Kind = kind, FileName = "test.csv", Content = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, @as);
        var guess = (await app.Send(new CheckImport.Query(id), @as)).Form;
        await app.Send(settings with { Id = id, Columns = guess.Columns, Match = guess.Match, OwnerId = guess.OwnerId, Source = settings.Source ?? guess.Source }, @as);
        await Jobs();
        await app.Send(new RunImport.Command(id), @as);
        await Jobs();
        return id;
    }

    /// <summary>A row is looked at as a form would be: typing errors do not hide a customer we have.</summary>
    [Fact]
    public async Task A_row_that_is_likely_somebody_we_have_is_left_out_with_number_score_and_reasons()
    {
        var known = await app.Send(new RegisterCustomer.Command { Kind = Contracts.Customers.CustomerKind.Individual, Name = "Bartholomew Quimby", Birthday = new DateOnly(1971, 4, 9), Addresses = [new() { Value = "1480 Elderberry Crescent, Northampton" }], AllowDuplicate = true }, "supervisor");
        await app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == "ScanForgottenCustomers").Run(default); return 0; });
        const string file = "姓名,电话,生日,地址\nBartholomew Quimbey,16622220901,1971-04-09,\"1480 Elderberry Cresent, Northampton\"\nSomebody Else,16622220902,1980-01-02,\n";
        var number = await app.Db<CustomersDb, string>(async db => $"C{await db.Customers.Where(c => c.Id == known).Select(c => c.Number).SingleAsync():D6}");

        var careful = await Rows(await Import(file, new CheckImport.Command { Mode = ImportMode.Both }));
        Assert.Equal([RowState.Duplicate, RowState.Created], careful.Select(r => r.State));
        Assert.StartsWith($"{number} (", careful[0].ReasonArg, StringComparison.Ordinal);
        Assert.Matches(@"\(\d+ %: .*(birthday|生日)", careful[0].ReasonArg);

        // Whoever insists gets the row, with the warning beside it; not where the installation forbids it.
        var insisting = await Rows(await Import(file.Replace("16622220902", "16622220903", StringComparison.Ordinal).Replace("Somebody", "Anybody", StringComparison.Ordinal), new CheckImport.Command { Mode = ImportMode.Both, AllowLikely = true }));
        Assert.Equal([RowState.Created, RowState.Created], insisting.Select(r => r.State));
        Assert.StartsWith(number, insisting[0].ReasonArg, StringComparison.Ordinal);
        Assert.Null(insisting[1].Reason);
        await app.Send(new Crm.Customers.Features.Merging.DuplicateSettings.Command { Block = true }, "admin");
        try
        {
            var refused = await Assert.ThrowsAsync<Crm.Platform.UseCases.RuleException>(() => Import(file, new CheckImport.Command { Mode = ImportMode.Both, AllowLikely = true }));
            Assert.Equal("AllowLikely", refused.Field);
        }
        finally { await app.Send(new Crm.Customers.Features.Merging.DuplicateSettings.Command { Block = false }, "admin"); }
    }

    [Fact]
    public async Task A_likely_duplicate_of_somebody_out_of_reach_is_not_told_who_it_is()
    {
        var id = await app.Send(new RegisterCustomer.Command { Kind = Contracts.Customers.CustomerKind.Organisation, Name = "别人的云帆科技有限公司", AllowDuplicate = true }, "manager");
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set owner_id = null, team_id = null where id = {id}"));
        var rows = await Rows(await Import("名称,电话\n别人的云帆科技有限公司,16622220911\n", new CheckImport.Command { Mode = ImportMode.Both }, @as: "qian.xue"));
        Assert.Equal((RowState.Duplicate, "customers.import.wrong.elsewhere", (string?)null), (rows[0].State, rows[0].Reason, rows[0].ReasonArg));
    }

    [Fact]
    public async Task A_job_that_dies_goes_on_and_does_nothing_twice()
    {
        var text = new StringBuilder("name,phone\n");
        for (var i = 0; i < 4500; i++) text.Append($"Row {i},+4420794{i:D5}\n");
        var id = await app.Send(new StartImport.Command { FileName = "many.csv", Content = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())) }, "supervisor");
        var guess = (await app.Send(new CheckImport.Query(id), "supervisor")).Form;
        await app.Send(guess, "supervisor");
        await Jobs();
        await app.Send(new RunImport.Command(id), "supervisor");
        // Dies after the first batch.
        await Assert.ThrowsAsync<OperationCanceledException>(() => app.Scope(s => s.GetRequiredService<RunImportJob>().Run(new ImportArgs(id), new Dying(), default), "supervisor"));
        Assert.Equal(ImportWork.Batch, await app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Name.StartsWith("Row "))));
        await Jobs();
        Assert.Equal(4500, await app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Name.StartsWith("Row "))));
        Assert.Equal(4500, (await Rows(id)).Count(r => r.State == RowState.Created));
    }

    sealed class Dying : JobProgress
    {
        public override long JobId => 0;

        public override T? Checkpoint<T>() where T : default => default;

        public override Task Report(long done, long? total, object? checkpoint = null) => throw new OperationCanceledException();
    }

    [Fact]
    public async Task Orders_come_in_once_and_true_repeats_stay()
    {
        const string text = "customer id,date,amount\nK1,2024-01-01,10\nK1,2024-01-01,10\nK2,2024-02-01,20.5\nK3,bad,1\n,2024-01-01,1\n";
        var first = await Import(text, new CheckImport.Command { CreateCustomers = true, Source = "shop", Currency = "USD" }, ImportKind.Purchases);
        Assert.Equal([RowState.Created, RowState.Created, RowState.Created, RowState.Wrong, RowState.Wrong], (await Rows(first)).Select(r => r.State));
        var second = await Import(text, new CheckImport.Command { CreateCustomers = true, Source = "shop", Currency = "USD" }, ImportKind.Purchases);
        Assert.Equal(3, (await Rows(second)).Count(r => r.State == RowState.Duplicate));
        await app.Db<CustomersDb>(async db =>
        {
            Assert.Equal(2, await db.Customers.CountAsync(c => c.ExternalId == "K1" || c.ExternalId == "K2"));
            Assert.Equal(40.5m, await db.Purchases.Where(p => p.Source == "shop").SumAsync(p => p.GoodsAmount));
            Assert.Equal(new DateOnly(2024, 2, 1), await db.Customers.Where(c => c.ExternalId == "K2").Select(c => c.Since).SingleAsync());
        });
        await Import("customer id,order id,date,amount,商品类目\nK1,O-1,2024-03-01,5,耗材\nK9,O-1,2024-03-01,5,\n", new CheckImport.Command { CreateCustomers = true, Announce = true, Source = "told" }, ImportKind.Purchases);
        Assert.Equal(("耗材", "耗材"), await app.Db<CustomersDb, (string, string?)>(async db => await db.Purchases.Where(p => p.Source == "told").SelectMany(p => p.Items).Select(i => new ValueTuple<string, string?>(i.Product, i.Category)).SingleAsync()));
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Purchases.CountAsync(p => p.Source == "told")));
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Customers.PurchaseRecorded")));
    }

    [Theory]
    [InlineData("x.xlsx", "\0\0nothing")]
    [InlineData("x.csv", "")]
    [InlineData("x.csv", "only a heading")]
    [InlineData("x.xlsx", "PK\u0003\u0004abcdef")]
    [InlineData("x.csv", "a,b\n1,\0\n")]
    [InlineData("x.vcf", "BEGIN:VCARD\nFN:A\n")]
    public async Task A_bad_file_is_told_and_leaves_nothing(string name, string content)
    {
        var supervisor = await app.As("supervisor");
        var before = await app.Db<CustomersDb, int>(db => db.Imports.CountAsync());
        var refused = await Upload(supervisor, Encoding.UTF8.GetBytes(content), name);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.File"));
        Assert.Equal(before, await app.Db<CustomersDb, int>(db => db.Imports.CountAsync()));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/customers/import")).Status);
    }

    [Fact]
    public async Task The_real_orders_come_in_to_the_cent_and_twice_changes_nothing()
    {
        var path = RealFiles.Find("cdnow-orders.txt");
        if (path is null) return;
        for (var run = 1; run <= 2; run++)
        {
            var watch = Stopwatch.StartNew();
            await using var file = File.OpenRead(path);
            var id = await app.Send(new StartImport.Command { Kind = ImportKind.Purchases, FileName = "cdnow-orders.txt", Content = file }, "supervisor");
            output.WriteLine($"read {watch.Elapsed}");
            var guess = (await app.Send(new CheckImport.Query(id), "supervisor")).Form;
            Assert.Equal(["externalId", "date", "quantity", "amount"], guess.Columns);
            await app.Send(guess with { Source = "cdnow", Currency = "USD" }, "supervisor");
            await Jobs();
            output.WriteLine($"checked {watch.Elapsed}");
            await app.Send(new RunImport.Command(id), "supervisor");
            await Jobs();
            output.WriteLine($"imported {watch.Elapsed}");
            await app.Db<CustomersDb>(async db =>
            {
                Assert.Equal(0, await db.ImportRows.CountAsync(r => r.ImportId == id && r.State == RowState.Wrong));
                Assert.Equal(69_659, await db.Purchases.CountAsync(p => p.Source == "cdnow"));
                Assert.Equal(2_500_315.63m, await db.Purchases.Where(p => p.Source == "cdnow").SumAsync(p => p.GoodsAmount));
                Assert.Equal(23_570, await db.Purchases.Where(p => p.Source == "cdnow").Select(p => p.CustomerId).Distinct().CountAsync());
            });
        }
    }

    [Fact]
    public async Task The_real_persons_come_in()
    {
        var path = RealFiles.Find("febrl1-persons.csv");
        if (path is null) return;
        await using var file = File.OpenRead(path);
        var id = await app.Send(new StartImport.Command { FileName = "febrl1-persons.csv", Content = file }, "supervisor");
        var guess = (await app.Send(new CheckImport.Query(id), "supervisor")).Form;
        Assert.Contains("givenName", guess.Columns);
        await app.Send(guess, "supervisor");
        await Jobs();
        await app.Send(new RunImport.Command(id), "supervisor");
        await Jobs();
        var rows = await Rows(id);
        Assert.Equal(1000, rows.Count);
        Assert.DoesNotContain(rows, r => r.State is RowState.New or RowState.ToCreate);
        // Half of them are damaged copies of the others: many keep the name, which the import tells.
        Assert.True(rows.Count(r => r.State == RowState.Created) > 500, string.Join(", ", rows.GroupBy(r => (r.State, r.Reason)).Select(g => $"{g.Key} {g.Count()}")));
        Assert.NotEmpty((await app.Send(new ListCustomers.Query { Q = rows.First(r => r.State == RowState.Created).Cells[2] })).Items);
    }
}
