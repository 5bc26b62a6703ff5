using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Staff.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Privacy;

/// <summary>A supervisor may change, merge and import customers of the department, and has no right to contact data: wherever they look, it is masked.</summary>
public sealed class MaskTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int serial;

    sealed record Person(long Id, string Phone, string Email)
    {
        public string Masked => Phone[..3] + "****" + Phone[^4..];
    }

    async Task<Person> New(string name, CustomerKind kind = CustomerKind.Individual)
    {
        var n = Interlocked.Increment(ref serial);
        var (phone, email) = ($"1661777{n:D4}", $"mask{n}@example.cn");
        return new(await app.Send(new RegisterCustomer.Command { Kind = kind, Name = name, Phones = [new() { Value = phone }], Emails = [new() { Value = email }], Birthday = new DateOnly(1975, 3, n % 28 + 1), AllowDuplicate = true }, "agent"), phone, email);
    }

    static void Hides(string text, params Person[] people)
    {
        foreach (var person in people)
        {
            Assert.DoesNotContain(person.Phone, text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(person.Email, text, StringComparison.Ordinal);
            Assert.Contains(person.Masked, text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("1975-03", text, StringComparison.Ordinal);
    }

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    [Fact]
    public async Task On_the_screens_of_duplicates_and_merges()
    {
        var (a, b) = (await New("面具遮盖人"), await New("面具遮盖人"));
        await app.Db<CustomersDb>(async db =>
        {
            db.DuplicateCandidates.RemoveRange(await db.DuplicateCandidates.ToListAsync());
            await db.Database.ExecuteSqlAsync($"insert into customers.duplicate_candidates (low_id, high_id, bits, reasons, found_at) values ({a.Id}, {b.Id}, 20, '[]', now())");
            await db.SaveChangesAsync();
        });
        var supervisor = await app.As("supervisor");
        Hides((await supervisor.Get("/customers/duplicates")).Html, a, b);
        var page = await supervisor.Get($"/customers/merge?into={a.Id}&from={b.Id}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Hides(page.Html, a, b);
        Assert.Contains("1975-**-**", page.Html, StringComparison.Ordinal);
        Hides(await (await app.Api("supervisor")).GetStringAsync("/api/v1/duplicates"), a, b);
        // The owner of one sees that one, and what both have is no secret.
        var agent = await app.Send(new MergeCustomers.Query(a.Id, b.Id), "admin");
        Assert.Contains(agent.Both.SelectMany(u => u.Values), v => v.Replace(" ", "", StringComparison.Ordinal).Contains(a.Phone, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(page, $"/customers/merge?into={a.Id}&from={b.Id}")).Status);
        Assert.Equal(2, await app.Db<CustomersDb, int>(db => db.Points.CountAsync(p => p.CustomerId == a.Id && p.Kind == PointKind.Phone)));
    }

    [Fact]
    public async Task On_the_form_of_a_contact_and_a_mask_that_comes_back_stays_what_it_was()
    {
        var firm = await New("面具公司", CustomerKind.Organisation);
        var contact = await app.Send(new AddContact.Command { CustomerId = firm.Id, Name = "面具联系人", Phones = [new() { Value = "16617770999" }], Emails = [new() { Value = "contact@mask.example" }] }, "agent");
        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get($"/customers/{firm.Id}/contacts/{contact}/edit");
        Assert.DoesNotContain("16617770999", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("contact@mask.example", page.Html, StringComparison.Ordinal);
        var invented = await supervisor.Submit(page, $"/customers/{firm.Id}/contacts/{contact}/edit", ("Form.Phones[0].Value", "155****1234"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invented.Status);
        Assert.NotEmpty(invented.ErrorOf("Form.Phones[0].Value"));
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(page, $"/customers/{firm.Id}/contacts/{contact}/edit", ("Form.Title", "主任"))).Status);
        var after = await app.Db<CustomersDb, Contact>(db => db.Contacts.Include(c => c.Points).SingleAsync(c => c.Id == contact));
        Assert.Equal("主任", after.Title);
        Assert.Equal(["+8616617770999", "contact@mask.example"], after.Points.OrderBy(p => p.Kind).Select(p => p.Normal));
    }

    [Fact]
    public async Task On_the_screens_of_an_import()
    {
        const string phone = "16617770777", email = "import.mask@example.cn";
        var id = await app.Send(new StartImport.Command { Kind = ImportKind.Customers, FileName = "mask.csv", Content = new MemoryStream(Encoding.UTF8.GetBytes($"姓名,手机号,邮箱,生日,地址\n遮住的人,{phone},{email},1975-03-09,面具路一百二十三号\n错误的人,166177707,nobody,,\n")) }, "supervisor");
        var supervisor = await app.As("supervisor");
        var api = await app.Api("supervisor");
        var map = await supervisor.Get($"/imports/{id}/map");
        void Hidden(string text)
        {
            foreach (var secret in new[] { phone, email, "1975-03-09", "面具路一百二十三号", "166177707" }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.Contains("166****0777", text, StringComparison.Ordinal);
            Assert.Contains("i***@example.cn", text, StringComparison.Ordinal);
        }
        Hidden(map.Html);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(map, $"/imports/{id}/map")).Status);
        await Jobs();
        Hidden((await supervisor.Get($"/imports/{id}")).Html);
        Hidden(await api.GetStringAsync($"/api/v1/imports/{id}"));
        Assert.DoesNotContain("166177707,", (await supervisor.Get($"/imports/{id}?state=Wrong")).Html, StringComparison.Ordinal);
        // The rows that have to be corrected go back as they came.
        Assert.Contains("166177707", (await supervisor.Get($"/imports/{id}/failed")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_lists_searches_pickers_exports_notices_and_warnings()
    {
        var person = await New("面具搜索人");
        var supervisor = await app.As("supervisor");
        var api = await app.Api("supervisor");
        Hides((await supervisor.Get($"/customers?q={person.Phone[^4..]}")).Html, person);
        Hides((await supervisor.Get($"/search?q={Uri.EscapeDataString("面具搜索人")}")).Html, person);
        foreach (var url in new[] { $"/customers/pick?q={Uri.EscapeDataString("面具搜索人")}", $"/palette?q={Uri.EscapeDataString("面具搜索人")}", $"/customers/{person.Id}", $"/customers/{person.Id}/timeline", $"/customers/{person.Id}/history" })
        {
            var html = (await supervisor.Get(url)).Html;
            Assert.DoesNotContain(person.Phone, html, StringComparison.Ordinal);
            Assert.DoesNotContain(person.Email, html, StringComparison.Ordinal);
        }
        foreach (var url in new[] { $"/api/v1/customers/{person.Id}", $"/api/v1/customers?q={Uri.EscapeDataString("面具搜索人")}", $"/api/v1/customers/{person.Id}/history", $"/api/v1/search?q={Uri.EscapeDataString("面具搜索人")}" })
        {
            var answer = await api.GetAsync(url);
            if (answer.StatusCode == HttpStatusCode.NotFound) continue; // no such address in this version
            var json = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain(person.Phone, json, StringComparison.Ordinal);
            Assert.DoesNotContain(person.Email, json, StringComparison.Ordinal);
        }
        // The warning of a duplicate tells who it is, not how they are reached.
        var twin = await api.PostAsJsonAsync("/api/v1/customers", new { name = "面具搜索人", kind = "individual", emails = new[] { new { value = person.Email } } });
        Assert.Equal(HttpStatusCode.Conflict, twin.StatusCode);
        Assert.DoesNotContain(person.Phone, await twin.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // A notice names the customer and what is to be done.
        await app.Send(new AddToDo.Command { CustomerId = person.Id, What = "回电", DueAt = app.Clock.Now.AddMinutes(1) }, "supervisor");
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == "RemindOfToDos").Run(default); return 0; });
        var bell = await supervisor.Get("/notifications");
        Assert.Contains("面具搜索人", bell.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(person.Phone, bell.Html, StringComparison.Ordinal);
    }

    /// <summary>Whoever reads the trail or the mail queue by right of the installation is not for that reason told how to reach a customer.</summary>
    [Fact]
    public async Task On_the_pages_of_the_installation()
    {
        var person = await New("面具审计人");
        await app.Db<PlatformDb>(async db =>
        {
            db.SendMail($"mask:{person.Id}", "test.mask", person.Email, "面具审计人", "您好", $"致电 {person.Phone}", customerId: person.Id);
            await db.SaveChangesAsync();
        });
        var mail = await app.Db<PlatformDb, long>(db => db.Mail.Where(m => m.CustomerId == person.Id).Select(m => m.Id).SingleAsync());
        // A role of the kind an administrator has: no customers' contact data goes with it.
        var role = await app.Db<StaffDb, long>(db => db.Roles.Where(r => r.Code == "analyst").Select(r => r.Id).SingleAsync());
        await (await app.As("admin")).Post($"/roles/{role}", ("Form.Grants[audit.read]", "All"), ("Form.Grants[system.operate]", "All"));
        var operatorOnly = await app.As("analyst");
        foreach (var url in new[] { $"/admin/audit?entity=CustomerPoint", $"/admin/audit?entity=Customer&id={person.Id}", "/admin/mail", $"/admin/mail/{mail}" })
        {
            var page = await operatorOnly.Get(url);
            Assert.True(page.Status == HttpStatusCode.OK, $"{url}: {page.Status}");
            Assert.DoesNotContain(person.Phone, page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain(person.Email, page.Html, StringComparison.Ordinal);
            Assert.Contains("Contact data you may not see", page.Html, StringComparison.Ordinal);
        }
        var full = await app.As("admin");
        Assert.Contains(person.Phone, (await full.Get("/admin/audit?entity=CustomerPoint")).Html, StringComparison.Ordinal);
        Assert.Contains(person.Phone, (await full.Get($"/admin/mail/{mail}")).Html, StringComparison.Ordinal);
    }
}
