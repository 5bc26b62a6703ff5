using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.ToDos;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Platform.Modules;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Goodwill;
using Crm.Tickets.Features.Quality;
using Crm.Tickets.Features.SubTasks;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Crm.Tickets.Features.Watching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using GoodwillKind = Crm.Tickets.Domain.GoodwillKind;
using MessageKind = Crm.Tickets.Domain.MessageKind;

namespace Crm.Tests.Customers.Privacy;

/// <summary>Somebody with something in every corner is erased: the figures stay as they were, and the person is nowhere any more.</summary>
public sealed partial class ErasureTests(CrmApp app) : IClassFixture<CrmApp>
{
    const string Name = "独孤求败", Contact = "Zebulon Quixotte", Phone = "16755512345", Email = "dugu.qiubai@example.cn", ContactEmail = "zq@sword.example", Order = "ORD-DG-4711", ExternalId = "EXT-DG-77", Street = "华山之巅思过崖九号", Door = "绝情谷断肠崖十六号", Use = "USE-DG-0815", Liking = "只喝女儿红";

    static readonly string[] Traces = [Name, Contact, "Quixotte", Phone, "+86" + Phone, Email, "dugu.qiubai", ContactEmail, Order, ExternalId, Street, Door, Use, Liking];

    [GeneratedRegex(@"/s/[A-Za-z0-9_\-.]+")]
    private static partial Regex SurveyLink();

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    static async Task<JsonElement> Created(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static string? First(Answer page, string field) => page.Document.QuerySelectorAll($"[name='{field}'] option").Select(o => o.GetAttribute("value")).First(v => !string.IsNullOrEmpty(v));

    static async Task<Answer> Upload(Browser browser, string text, string kind)
    {
        var page = await browser.Get("/customers/import");
        var form = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" }, { new StringContent(kind), "Form.Kind" } };
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "Form.File", "rows.csv");
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, "/customers/import") { Content = form });
    }

    /// <summary>Comes in by a file, then lives through every module.</summary>
    async Task<long> Live()
    {
        var supervisor = await app.As("supervisor");
        var id = (await Upload(supervisor, $"客户名称,手机号,邮箱,所在地区\r\n{Name},{Phone},{Email},陕西\r\n错误行,12,{Email},\r\n", "Customers")).Location!.OriginalString.Split('/')[2];
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/imports/{id}/map")).Status);
        await Jobs();
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/imports/{id}/run")).Status);
        await Jobs();
        await app.Deliver();
        var customer = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Name == Name).Select(c => c.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/customers/{customer}/edit", ("Form.Kind", "Organisation"), ("Form.Addresses[0].Value", Street), ("Form.Addresses[1].Province", "陕西省"), ("Form.Addresses[1].Street", Door), ("Form.Birthday", "1962-05-17"), ("Form.Tags", "剑魔"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/customers/{customer}/contacts/new", ("Form.Name", Contact), ("Form.Emails[0].Value", ContactEmail), ("Form.Preferences", Liking), ("Form.Addresses[0].City", "襄阳市"), ("Form.Addresses[0].Street", Door))).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/customers/{customer}/notes/new", ("Form.Text", $"{Name}喜欢重剑"))).Status);
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set external_id = {ExternalId} where id = {customer}"));

        var api = await app.Api("supervisor");
        await Created(await api.PostAsJsonAsync("/api/v1/interactions", new { customerId = customer, type = "call", at = app.Clock.Now, outcome = "resolved", summary = $"{Name}来电", participants = Contact }));
        var drawing = await app.Scope(s => s.GetRequiredService<IFiles>().Save(new MemoryStream(Encoding.UTF8.GetBytes($"{Name}的图纸")), "图纸.txt", default));
        await app.Send(new LogInteraction.Command { CustomerId = customer, Summary = "图纸", Files = [drawing.Id] });
        await Created(await api.PostAsJsonAsync("/api/v1/todos", new { customerId = customer, what = $"给{Name}回电 {Phone}", dueAt = app.Clock.Now.AddHours(1) }));
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/purchases") { Content = JsonContent.Create(new { customerId = customer, source = "shop", externalId = Order, purchasedAt = app.Clock.Now.AddYears(-5), goodsAmount = 300, currency = "CNY", items = new[] { new { product = "玄铁重剑", quantity = 1, amount = 300 } } }) };
        request.Headers.Add("Idempotency-Key", "order-of-the-forgotten");
        var bought = await api.SendAsync(request);
        await Created(bought);
        request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/usages") { Content = JsonContent.Create(new { customerId = customer, product = "练剑场", source = "gate", externalId = Use }) };
        request.Headers.Add("Idempotency-Key", "use-of-the-forgotten");
        await Created(await api.SendAsync(request));
        await Created(await api.PostAsJsonAsync("/api/v1/members", new { customerId = customer, termsAccepted = true }));
        await Created(await api.PostAsJsonAsync("/api/v1/opportunities", new { customerId = customer, title = $"{Name}的剑庐", amount = 9000, currency = "CNY", stage = "lead", probability = 20 }));

        var file = await app.Scope(s => s.GetRequiredService<IFiles>().Save(new MemoryStream(Encoding.UTF8.GetBytes($"{Name} {Phone}")), "收据.txt", default));
        var ticket = await app.Send(new OpenTicket.Command { CustomerId = customer, Type = TicketType.Inquiry, Channel = TicketChannel.Email, Priority = TicketPriority.Normal, Subject = $"{Name}的剑到哪了", Description = $"我是{Name}，电话{Phone}", Files = [file.Id] }, "supervisor");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(await supervisor.Get($"/tickets/{ticket}"), $"/tickets/{ticket}/take")).Status);
        // A second ticket goes on in the first; a department was asked, somebody watches.
        var twin = await app.Send(new OpenTicket.Command { CustomerId = customer, Type = TicketType.Inquiry, Channel = TicketChannel.Email, Subject = $"{Name}又问", Description = $"{Name}再问一次" }, "supervisor");
        var task = await app.Send(new AskSubTask.Command { Id = twin, Title = $"给{Name}查库存", TeamId = (await app.Scope(s => s.GetRequiredService<Crm.Contracts.Staff.IStaffDirectory>().Teams(default))).Keys.First(), Within = "8h" }, "supervisor");
        await app.Send(new WatchTicket.Command { Id = twin }, "supervisor");
        await app.Send(new HearCustomer.Command { Id = twin, Channel = TicketChannel.Email, Body = $"{Name}催单" }, "supervisor");
        await app.Send(new MergeTickets.Command { Id = twin, Into = (await app.Scope(s => s.GetRequiredService<ITicketDirectory>().FactsOf([ticket], default)))[ticket].Number, Note = $"{Name}同一把剑" }, "supervisor");
        await app.Send(new FinishSubTask.Command { Id = task, Result = $"已告知{Name}" }, "supervisor");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/tickets/{ticket}/reply", ("Form.Body", $"{Name}您好，已发出。"))).Status);
        // One reply is taken back, words are left in a draft, a colleague is called.
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/tickets/{ticket}/reply", ("Form.Body", $"{Name}，写错了"))).Status);
        var wrong = await app.Db<TicketsDb, long>(db => db.Messages.Where(m => m.TicketId == ticket).MaxAsync(m => m.Id));
        await app.Send(new UndoReply.Command(ticket, wrong), "supervisor");
        await app.Send(new KeepDraft.Command(ticket, MessageKind.Note, $"下次问{Name}", wrong), "supervisor");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/tickets/{ticket}/note", ("Form.Body", $"@zhao.min 请联系{Name}"))).Status);
        await app.Send(new KeepDraft.Command(ticket, MessageKind.Note, $"下次问{Name}", wrong + 1), "supervisor");
        var form = await supervisor.Get($"/tickets/{ticket}/resolve");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(form, $"/tickets/{ticket}/resolve", [("Form.Note", $"已联系{Name}"), ("Form.CauseId", First(form, "Form.CauseId")), ("Form.ResolutionId", First(form, "Form.ResolutionId"))])).Status);
        // They were given something, with words, and how they were served was judged.
        await app.Send(new AskGoodwill.Command { TicketId = ticket, Kind = GoodwillKind.Points, Points = 100, CauseId = 1, Words = $"{Name}，抱歉" }, "supervisor");
        var asked = await app.Send(new AskGoodwill.Command { TicketId = ticket, Kind = GoodwillKind.Coupon, Amount = 900, Currency = "CNY", CauseId = 1, Words = $"补偿{Name}" }, "supervisor");
        await app.Send(new DecideGoodwill.Command { Id = asked, Decision = DecideGoodwill.GoodwillOutcome.Approve, Note = $"{Name}等了太久" }, "admin");
        var today = DateOnly.FromDateTime(app.Clock.Now.AddHours(8).UtcDateTime);
        await app.Send(new DrawSample.Command { From = today, To = today, PerAgent = 50, Extra = 0 }, "admin");
        var check = await app.Db<TicketsDb, long>(db => db.QualityChecks.Where(c => c.TicketId == ticket).Select(c => c.Id).SingleAsync());
        await app.Send(new ScoreCheck.Command { Id = check, Note = $"{Name}很满意", Answers = [.. new[] { "5", "5", "4", "1", "1", "1" }.Select(v => new AnswerForm { Value = v, Comment = $"问过{Name}" })] }, "admin");
        app.Clock.Advance(AddMessage.UndoFor);
        await app.Deliver();
        var link = (await app.MailsTo(customer)).Select(m => SurveyLink().Match(m.TextBody)).First(m => m.Success).Value;
        var phone = app.Anonymous();
        await phone.Submit(await phone.Get(link), link, ("a.overall", "2"), ("a.solved", "no"), ("a.comment", $"我{Name}很失望，请打{Phone}"), ("go", "Next"));
        await app.Deliver();
        app.Clock.Advance(TimeSpan.FromHours(30));
        foreach (var sweep in await app.Scope(s => Task.FromResult(s.GetServices<ISweep>().Where(w => w.GetType().Name is "RemindOfToDos" or "WatchFollowUps" or "SendDigest").Select(w => w.GetType()).ToList())))
            await app.Scope(async s => { await ((ISweep)s.GetRequiredService(sweep)).Run(default); return 0; });
        await app.Services.GetRequiredService<MailSender>().SendDue();
        return customer;
    }

    /// <summary>Where a trace of the person stands: table and row, or file.</summary>
    async Task<List<string>> Found()
    {
        var found = new List<string>();
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync();
        var tables = new List<string>();
        // By the catalogue: whatever can hold rows, of whichever schema, is looked at.
        await using (var list = new NpgsqlCommand("select oid::regclass::text from pg_class where relkind in ('r', 'p', 'm', 'f') and not relispartition and relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'", connection))
        await using (var reader = await list.ExecuteReaderAsync())
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        Assert.True(tables.Count > 50, "The scan must not look at nothing.");
        foreach (var table in tables)
        {
            // A row as text holds every column: arrays, JSON, search words; bytes come in hex.
            await using var scan = new NpgsqlCommand($"select t::text from {table} t where lower(t::text) like any($1)", connection);
            scan.Parameters.Add(new() { Value = Traces.SelectMany(Writings).Select(t => $"%{t.Replace("\\", "\\\\", StringComparison.Ordinal)}%").ToArray() });
            await using var reader = await scan.ExecuteReaderAsync();
            while (await reader.ReadAsync()) found.Add($"{table}: {reader.GetString(0)[..Math.Min(300, reader.GetString(0).Length)]}");
        }
        foreach (var file in Directory.EnumerateFiles(app.DataDir, "*", SearchOption.AllDirectories))
        {
            var text = await Text(file);
            var decoded = text + string.Concat(Base64().Matches(text).Select(m => Decode(m.Value)));
            if (Traces.Any(t => decoded.Contains(t, StringComparison.OrdinalIgnoreCase))) found.Add(file);
        }
        return found;
    }

    /// <summary>A trace as a table may hold it: as it is, with JSON's escapes, as bytes in UTF-8 and UTF-16, in base64.</summary>
    static IEnumerable<string> Writings(string trace)
    {
        var utf8 = Encoding.UTF8.GetBytes(trace);
        return
        [
            trace.ToLowerInvariant(), string.Concat(trace.Select(c => c < 128 ? $"{char.ToLowerInvariant(c)}" : $"\\u{(int)c:x4}")),
            Convert.ToHexStringLower(utf8), Convert.ToHexStringLower(Encoding.Unicode.GetBytes(trace)),
            // Of the three ways the bytes may fall into base64 the one that begins a text; lower case as the row is.
            Convert.ToBase64String(utf8[..(utf8.Length / 3 * 3)]).ToLowerInvariant(),
        ];
    }

    /// <summary>What a file says; of an archive, which a workbook is as well, what is in it.</summary>
    static async Task<string> Text(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        if (bytes is not [(byte)'P', (byte)'K', ..]) return Encoding.UTF8.GetString(bytes);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(bytes));
        var texts = new List<string>();
        foreach (var entry in zip.Entries) texts.Add(await new StreamReader(entry.Open()).ReadToEndAsync());
        return string.Join('\n', texts);
    }

    [GeneratedRegex(@"[A-Za-z0-9+/\r\n]{24,}={0,2}")]
    private static partial Regex Base64();

    static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.ReplaceLineEndings(""), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    /// <summary>How many samples the planner keeps that name the person: the catalogue holds values as well.</summary>
    Task<int> Sampled() => app.Db<CustomersDb, int>(db =>
    {
        var traces = Traces.Select(t => $"%{t}%").ToArray();
        return db.Database.SqlQuery<int>($"""
            select count(*)::int as "Value" from pg_stats
            where most_common_vals::text ilike any({traces}) or histogram_bounds::text ilike any({traces}) or most_common_elems::text ilike any({traces})
            """).SingleAsync();
    });

    /// <summary>Every panel of the dashboard as the supervisor reads it. Points are looked at apart: forfeiting them is an entry of the ledger.</summary>
    async Task<Dictionary<string, string>> Figures()
    {
        var supervisor = await app.As("admin");
        var figures = new Dictionary<string, string>();
        foreach (var panel in app.Services.GetRequiredService<ModuleList>().PanelsOf("dashboard").Where(p => p.Title != "loyalty.points"))
        {
            var page = await supervisor.Get(panel.Url, htmx: true);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            foreach (var words in page.Document.QuerySelectorAll("[data-words]").ToList()) words.Remove();
            figures[panel.Url] = Spaces().Replace(page.Document.Body!.TextContent, " ");
        }
        return figures;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [Fact]
    public async Task Figures_stay_and_the_person_is_nowhere()
    {
        var id = await Live();
        var before = await Figures();
        var places = await Found();
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlRawAsync("analyze customers.customers; analyze customers.contacts; analyze customers.customer_points"));
        foreach (var place in new[] { "tickets.goodwill", "tickets.quality_marks", "tickets.quality_steps", "customers.customers", "customers.customer_points", "customers.contacts", "customers.notes", "customers.interactions", "customers.to_dos", "customers.purchases", "customers.usages", "customers.contact_points", "customers.import_rows", "tickets.tickets", "tickets.messages", "tickets.customers", "surveys.responses", "loyalty.members", "sales.opportunities" })
            Assert.True(places.Exists(p => p.StartsWith(place + ":", StringComparison.Ordinal)), $"The test has put nothing into {place}.");
        Assert.Contains(places, p => p.EndsWith(".eml", StringComparison.Ordinal));
        Assert.Contains(places, p => p.StartsWith("platform.files:", StringComparison.Ordinal) || p.Contains($"{Path.DirectorySeparatorChar}files{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var earned = await app.Db<LoyaltyDb, long>(db => db.Entries.Where(e => e.To == Account.Member).SumAsync(e => e.Points));
        Assert.True(earned > 0);

        var admin = await app.As("admin");
        var page = await admin.Get($"/customers/{id}/erase");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var number = page.Text(".page-pretitle").Split(' ')[0];
        var wrong = await admin.Submit(page, $"/customers/{id}/erase", ("Form.Confirm", "C999999"), ("Form.Reason", "asked for by letter"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains(number, wrong.ErrorOf("Form.Confirm"), StringComparison.Ordinal);
        Assert.Equal("asked for by letter", wrong.ValueOf("Form.Reason"));
        var done = await admin.Submit(wrong, $"/customers/{id}/erase", ("Form.Confirm", number));
        Assert.True(done.Status == HttpStatusCode.Found, done.Html);
        await app.Deliver();
        await Jobs();
        await app.Deliver();

        Assert.Empty(await Found());
        Assert.True(await Sampled() > 0, "The statistics of the planner know nobody: the test looks at nothing.");
        await app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == "ShredErased").Run(default); return 0; });
        // Before 18 nobody but a superuser drops the samples of a table that has become empty.
        if (await app.Db<CustomersDb, bool>(db => db.Database.SqlQuery<bool>($"select current_setting('server_version_num')::int >= 180000 as \"Value\"").SingleAsync())) Assert.Equal(0, await Sampled());
        var after = await Figures();
        foreach (var (panel, text) in before) Assert.Equal(text.Replace(Name, number, StringComparison.Ordinal), after[panel]);
        Assert.Equal(earned, await app.Db<LoyaltyDb, long>(db => db.Entries.Where(e => e.To == Account.Member).SumAsync(e => e.Points)));
        Assert.Equal(0, await app.Db<LoyaltyDb, long>(db => db.Members.Where(m => m.CustomerId == id).Select(m => m.Balance).SingleAsync()));
        Assert.Contains(number, (await admin.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get($"/customers/{id}/edit")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get($"/customers/{id}/erase")).Status);
        Assert.Contains($"\"subjectId\":{id}", await File.ReadAllTextAsync(Path.Combine(app.DataDir, "erasures.jsonl")), StringComparison.Ordinal);
        Assert.Contains(id, Forgetting.ReadList(app.Services.GetRequiredService<IConfiguration>()));
    }

    Task<long> New(string name) => app.Send(new RegisterCustomer.Command { Name = name, AllowDuplicate = true }, "manager");

    [Fact]
    public async Task A_restored_backup_forgets_them_again()
    {
        var (gone, here) = (await New("被遗忘者"), await New("留下的人"));
        await app.Scope(async s => { await s.GetRequiredService<IReplayErasures>().Replay([gone, 987654], default); return 0; });
        await app.Scope(async s => { await s.GetRequiredService<IReplayErasures>().Replay([gone], default); return 0; });
        Assert.Equal(0, await app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => c.Name == "被遗忘者")));
        Assert.Equal("留下的人", await app.Db<CustomersDb, string>(db => db.Customers.Where(c => c.Id == here).Select(c => c.Name).SingleAsync()));
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Customers.CustomerErased" && EF.Functions.JsonContains(o.Payload, $$"""{"customerId":{{gone}}}"""))));
        Assert.True(await app.Db<PlatformDb, bool>(db => db.Erasures.AnyAsync(e => e.SubjectId == gone)));
    }

    [Fact]
    public async Task Orders_of_the_last_years_are_kept_apart_and_sealed()
    {
        var id = await New("税务留存人");
        await app.Send(new RecordPurchase.Command { CustomerId = id, Source = "shop", ExternalId = "ORD-KEEP-1", PurchasedAt = app.Clock.Now.AddDays(-10), GoodsAmount = 10, Currency = "CNY", Items = [new() { Product = "书", Quantity = 1, Amount = 10 }] }, "manager");
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Number).SingleAsync());
        await app.Send(new EraseCustomer.Command { Id = id, Confirm = number.ToString(CultureInfo.InvariantCulture), Reason = "asked" });
        var kept = await app.Db<CustomersDb, Crm.Customers.Domain.Privacy.Restricted>(db => db.Restricted.SingleAsync(r => r.CustomerId == id));
        Assert.DoesNotContain("税务", kept.Content, StringComparison.Ordinal);
        Assert.Equal(DateOnly.FromDateTime(app.Clock.Now.AddDays(-10).AddYears(3).UtcDateTime), kept.Until);
        Assert.StartsWith("erased:", await app.Db<CustomersDb, string?>(db => db.Purchases.Where(p => p.CustomerId == id).Select(p => p.ExternalId).SingleAsync()));
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("supervisor")]
    public async Task Nobody_else_may(string person)
    {
        var id = await New("别人");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As(person)).Get($"/customers/{id}/erase")).Status);
    }

    [Fact]
    public async Task An_erasure_seen_with_old_eyes_is_refused()
    {
        var id = await New("新旧");
        var admin = await app.As("admin");
        var page = await admin.Get($"/customers/{id}/erase");
        var number = page.Text(".page-pretitle").Split(' ')[0];
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.customers set region = '北京' where id = {id}"));
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(page, $"/customers/{id}/erase", ("Form.Confirm", number), ("Form.Reason", "asked"))).Status);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new EraseCustomer.Command { Id = id, Confirm = "x", Reason = "asked" }));
    }
}
