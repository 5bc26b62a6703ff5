using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Merging;
using Crm.Surveys.Data;
using Crm.Tests.Support;
using Crm.Tests.Surveys;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Customers.Features;

/// <summary>A person at an organisation: their page, what is linked from it, and the same through the API.</summary>
public sealed class ContactPageTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int serial;

    async Task<(long Customer, long Contact)> New(string person, string @as = "manager")
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = $"联系人公司{Interlocked.Increment(ref serial)}", Kind = CustomerKind.Organisation, AllowDuplicate = true }, @as);
        var contact = await app.Send(new AddContact.Command
        {
            CustomerId = customer, Name = person, Title = "采购总监", Role = DecisionRole.Decider, Language = "zh-CN", PreferredChannel = PreferredChannel.Wechat, Preferences = "喜欢上午来电",
            Phones = [new() { Value = $"1667770{serial:D4}" }], Emails = [new() { Value = $"contact{serial}@example.cn" }], Addresses = [new() { City = "杭州市", Street = "文三路90号" }],
        }, @as);
        return (customer, contact);
    }

    static async Task<JsonElement> Json(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    [Fact]
    public async Task The_page_shows_the_person_and_what_was_said_promised_and_asked()
    {
        var (customer, contact) = await New("司空摘星");
        var other = await app.Send(new AddContact.Command { CustomerId = customer, Name = "陆小凤" }, "manager");
        await app.Send(new LogInteraction.Command { CustomerId = customer, ContactId = contact, Summary = "谈了报价", ToDos = [new() { What = "寄样品", DueAt = app.Clock.Now.AddDays(1) }] }, "manager");
        await app.Send(new LogInteraction.Command { CustomerId = customer, ContactId = other, Summary = "与别人谈", ToDos = [new() { What = "别人的事", DueAt = app.Clock.Now.AddDays(1) }] }, "manager");
        foreach (var (of, subject) in new[] { (contact, "本人的工单"), (other, "别人的工单") })
            await app.Send(new OpenTicket.Command { CustomerId = customer, ContactId = of, Type = TicketType.Inquiry, Channel = TicketChannel.Phone, Priority = TicketPriority.Normal, Subject = subject, Description = "?" }, "admin");

        var url = $"/customers/{customer}/contacts/{contact}";
        var page = await (await app.As("admin")).Get(url);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("司空摘星", page.Text("h1"));
        foreach (var said in new[] { "采购总监", "喜欢上午来电", "谈了报价", "寄样品", "本人的工单", "文三路90号, 杭州市" }) Assert.Contains(said, page.Html, StringComparison.Ordinal);
        foreach (var hidden in new[] { "与别人谈", "别人的事", "别人的工单" }) Assert.DoesNotContain(hidden, page.Html, StringComparison.Ordinal);
        // Whoever may not read tickets is not told of them here either.
        var manager = await app.As("manager");
        var own = await manager.Get(url);
        Assert.Contains("谈了报价", own.Html, StringComparison.Ordinal);

        // Linked from where the person is met, and to where one goes on.
        Assert.Contains($"href=\"{url}\"", (await manager.Get($"/customers/{customer}")).Html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{url}\"", (await manager.Get("/search?q=司空摘星")).Html, StringComparison.Ordinal);
        var interaction = await app.Db<CustomersDb, long>(db => db.Interactions.Where(i => i.ContactId == contact).Select(i => i.Id).SingleAsync());
        Assert.Contains($"href=\"{url}\"", (await manager.Get($"/interactions/{interaction}")).Html, StringComparison.Ordinal);
        var form = await manager.Get($"/customers/{customer}/interactions/new?contact={contact}");
        Assert.Equal($"{contact}", form.ValueOf("Form.ContactId"));
        var logged = await manager.Submit(form, $"/customers/{customer}/interactions/new?contact={contact}", ("Form.Summary", "从联系人页登记"));
        Assert.Equal((HttpStatusCode.Found, url), (logged.Status, logged.Location?.OriginalString));
        Assert.Contains("从联系人页登记", (await manager.Get(url)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("zheng.kai")).Get(url)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await manager.Get($"/customers/{customer + 100000}/contacts/{contact}")).Status);
    }

    [Fact]
    public async Task What_they_answered_is_shown_to_whoever_reads_results()
    {
        var (customer, contact) = await New("薛冰");
        var (token, id) = await app.Invite(customerId: customer);
        var phone = app.Anonymous();
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Submit(await phone.Get($"/s/{token}"), $"/s/{token}", ("a.overall", "2"), ("a.solved", "no"), ("go", "Next"))).Status);
        await app.Db<SurveysDb>(db => db.Responses.Where(r => r.InvitationId == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.ContactId, contact)));
        var response = await app.Db<SurveysDb, long>(db => db.Responses.Where(r => r.InvitationId == id).Select(r => r.Id).SingleAsync());
        var url = $"/customers/{customer}/contacts/{contact}";
        Assert.Contains($"/responses/{response}\"", (await (await app.As("analyst")).Get(url)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"/responses/{response}\"", (await (await app.As("agent")).Get(url)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interactions_turn_their_pages()
    {
        var (customer, contact) = await New("花满楼");
        for (var i = 0; i < 23; i++) await app.Send(new LogInteraction.Command { CustomerId = customer, ContactId = contact, Summary = $"第{i}次", At = app.Clock.Now.AddHours(-i) }, "manager");
        var manager = await app.As("manager");
        var first = await manager.Get($"/customers/{customer}/contacts/{contact}");
        Assert.Contains("第19次", first.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("第20次", first.Html, StringComparison.Ordinal);
        Assert.Contains("第22次", (await manager.Get(first.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contact_data_is_masked_as_on_the_customers_page_and_an_edit_harms_nothing()
    {
        var (customer, contact) = await New("西门吹雪", "agent"); // of the agent's team: the supervisor may write, and is not the owner
        var before = await app.Db<CustomersDb, List<string>>(db => db.Contacts.Where(c => c.Id == contact).SelectMany(c => c.Points).OrderBy(p => p.Id).Select(p => p.Normal).ToListAsync());
        var supervisor = await app.As("supervisor");
        var url = $"/customers/{customer}/contacts/{contact}";
        var (page, edit) = (await supervisor.Get(url), await supervisor.Get(url + "/edit"));
        foreach (var html in new[] { page.Html, edit.Html, await (await app.Api("supervisor")).GetStringAsync("/api/v1" + url) })
        {
            Assert.Contains("166****", html, StringComparison.Ordinal);
            foreach (var hidden in new[] { before[0][3..], before[1], "文三路" }) Assert.DoesNotContain(hidden, html, StringComparison.Ordinal);
        }
        Assert.Equal((HttpStatusCode.Found, url), await Result(supervisor.Submit(edit, url + "/edit", ("Form.Preferences", "不喜寒暄"))));
        Assert.Equal(before, await app.Db<CustomersDb, List<string>>(db => db.Contacts.Where(c => c.Id == contact).SelectMany(c => c.Points).OrderBy(p => p.Id).Select(p => p.Normal).ToListAsync()));
        var invented = await supervisor.Submit(edit, url + "/edit", ("Form.Phones[0].Value", "199****0000"));
        Assert.NotEqual(HttpStatusCode.Found, invented.Status);
        Assert.Contains("166777", (await (await app.As("agent")).Get(url)).Html, StringComparison.Ordinal);

        static async Task<(HttpStatusCode, string?)> Result(Task<Answer> answer) => ((await answer).Status, (await answer).Location?.OriginalString);
    }

    [Fact]
    public async Task Removing_asks_and_leads_back_to_the_organisation()
    {
        var (customer, contact) = await New("叶孤城");
        var manager = await app.As("manager");
        var url = $"/customers/{customer}/contacts/{contact}";
        var page = await manager.Get(url);
        Assert.NotNull(page.Document.QuerySelector($"form[action='{url}/remove'][data-confirm]"));
        var gone = await manager.Submit(page, url + "/remove");
        Assert.Equal((HttpStatusCode.Found, $"/customers/{customer}"), (gone.Status, gone.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.NotFound, (await manager.Get(url)).Status);
    }

    [Fact]
    public async Task A_contact_through_the_API()
    {
        var (customer, _) = await New("公孙大娘");
        var api = await app.Api("manager");
        var list = $"/api/v1/customers/{customer}/contacts";
        var made = await api.PostAsJsonAsync(list, new { name = "江轻霞", role = "buyer", preferredChannel = "phone", preferences = "说话直接", phones = new[] { new { value = "16677771234" } }, addresses = new[] { new { country = "CN", city = "杭州市", street = "文一路1号" } } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var url = made.Headers.Location!.OriginalString;
        var read = await api.GetAsync(url);
        var body = await Json(read);
        Assert.Equal(("江轻霞", "phone", "说话直接", "杭州市"), (body.GetProperty("name").GetString(), body.GetProperty("preferredChannel").GetString(), body.GetProperty("preferences").GetString(), body.GetProperty("addresses")[0].GetProperty("city").GetString()));
        Assert.Equal(2, (await Json(await api.GetAsync(list))).GetProperty("items").GetArrayLength());

        HttpRequestMessage Patch(object change, EntityTagHeaderValue? seen)
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = JsonContent.Create(change) };
            if (seen is not null) request.Headers.IfMatch.Add(seen);
            return request;
        }
        app.Clock.Advance(TimeSpan.FromSeconds(1)); // the record changes by the instant of the change
        Assert.Equal((HttpStatusCode)428, (await api.SendAsync(Patch(new { title = "x" }, null))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.SendAsync(Patch(new { preferences = new string('长', 501) }, read.Headers.ETag))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(Patch(new { title = "经理" }, read.Headers.ETag))).StatusCode);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await api.SendAsync(Patch(new { title = "晚了" }, read.Headers.ETag))).StatusCode);
        body = await Json(await api.GetAsync(url));
        Assert.Equal(("经理", "说话直接", "文一路1号"), (body.GetProperty("title").GetString(), body.GetProperty("preferences").GetString(), body.GetProperty("addresses")[0].GetProperty("street").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("zheng.kai")).GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task After_a_merge_the_old_address_leads_to_the_person()
    {
        var ((into, _), (from, contact)) = (await New("牛肉汤"), await New("沙曼"));
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = await app.Db<CustomersDb, uint>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Version).SingleAsync()) });
        var old = await (await app.As("manager")).Get($"/customers/{from}/contacts/{contact}");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"/customers/{into}/contacts/{contact}"), (old.Status, old.Location?.OriginalString));
        var moved = await (await app.Api("manager")).GetAsync($"/api/v1/customers/{from}/contacts/{contact}");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"/api/v1/customers/{into}/contacts/{contact}"), (moved.StatusCode, moved.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/edit")]
    [InlineData("/remove")]
    public async Task Every_page_opens_in_both_languages_without_raw_keys(string page)
    {
        var (customer, contact) = await New("老实和尚");
        foreach (var language in new[] { "en", "zh-CN" })
        {
            var answer = await (await app.As("manager", language)).Get($"/customers/{customer}/contacts/{contact}{page}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.DoesNotMatch(@"[>""]customers\.[a-z]+(\.[a-z]+)*[<"" ]", answer.Html.Replace("\"customers.contact.remove.confirm\"", "", StringComparison.Ordinal)); // what the button without script carries
            Assert.Equal(1, answer.Document.QuerySelectorAll("h1").Length);
        }
    }
}
