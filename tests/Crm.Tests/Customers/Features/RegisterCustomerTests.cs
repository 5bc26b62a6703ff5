using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Customers.Features;

public sealed class RegisterCustomerTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task The_form_makes_a_customer_and_says_so()
    {
        var manager = await app.As("manager");
        var done = await manager.Post("/customers/new", ("Form.Name", "张三丰"), ("Form.Phones[0].Value", "166 1234 0001"), ("Form.Emails[0].Value", "Sanfeng@Example.cn"), ("Form.Tags", "太极，武当"));
        Assert.Equal(HttpStatusCode.Found, done.Status);
        var page = await manager.Get(done.Location!.OriginalString);
        Assert.Equal("张三丰", page.Text("h1"));
        Assert.Contains("16612340001", page.Html, StringComparison.Ordinal);

        var customer = await app.Db<CustomersDb, Crm.Customers.Domain.Customer>(db => db.Customers.Include(c => c.Points).SingleAsync(c => c.Name == "张三丰"));
        Assert.Equal(["+8616612340001", "sanfeng@example.cn"], customer.Points.OrderBy(p => p.Id).Select(p => p.Normal));
        Assert.Equal(["太极", "武当"], customer.Tags);
        Assert.NotNull(customer.OwnerId);
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Customers.CustomerRegistered" && EF.Functions.JsonContains(o.Payload, $$"""{"customerId":{{customer.Id}}}"""))));
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "Customer" && a.EntityId == customer.Id && a.Action == "RegisterCustomer")));
    }

    [Fact]
    public async Task A_bad_form_comes_back_with_what_was_typed()
    {
        var manager = await app.As("manager");
        var refused = await manager.Post("/customers/new", ("Form.Name", ""), ("Form.Phones[0].Value", "12"), ("Form.Emails[0].Value", "nobody@"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("12", refused.ValueOf("Form.Phones[0].Value"));
        Assert.NotEmpty(refused.ErrorOf("Form.Phones[0].Value"));
        Assert.NotEmpty(refused.ErrorOf("Form.Emails[0].Value"));
    }

    [Fact]
    public async Task A_likely_duplicate_warns_and_can_be_saved_anyway()
    {
        var manager = await app.As("manager");
        await manager.Post("/customers/new", ("Form.Name", "李四"), ("Form.Phones[0].Value", "16612340002"));
        var warned = await manager.Post("/customers/new", ("Form.Name", "李思"), ("Form.Phones[0].Value", "+86 166-1234-0002"));
        Assert.Equal(HttpStatusCode.Conflict, warned.Status);
        Assert.Contains("李四", warned.Html, StringComparison.Ordinal);
        var saved = await manager.Submit(warned, "/customers/new", ("Form.AllowDuplicate", "true"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
    }

    [Fact]
    public async Task Analysts_may_not() => Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get("/customers/new")).Status);

    [Fact]
    public async Task The_API_answers_201_then_409_unless_allowed()
    {
        var api = await app.Api("supervisor");
        object body = new { kind = "individual", name = "Ada King", phones = new[] { new { value = "+44 20 7946 0958", label = "home", primary = true } }, emails = new[] { new { value = "ada@example.org" } } };
        var created = await api.PostAsJsonAsync("/api/v1/customers", body);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var customer = await created.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith("C0", customer.GetProperty("number").GetString(), StringComparison.Ordinal);
        Assert.Equal("Ada King", customer.GetProperty("name").GetString());
        Assert.NotNull(created.Headers.ETag);

        var again = await api.PostAsJsonAsync("/api/v1/customers", body);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(customer.GetProperty("number").GetString(), (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("existing").GetProperty("number").GetString());
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync("/api/v1/customers?allowDuplicate=true", body)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = "X", phones = new[] { new { value = "call me" } } })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/customers", new { kind = "robot", name = "X" })).StatusCode);
    }

    [Fact]
    public async Task People_share_names_organisations_do_not()
    {
        await app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Name = "王伟", Phones = [new() { Value = "16612340011" }] });
        await app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Name = "王伟", Phones = [new() { Value = "16612340012" }] });
        await Assert.ThrowsAsync<Crm.Platform.UseCases.DuplicateException>(() => app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "王伟", Phones = [] }
            with
        { Kind = CustomerKind.Individual }));
        await app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "Acme Ltd." });
        await Assert.ThrowsAsync<Crm.Platform.UseCases.DuplicateException>(() => app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "ＡＣＭＥ ltd", Phones = [new() { Value = "16612340013" }] }));
    }

    [Fact]
    public async Task Numbers_are_unique_under_concurrency()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Name = $"Twin {i}" })));
        Assert.Equal(12, await app.Db<CustomersDb, int>(db => db.Customers.Where(c => ids.Contains(c.Id)).Select(c => c.Number).Distinct().CountAsync()));
    }
}
