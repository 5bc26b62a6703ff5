using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.History;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.History;

/// <summary>Every change of a record is told with before and after, and the record of any day can be seen again.</summary>
public sealed class HistoryTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int serial;

    static string Phone() => $"1662555{Interlocked.Increment(ref serial):D4}";

    Task<long> New(string name, string? phone = null, CustomerKind kind = CustomerKind.Organisation, string @as = "manager") =>
        app.Send(new RegisterCustomer.Command { Kind = kind, Name = name, AllowDuplicate = true, Phones = [new() { Value = phone ?? Phone() }], Birthday = new DateOnly(1990, 2, 3) }, @as);

    async Task Edit(long id, Func<EditCustomer.Command, EditCustomer.Command> change, string @as = "manager")
    {
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(change(await app.Send(new EditCustomer.Query(id), @as)) with { AllowDuplicate = true }, @as);
    }

    Task<ShowHistory.View> History(long id, ShowHistory.Query? like = null, string @as = "manager") => app.Send((like ?? new ShowHistory.Query(id)) with { Id = id, Limit = 200 }, @as);

    static IEnumerable<ShowHistory.Act> With(ShowHistory.View view, string field) => view.Items.Where(a => a.Changes.Any(c => c.Field == field));

    [Fact]
    public async Task A_change_is_told_with_who_when_where_from_before_and_after()
    {
        var id = await New("历史甲公司");
        var manager = await app.As("manager");
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/edit", ("Form.Level", "Vip"), ("Form.Industry", "航运"), ("Form.Tags", "大客户"))).Status);
        app.Clock.Advance(TimeSpan.FromHours(1));
        var api = await app.Api("manager");
        var read = await api.GetAsync($"/api/v1/customers/{id}");
        var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/customers/{id}") { Content = JsonContent.Create(new { industry = "物流" }) };
        patch.Headers.TryAddWithoutValidation("If-Match", read.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(patch)).StatusCode);

        var history = await History(id);
        var (byApi, byPage, opened) = (history.Items[0], history.Items[1], history.Items[^1]);
        Assert.Equal(("航运", "物流"), byApi.Changes.Where(c => c.Field == "industry").Select(c => (c.Before, c.After)).Single());
        Assert.Equal("API", byApi.Via);
        Assert.Equal("page", byPage.Via);
        Assert.Equal("Record edited", byPage.What);
        Assert.Equal(app.Clock.Now.AddHours(-1), byPage.At);
        Assert.Contains(byPage.Changes, c => c is { Field: "level", Label: "Level", After: "VIP" });
        Assert.Contains(byPage.Changes, c => c is { Field: "tags", Before: null, After: "大客户" });
        Assert.Equal("Record opened", opened.What);
        Assert.Contains(opened.Changes, c => c is { Field: "name", After: "历史甲公司" });

        var page = await manager.Get($"/customers/{id}/history?Field=industry");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("航运", page.Text("del"), StringComparison.Ordinal);
        Assert.Equal(["物流", "航运"], page.Document.QuerySelectorAll("ol ins").Select(i => i.TextContent));
        Assert.DoesNotContain("大客户", page.Text("ol"), StringComparison.Ordinal);
        Assert.NotNull((await manager.Get($"/customers/{id}")).Document.QuerySelector($"a[href='/customers/{id}/history']"));
        Assert.NotNull((await manager.Get($"/customers/{id}/timeline")).Document.QuerySelector($"a[href='/customers/{id}/history']"));
        var chinese = await (await app.As("manager", "zh-CN")).Get($"/customers/{id}/history?lang=zh-CN");
        Assert.Equal(HttpStatusCode.OK, chinese.Status);

        var json = await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{id}/history?limit=1");
        Assert.Equal(1, json.GetProperty("items").GetArrayLength());
        var next = await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{id}/history?limit=1&cursor={json.GetProperty("nextCursor").GetString()}");
        Assert.Equal("page", next.GetProperty("items")[0].GetProperty("via").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync($"/api/v1/customers/{id}/history?asOf=yesterday")).StatusCode);
    }

    [Fact]
    public async Task Phones_contacts_consents_and_reviews_are_told()
    {
        var (first, second) = (Phone(), Phone());
        var id = await New("历史乙公司", first);
        await Edit(id, c => c with { Phones = [new() { Value = first }, new() { Value = second, Label = "总机", Primary = true }] });
        await Edit(id, c => c with { Phones = [new() { Value = second, OptedOut = true }] });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var contact = await app.Send(new AddContact.Command { CustomerId = id, Name = "李经理", Title = "采购", Emails = [new() { Value = "li@history.example" }] }, "manager");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var form = await app.Send(new EditContact.Query(id, contact), "manager");
        await app.Send(form with { Title = "总监", Emails = [new() { Value = "li.new@history.example" }] }, "manager");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new RemoveContact.Command(id, contact), "manager");
        await app.Send(new SayConsent.Command { Id = id, Purpose = Purpose.Marketing, Channel = ConsentChannel.Email, Given = true, Source = ConsentSource.Phone, Evidence = "电话录音 3" }, "manager");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new Crm.Customers.Features.Reviews.ConfirmReview.Command(id), "manager");

        var history = await History(id);
        Assert.Equal("Record reviewed", history.Items[0].What);
        var consent = Assert.Single(With(history, "consents").Single().Changes);
        Assert.StartsWith("consents", consent.After, StringComparison.Ordinal);
        Assert.DoesNotContain("录音", JsonSerializer.Serialize(history), StringComparison.Ordinal);
        var contacts = With(history, "contacts").ToList();
        Assert.Equal(["Contact removed", "Contact edited", "Contact added"], contacts.Select(a => a.What));
        Assert.Contains(contacts[0].Changes, c => c.Before?.StartsWith("李经理 · 总监", StringComparison.Ordinal) == true && c.After is null);
        // The contact is gone, and its name is known all the same.
        Assert.Contains(contacts[1].Changes, c => c.Label == "李经理: Job title" && c is { Before: "采购", After: "总监" });
        Assert.Contains(contacts[1].Changes, c => c.Label == "李经理: E-mail" && c.Before?.Contains("li@history.example", StringComparison.Ordinal) == true);
        Assert.Contains(contacts[2].Changes, c => c.Label == "李经理: E-mail" && c.After?.Contains("li@history.example", StringComparison.Ordinal) == true);
        var reach = With(history, "reach").ToList();
        Assert.Contains(reach[0].Changes, c => c.Before?.Contains(first, StringComparison.Ordinal) == true && c.After is null);
        Assert.Contains(reach[0].Changes, c => c.Label.Contains(second, StringComparison.Ordinal) && c.Label.EndsWith("Opted out", StringComparison.Ordinal) && c is { Before: "No", After: "Yes" });
        Assert.All(["reach", "contacts", "consents", "name", "level"], f => Assert.Contains(history.Fields, c => c.Value == f));
        Assert.Single((await History(id, new(0) { Field = "consents" })).Items);
        Assert.Empty((await History(id, new(0) { By = 987654 })).Items);
        Assert.Empty((await History(id, new(0) { Field = "nothing" })).Items);
    }

    [Fact]
    public async Task Who_sees_masks_on_the_record_sees_masks_in_its_past()
    {
        var (first, second) = (Phone(), Phone());
        var id = await New("历史丙", first, CustomerKind.Individual);
        await Edit(id, c => c with { Phones = [new() { Value = second }], Birthday = new DateOnly(1991, 5, 6) });
        var agent = await app.As("agent");
        foreach (var url in new[] { $"/customers/{id}/history", $"/customers/{id}/history?AsOf={app.Clock.Now.AddSeconds(-30):yyyy-MM-ddTHH:mm:ss}Z" })
        {
            var page = await agent.Get(url);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            foreach (var secret in new[] { first, second, "1990-02-03", "1991-05-06" }) Assert.DoesNotContain(secret, page.Html, StringComparison.Ordinal);
            Assert.Contains(first[..3] + "****" + first[^4..], page.Html, StringComparison.Ordinal);
            Assert.Contains("1990-**-**", page.Html, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(first, await (await app.Api("agent")).GetStringAsync($"/api/v1/customers/{id}/history"), StringComparison.Ordinal);
        Assert.Contains(first, (await (await app.As("manager")).Get($"/customers/{id}/history")).Html, StringComparison.Ordinal);
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Looks.AnyAsync(l => l.CustomerId == id)));
        var foreign = await New("历史别人的", @as: "agent");
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("manager")).Get($"/customers/{foreign}/history")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("manager")).GetAsync($"/api/v1/customers/{foreign}/history")).StatusCode);
    }

    [Fact]
    public async Task The_page_shows_the_record_as_it_was_and_marks_what_differs()
    {
        var id = await New("旧名公司");
        var then = app.Clock.Now;
        await Edit(id, c => c with { Name = "新名公司", Tags = ["新"] });
        var manager = await app.As("manager");
        var zone = await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().Zone), "manager");
        var typed = NodaTime.Instant.FromDateTimeOffset(then).InZone(zone).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var page = await manager.Get($"/customers/{id}/history?AsOf={typed}");
        var name = page.Document.QuerySelectorAll("#record tr").Single(r => r.QuerySelector("th")!.TextContent.Trim().StartsWith("Name", StringComparison.Ordinal));
        Assert.Equal(["旧名公司", "新名公司"], name.QuerySelectorAll("td").Select(d => d.TextContent.Trim()));
        Assert.Contains("table-warning", name.ClassList);
        Assert.Contains("table-warning", page.Document.QuerySelectorAll("#record tr").Single(r => r.TextContent.Contains("Tags", StringComparison.Ordinal)).ClassList);
        Assert.DoesNotContain("table-warning", page.Document.QuerySelectorAll("#record tr").Single(r => r.TextContent.Contains("Time zone", StringComparison.Ordinal)).ClassList);
        Assert.Contains("no record yet", (await manager.Get($"/customers/{id}/history?AsOf=2020-01-01")).Text("#record"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Get($"/customers/{id}/history?AsOf=gestern")).Status);
        var json = await (await app.Api("manager")).GetFromJsonAsync<JsonElement>($"/api/v1/customers/{id}/history?asOf={then:yyyy-MM-ddTHH:mm:ss.fffffff}Z");
        Assert.Equal("旧名公司", json.GetProperty("record").GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("field").GetString() == "name").GetProperty("then").GetString());
        Assert.DoesNotContain("新名公司", json.GetProperty("items").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merged_record_leads_to_the_survivor_and_an_erased_one_tells_nothing()
    {
        var (into, from) = (await New("并入公司"), await New("并出公司"));
        await app.Send(new AddContact.Command { CustomerId = from, Name = "跟着走的人" }, "manager");
        await Edit(from, c => c with { Industry = "茶叶" });
        var before = app.Clock.Now;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Merge(from, into);
        var manager = await app.As("manager");
        var moved = await manager.Get($"/customers/{from}/history");
        Assert.Equal((HttpStatusCode.MovedPermanently, $"/customers/{into}/history"), (moved.Status, moved.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await (await app.Api("manager")).GetAsync($"/api/v1/customers/{from}/history")).StatusCode);
        var history = await History(into);
        Assert.Equal("Records merged", history.Items[0].What);
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == from).Select(c => c.Number).SingleAsync());
        Assert.Contains(history.Items[0].Changes, c => c.Field == "formerNumbers" && c.After == $"C{number:D6}");
        Assert.Contains(history.Items[0].Changes, c => c.Field == "mergedIntoId");
        Assert.Contains(history.Items, a => a.Record == $"C{number:D6}" && a.Changes.Any(c => c.After == "茶叶"));
        var past = await History(into, new(0) { AsOf = before });
        Assert.Contains(past.Record!.Fields, f => f is { Field: "contacts", Then: null } && f.Today!.StartsWith("跟着走的人", StringComparison.Ordinal));

        await app.Send(new EraseCustomer.Command { Id = into, Confirm = $"{await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Number).SingleAsync())}", Reason = "asked" });
        var erased = await (await app.As("admin")).Get($"/customers/{into}/history");
        Assert.Equal(HttpStatusCode.OK, erased.Status);
        Assert.Empty(erased.Document.QuerySelectorAll("ol, #record"));
        Assert.Empty((await History(into, @as: "admin")).Items);
    }

    async Task Merge(long from, long into)
    {
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = await app.Db<CustomersDb, uint>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Version).SingleAsync()) });
        await app.Deliver();
    }

    [Fact]
    public async Task What_came_by_a_file_is_known_as_it_came()
    {
        var (phone, other) = (Phone(), Phone());
        var id = await Import($"客户名称,手机号,所在地区,联系人\n历史导入有限公司,{phone},浙江,王来宾\n");
        var then = app.Clock.Now;
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await Edit(id, c => c with { Region = "江苏", Phones = [new() { Value = other }] }, "supervisor");
        var contact = await app.Db<CustomersDb, long>(db => db.Contacts.Where(c => c.CustomerId == id).Select(c => c.Id).SingleAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.Send(new RemoveContact.Command(id, contact), "supervisor");
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(id, await Import($"客户名称,手机号,所属行业\n历史导入有限公司,{other},丝绸\n"));

        var history = await History(id, new(0) { AsOf = then }, "admin");
        var fields = history.Record!.Fields;
        Assert.Contains(fields, f => f is { Field: "region", Then: "浙江", Today: "江苏" });
        Assert.Contains(fields, f => f is { Field: "industry", Then: null, Today: "丝绸" });
        Assert.Contains(fields, f => f.Field == "reach" && f.Then?.Contains(phone, StringComparison.Ordinal) == true && f.Today is null);
        Assert.Contains(fields, f => f.Field == "contacts" && f.Then?.StartsWith("王来宾", StringComparison.Ordinal) == true && f.Today is null);
        var all = await History(id, @as: "admin");
        Assert.Equal("import", all.Items[0].Via);
        Assert.Equal("from a file, line 2", all.Items[^1].Changes.Single().After);
        Assert.False((await History(id, new(0) { AsOf = then.AddDays(-1) }, "admin")).Record!.Existed);
    }

    async Task<long> Import(string text)
    {
        var id = await app.Send(new StartImport.Command { Kind = ImportKind.Customers, FileName = "history.csv", Content = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, "supervisor");
        var guess = (await app.Send(new CheckImport.Query(id), "supervisor")).Form;
        await app.Send(guess with { Mode = ImportMode.Both }, "supervisor");
        await Jobs();
        await app.Send(new RunImport.Command(id), "supervisor");
        await Jobs();
        return await app.Db<CustomersDb, long>(db => db.ImportRows.Where(r => r.ImportId == id).Select(r => r.ResultId!.Value).SingleAsync());
    }

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    /// <summary>Every property that histories may tell has a name in both languages; a new one must get one.</summary>
    [Fact]
    public async Task Every_field_of_a_record_has_a_name_for_readers()
    {
        var (properties, texts) = await app.Scope(s => Task.FromResult((s.GetRequiredService<HistoryWords>().Properties, s.GetRequiredService<Texts>())));
        Assert.Contains(nameof(Customer.Name), properties);
        Assert.DoesNotContain(nameof(Customer.Words), properties);
        Assert.All(properties, p => Assert.True(texts.Has(HistoryWords.LabelKey(p)), p));
    }

    /// <summary>The property: whatever was done in whatever order, the record of each moment is found again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_edits_can_be_gone_back_through(int seed)
    {
        var random = new Random(seed);
        List<long> ids = [await New($"随机{seed}甲"), await New($"随机{seed}乙"), await New($"随机{seed}丙")];
        var remembered = new List<(DateTimeOffset At, long Id, string State)>();
        var merged = new Dictionary<long, long>();
        string Pick(params string[] some) => some[random.Next(some.Length)];
        List<PointInput> Some(Func<int, string> value) => [.. Enumerable.Range(0, 6).Where(_ => random.Next(3) == 0).Select(i => new PointInput { Value = value(i), Label = random.Next(2) == 0 ? null : Pick("办公", "家"), OptedOut = random.Next(4) == 0, Primary = random.Next(3) == 0 })];

        for (var step = 0; step < 40; step++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(random.Next(1, 5000)));
            var free = ids.Where(i => !merged.ContainsKey(i)).ToList();
            var id = free[random.Next(free.Count)];
            var contacts = await app.Db<CustomersDb, List<long>>(db => db.Contacts.Where(c => c.CustomerId == id).Select(c => c.Id).ToListAsync());
            switch (random.Next(10))
            {
                case 0 or 1 or 2:
                    await Edit(id, c => c with
                    {
                        Name = Pick("甲公司", "乙公司", "丙公司"),
                        Industry = random.Next(3) == 0 ? null : Pick("茶", "酒"),
                        Level = (CustomerLevel)random.Next(3),
                        Region = Pick("北京", "上海"),
                        Tags = [.. new[] { "a", "b", "c" }.Where(_ => random.Next(2) == 0)],
                        Phones = Some(i => $"16625{seed}1{id % 100:D2}{i:D2}"),
                        Emails = Some(i => $"r{seed}.{id}.{i}@example.cn"),
                        Addresses = [.. Some(i => $"中山路{i}号").Select(p => new AddressInput { Value = p.Value, Label = p.Label, OptedOut = p.OptedOut, Primary = p.Primary })],
                        Birthday = random.Next(2) == 0 ? null : new DateOnly(1980, 1, random.Next(1, 28)),
                    }, "admin");
                    break;
                case 3:
                    await app.Send(new TagCustomer.Command { Id = id, Tag = Pick("a", "b", "d"), Off = random.Next(2) == 0 }, "admin");
                    break;
                case 4 or 5:
                    await app.Send(new AddContact.Command { CustomerId = id, Name = Pick("赵", "钱", "孙") + "先生", Key = random.Next(2) == 0, Title = random.Next(2) == 0 ? null : "经理", Phones = Some(i => $"16625{seed}2{step:D2}{i:D2}") }, "admin");
                    break;
                case 6 when contacts.Count > 0:
                    var contact = contacts[random.Next(contacts.Count)];
                    var form = await app.Send(new EditContact.Query(id, contact), "admin");
                    await app.Send(form with { Title = Pick("总监", "会计"), Key = random.Next(2) == 0, Emails = Some(i => $"c{contact}.{i}@example.cn") }, "admin");
                    break;
                case 7 when contacts.Count > 0:
                    await app.Send(new RemoveContact.Command(id, contacts[random.Next(contacts.Count)]), "admin");
                    break;
                case 8 when free.Count > 1:
                    var other = free.First(f => f != id);
                    await Merge(other, id);
                    merged[other] = id;
                    break;
                case 9 when merged.Count > 0:
                    var back = merged.Keys.ElementAt(random.Next(merged.Count));
                    var merge = await app.Db<CustomersDb, (long Id, bool Undoable)>(async db =>
                    {
                        var m = await db.Merges.Where(x => x.FromId == back && x.UndoneAt == null).OrderByDescending(x => x.Id).FirstAsync();
                        return (m.Id, m.CanBeUndone(app.Clock.Now) && !await db.Customers.AnyAsync(c => c.Id == m.IntoId && c.MergedIntoId != null));
                    });
                    if (!merge.Undoable) continue;
                    try { await app.Send(new UndoMerge.Command(merge.Id)); }
                    catch (RuleException) { continue; }
                    await app.Deliver();
                    merged.Remove(back);
                    break;
            }
            foreach (var one in ids.Where(i => !merged.ContainsKey(i))) remembered.Add((app.Clock.Now, one, await State(one)));
        }
        Assert.True(remembered.Select(r => r.State).Distinct().Count() > 20, "The edits must change something.");
        foreach (var (at, id, state) in remembered.Where(r => !merged.ContainsKey(r.Id)).OrderBy(_ => random.Next()).Take(60))
            Assert.Equal(state, Say((await History(id, new(0) { AsOf = at }, "admin")).Record!.Fields.Select(f => (f.Field, f.Label, f.Then))));
    }

    /// <summary>The record as the 360 page tells it now: found by other code than its past is.</summary>
    async Task<string> State(long id)
    {
        var c = await app.Send(new ShowCustomer.Query(id), "admin");
        var texts = app.Services.GetRequiredService<Texts>();
        string Marks(ShowCustomer.PointView p) => string.Join(" · ", new[] { p.Value, p.Label, p.Primary ? "Primary" : null, p.Invalid ? "Invalid" : null, p.OptedOut ? "Opted out" : null }.OfType<string>());
        var fields = new List<(string, string, string?)>
        {
            ("name", "Name", c.Name), ("kind", "Kind", texts[c.Kind]), ("industry", "Industry", c.Industry), ("level", "Level", texts[c.Level]), ("region", "Region", c.Region), ("birthday", "Birthday or founding day", c.Birthday),
            ("tags", "Tags", c.Tags.Count == 0 ? null : string.Join(", ", c.Tags)), ("formerNumbers", "Numbers of merged records", c.FormerNumbers.Count == 0 ? null : string.Join(", ", c.FormerNumbers)),
        };
        fields.AddRange(c.Phones.Select(p => ("reach", "Phone", (string?)Marks(p))));
        fields.AddRange(c.Emails.Select(p => ("reach", "E-mail", (string?)Marks(p))));
        fields.AddRange(c.Addresses.Select(p => ("reach", "Address", (string?)Marks(p))));
        fields.AddRange(c.Contacts.Select(p => ("contacts", "Contact", (string?)string.Join(" · ", new[] { p.Name, p.Title, p.Role is null ? null : texts[p.Role], p.Key ? "Key contact" : null }.OfType<string>().Concat(p.Phones.Concat(p.Emails).Select(Marks).Order(StringComparer.Ordinal))))));
        return Say(fields);
    }

    static readonly HashSet<string> Compared = ["name", "kind", "industry", "level", "region", "birthday", "tags", "formerNumbers", "reach", "contacts"];

    static string Say(IEnumerable<(string Field, string Label, string? Text)> fields) => string.Join('\n', fields.Where(f => f.Text is not null && Compared.Contains(f.Field))
        .Select(f => $"{f.Field}|{f.Label}|{(f.Field == "contacts" ? Sorted(f.Text!) : f.Text)}").Order(StringComparer.Ordinal));

    /// <summary>The ways to reach a contact come in no order that matters.</summary>
    static string Sorted(string contact) => string.Join(" · ", contact.Split(" · ").Order(StringComparer.Ordinal));
}
