using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Notes;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.ToDos;
using Crm.Customers.Features.Usages;
using Crm.Loyalty.Data;
using Crm.Loyalty.Features.Members;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Sales.Features.Opportunities;
using Crm.Tests.Support;
using Crm.Tests.Surveys;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Merging;

public sealed class MergeTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int phones;

    Task<long> New(string name, RegisterCustomer.Command? like = null, string? @as = null) =>
        app.Send((like ?? new RegisterCustomer.Command()) with { Name = name, AllowDuplicate = true, Phones = [new() { Value = $"1665557{Interlocked.Increment(ref phones):D4}" }] }, @as);

    Task<Customer> Read(long id) => app.Db<CustomersDb, Customer>(db => db.Whole.AsNoTracking().SingleAsync(c => c.Id == id));

    async Task Merge(long from, long into, params (string Field, MergeSide Side)[] fields)
    {
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = (await Read(into)).Version, Fields = fields.ToDictionary(f => f.Field, f => f.Side) });
        await app.Deliver();
    }

    async Task Undo(long from)
    {
        var merge = await app.Db<CustomersDb, long>(db => db.Merges.Where(m => m.FromId == from && m.UndoneAt == null).Select(m => m.Id).SingleAsync());
        await app.Send(new UndoMerge.Command(merge));
        await app.Deliver();
    }

    /// <summary>Something in every table of every module that stores customers.</summary>
    async Task Fill(long customer, string mark)
    {
        await app.Send(new AddNote.Command { CustomerId = customer, Text = mark });
        await app.Send(new LogInteraction.Command { CustomerId = customer, At = app.Clock.Now, Summary = mark });
        await app.Send(new AddToDo.Command { CustomerId = customer, What = mark, DueAt = app.Clock.Now.AddDays(1) });
        await app.Send(new AddContact.Command { CustomerId = customer, Name = $"Contact {mark}", Key = true });
        await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true });
        await app.Send(new RecordPurchase.Command { CustomerId = customer, Source = "test", ExternalId = $"{mark}-{Guid.NewGuid():N}", PurchasedAt = app.Clock.Now, GoodsAmount = 100, Currency = "CNY" });
        await app.Send(new RecordUsage.Command { CustomerId = customer, Product = mark, Source = "test", ExternalId = $"{mark}-{Guid.NewGuid():N}" });
        await app.Deliver();
        await app.Ticket(customer, subject: mark);
        await app.Invite(customerId: customer);
        await app.Send(new OpenOpportunity.Command { CustomerId = customer, Title = mark, Amount = 10, Currency = "CNY" });
        await app.Deliver();
    }

    /// <summary>How many rows of every table of every module name this customer.</summary>
    async Task<Dictionary<string, long>> Rows(long customer)
    {
        var counts = new Dictionary<string, long>();
        foreach (var module in app.Services.GetRequiredService<Crm.Platform.Modules.ModuleList>().Storing)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
            foreach (var (type, property) in Moves.Columns(db, "CustomerId", typeof(SensitiveValue), typeof(Reveal), typeof(Look), typeof(DuplicateKey), typeof(DuplicateScan), typeof(CustomerPoint), typeof(Crm.Lifecycle.Domain.KnownCustomer), typeof(FactRow), typeof(StaleFact), typeof(TagHolder)))
                counts[$"{type.GetSchema()}.{type.GetTableName()}"] = await db.Database.SqlQueryRaw<long>($"select count(*) as \"Value\" from {type.GetSchema()}.{type.GetTableName()} where {property.GetColumnName()} = {{0}}", customer).SingleAsync();
        }
        return counts;
    }

    /// <summary>Balance of a member; -1 for whom there is none.</summary>
    Task<long> Points(long customer) => app.Db<LoyaltyDb, long>(async db => await db.Members.Where(m => m.CustomerId == customer).Select(m => (long?)m.Balance).SingleOrDefaultAsync() ?? -1);

    [Fact]
    public async Task Everything_of_every_module_goes_over_and_comes_back()
    {
        var into = await New("Margaret Hamilton", new() { Kind = CustomerKind.Organisation, Industry = null, Tags = ["space"] });
        var from = await New("Margret Hamilton", new() { Kind = CustomerKind.Organisation, Industry = "Software", Tags = ["apollo"], Birthday = new DateOnly(1936, 8, 17), Emails = [new() { Value = "mh@example.org", OptedOut = true, Invalid = true }] });
        await Fill(into, "into");
        await Fill(from, "from");
        var (intoBefore, fromBefore, pointsBefore) = (await Rows(into), await Rows(from), (await Points(into), await Points(from)));
        Assert.Equal((100L, 100L), pointsBefore);
        Assert.All(["customers.notes", "customers.interactions", "customers.to_dos", "customers.contacts", "customers.purchases", "customers.usages", "tickets.tickets", "surveys.invitations", "loyalty.members", "sales.opportunities"], t => Assert.Equal(1, fromBefore[t]));
        var (oldInto, oldFrom) = (await Read(into), await Read(from));

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Merge(from, into, ("name", MergeSide.From));
        var merged = await Read(into);
        Assert.Equal(("Margret Hamilton", "Software", new DateOnly(1936, 8, 17)), (merged.Name, merged.Industry, merged.Birthday));
        Assert.Equal(["apollo", "space"], merged.Tags);
        Assert.Equal(3, merged.Points.Count);
        Assert.True(merged.Points.Single(p => p.Kind == PointKind.Email).OptedOut);
        Assert.Single(merged.Contacts, c => c.Key);
        Assert.Equal([oldFrom.Number], merged.FormerNumbers);
        var (intoAfter, fromAfter) = (await Rows(into), await Rows(from));
        foreach (var (table, count) in fromBefore.Where(t => t.Key != "loyalty.members"))
        {
            Assert.Equal((table, intoBefore[table] + count), (table, intoAfter[table]));
            Assert.Equal((table, 0L), (table, fromAfter[table]));
        }
        Assert.Equal(200, await Points(into));
        Assert.False(await app.Db<TicketsDb, bool>(db => db.Customers.AnyAsync(c => c.Id == from)));
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == nameof(CustomerMerge) && a.Action == "MergeCustomers")));

        // The old number leads to the survivor, on pages, in search and through the API.
        var supervisor = await app.As("admin");
        var old = await supervisor.Get($"/customers/{from}");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"/customers/{into}"), (old.Status, old.Location?.OriginalString));
        Assert.Contains("Margret Hamilton", (await supervisor.Get($"/customers?q={HumanNumber.Format('C', oldFrom.Number)}")).Html, StringComparison.Ordinal);
        var api = await app.Api();
        var moved = await api.GetAsync($"/api/v1/customers/{from}");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"/api/v1/customers/{into}"), (moved.StatusCode, moved.Headers.Location?.OriginalString));
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new AddNote.Command { CustomerId = from, Text = "x" }));

        // What is new stays with the survivor; what somebody changed since is not overwritten.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new AddNote.Command { CustomerId = into, Text = "new" });
        await app.Send(new RecordPurchase.Command { CustomerId = into, Source = "test", ExternalId = "new", PurchasedAt = app.Clock.Now, GoodsAmount = 7, Currency = "CNY" });
        await app.Send(await app.Send(new EditCustomer.Query(into)) with { Industry = "Aerospace" });
        await app.Deliver();

        await Undo(from);
        var (restored, back) = (await Read(into), await Read(from));
        Assert.Equal(("Margaret Hamilton", "Aerospace", (DateOnly?)null), (restored.Name, restored.Industry, restored.Birthday));
        Assert.Equal(["space"], restored.Tags);
        Assert.Equal(oldInto.Points.Select(p => p.Normal), restored.Points.Select(p => p.Normal));
        Assert.Empty(restored.FormerNumbers);
        Assert.Equal((oldFrom.Name, oldFrom.Industry, (long?)null), (back.Name, back.Industry, back.MergedIntoId));
        Assert.Equal(oldFrom.Points.Select(p => p.Normal).Order(), back.Points.Select(p => p.Normal).Order());
        Assert.True(back.Contacts.Single().Key);
        var (intoNow, fromNow) = (await Rows(into), await Rows(from));
        Assert.Equal(fromBefore, fromNow);
        // The note and the purchase that are new, and what follows from a purchase.
        string[] grown = ["customers.notes", "customers.purchases", "lifecycle.orders", "loyalty.qualifying_points"];
        Assert.Equal(intoBefore.Select(t => (t.Key, t.Value + (grown.Contains(t.Key) ? 1 : 0))), intoBefore.Select(t => (t.Key, intoNow[t.Key])));
        Assert.Equal((107L, 100L), (await Points(into), await Points(from)));
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Customers.AnyAsync(c => c.Id == from)));
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/customers/{from}")).Status);

        Assert.True(await app.Db<CustomersDb, bool>(db => db.DuplicateCandidates.AnyAsync(d => d.LowId == into && d.HighId == from && d.DismissedAt != null)));

        // Once more: merging again after an undo is another merge, and it too comes back.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Merge(from, into);
        Assert.Equal((207L, 0L), (await Points(into), await Points(from)));
        await Undo(from);
        Assert.Equal(fromBefore, await Rows(from));
    }

    [Fact]
    public async Task A_membership_goes_over_whole_where_there_is_none_and_new_points_stay()
    {
        var (into, from) = (await New("No Member"), await New("Some Member"));
        await app.Send(new JoinMember.Command { CustomerId = from, TermsAccepted = true });
        await app.Send(new RecordPurchase.Command { CustomerId = from, Source = "test", ExternalId = "whole-1", PurchasedAt = app.Clock.Now, GoodsAmount = 50, Currency = "CNY" });
        await app.Deliver();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Merge(from, into);
        Assert.Equal(50, await Points(into));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new RecordPurchase.Command { CustomerId = into, Source = "test", ExternalId = "whole-2", PurchasedAt = app.Clock.Now, GoodsAmount = 8, Currency = "CNY" });
        await app.Deliver();
        await Undo(from);
        Assert.Equal((8L, 50L), (await Points(into), await Points(from)));
    }

    [Fact]
    public async Task The_page_shows_both_and_merges_what_was_chosen()
    {
        var (into, from) = (await New("Grace Hopper", new() { Region = "New York" }), await New("Grace M. Hopper", new() { Region = "Virginia" }));
        var admin = await app.As("admin");
        var page = await admin.Get($"/customers/merge?into={into}&from={from}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Virginia", page.Html, StringComparison.Ordinal);
        Assert.Equal("Into", page.Document.QuerySelector("input[name='Form.Fields[region]']:checked")?.GetAttribute("value"));
        var done = await admin.Submit(page, $"/customers/merge", ("Form.Fields[region]", "From"));
        Assert.Equal((HttpStatusCode.Found, $"/customers/{into}"), (done.Status, done.Location?.OriginalString));
        Assert.Equal(("Grace Hopper", "Virginia"), ((await Read(into)).Name, (await Read(into)).Region));

        // The page of before is stale now, and says so instead of merging twice.
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Submit(page, "/customers/merge")).Status);
        var merges = await admin.Get("/customers/merges");
        Assert.Contains("Grace M. Hopper", merges.Html, StringComparison.Ordinal);
        var id = await app.Db<CustomersDb, long>(db => db.Merges.Where(m => m.FromId == from).Select(m => m.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/customers/merges/{id}/undo")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/customers/merges/{id}/undo")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/customers/merge?into={into}&from={from}")).Status);
        var stranger = await (await app.As("manager")).Get($"/customers/merge?into={into}&from={from}");
        Assert.Contains("There is no such customer", stranger.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Hopper", stranger.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get($"/customers/merge?into={into}")).Status);
        Assert.Contains("There is no such customer", (await admin.Get($"/customers/merge?into={into}&from=C999999")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seven_days_later_it_is_too_late()
    {
        var (into, from) = (await New("Late A"), await New("Late B"));
        await Merge(from, into);
        app.Clock.Advance(TimeSpan.FromDays(7));
        await Assert.ThrowsAsync<RuleException>(() => Undo(from));
        await app.Services.GetRequiredService<SweepRunner>().Run<SettleMerges>();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Services.GetRequiredService<SweepRunner>().Run<SettleMerges>();
        Assert.Null((await app.Db<CustomersDb, CustomerMerge>(db => db.Merges.AsNoTracking().SingleAsync(m => m.FromId == from))).Before);
    }

    [Fact]
    public async Task A_chain_of_merges_is_undone_from_its_end()
    {
        var (a, b, c) = (await New("Chain A"), await New("Chain B"), await New("Chain C"));
        await app.Send(new AddNote.Command { CustomerId = a, Text = "of a" });
        await Merge(a, b);
        await Merge(b, c);
        Assert.Equal((c, c), ((await Read(a)).MergedIntoId, (await Read(b)).MergedIntoId));
        Assert.Equal(1, (await Rows(c))["customers.notes"]);
        Assert.Equal("customers.merge.chain", (await Assert.ThrowsAsync<RuleException>(() => Undo(a))).Key);
        await Undo(b);
        Assert.Equal(b, (await Read(a)).MergedIntoId);
        Assert.Equal(1, (await Rows(b))["customers.notes"]);
        await Undo(a);
        Assert.Equal(1, (await Rows(a))["customers.notes"]);
    }

    [Fact]
    public async Task Of_two_merges_at_once_one_happens()
    {
        for (var round = 0; round < 4; round++)
        {
            var (a, b) = (await New($"Race A{round}"), await New($"Race B{round}"));
            var (va, vb) = ((await Read(a)).Version, (await Read(b)).Version);
            async Task<bool> Try(long into, long from, uint version)
            {
                try { await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = version }); return true; }
                catch (Exception e) when (e is RuleException or DbUpdateConcurrencyException or MissingException) { return false; }
            }
            var happened = await Task.WhenAll(Try(a, b, va), Try(b, a, vb), Try(a, b, va));
            Assert.Single(happened, h => h);
            Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Customers.CountAsync(c => (c.Id == a || c.Id == b) && c.MergedIntoId == null)));
        }
    }

    [Fact]
    public async Task A_ticket_that_was_being_opened_meanwhile_follows()
    {
        var (into, from) = (await New("Meanwhile A"), await New("Meanwhile B"));
        var ticket = await app.Ticket(from);
        await Merge(from, into);
        // As if it had been committed just after the merge was heard of.
        await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == ticket).ExecuteUpdateAsync(s => s.SetProperty(t => t.CustomerId, from)));
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        await app.Services.GetRequiredService<SweepRunner>().Run<SettleMerges>();
        await app.Deliver();
        Assert.Equal(into, (await app.Read(ticket)).CustomerId);
        // Whoever opens one for the old record now opens it for the survivor.
        Assert.Equal(into, (await app.Read(await app.Ticket(from, @as: "supervisor"))).CustomerId);
        await Undo(from);
        Assert.Equal(from, (await app.Read(ticket)).CustomerId);
    }

    [Fact]
    public async Task A_late_telling_of_an_undone_merge_moves_nothing()
    {
        var (into, from) = (await New("Undone A"), await New("Undone B"));
        var ticket = await app.Ticket(from);
        await Merge(from, into);
        var at = await app.Db<CustomersDb, DateTimeOffset>(db => db.Merges.Where(m => m.FromId == from).Select(m => m.At).SingleAsync());
        await Undo(from);
        await app.Db<CustomersDb>(async db => { db.Publish(new CustomerMerged(from, into, at)); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal(from, (await app.Read(ticket)).CustomerId);
    }

    [Fact]
    public async Task The_API_merges_lists_and_undoes()
    {
        var (into, from) = (await New("Api A", new() { Region = "North" }), await New("Api B", new() { Region = "South" }));
        var api = await app.Api();
        var tag = (await api.GetAsync($"/api/v1/customers/{into}")).Headers.ETag!;
        HttpRequestMessage Post(object body, EntityTagHeaderValue? seen)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/customers/{into}/merge") { Content = JsonContent.Create(body) };
            if (seen is not null) request.Headers.IfMatch.Add(seen);
            return request;
        }
        Assert.Equal((HttpStatusCode)428, (await api.SendAsync(Post(new { fromId = from }, null))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.SendAsync(Post(new { fromId = from, fields = new { shoeSize = "from" } }, tag))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.SendAsync(Post(new { fromId = into }, tag))).StatusCode);
        var merged = await api.SendAsync(Post(new { fromId = from, fields = new { region = "from" } }, tag));
        Assert.True(merged.IsSuccessStatusCode, await merged.Content.ReadAsStringAsync());
        Assert.Equal("South", (await merged.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("region").GetString());
        var merges = (await api.GetFromJsonAsync<JsonElement>($"/api/v1/merges?customerId={into}")).GetProperty("items");
        Assert.Equal(from, merges[0].GetProperty("fromId").GetInt64());
        var undone = await api.PostAsync($"/api/v1/merges/{merges[0].GetProperty("id").GetInt64()}/undo", null);
        Assert.True(undone.IsSuccessStatusCode, await undone.Content.ReadAsStringAsync());
        Assert.Equal("North", (await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{into}")).GetProperty("region").GetString());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/duplicates")).StatusCode);
    }

    /// <summary>Whatever is merged and undone in whatever order: no row and no point is lost or doubled, and undoing everything restores everything.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_lost_or_doubled_by_any_sequence(int seed)
    {
        var random = new Random(seed);
        var ids = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await New($"Sequence {seed} {i}"));
            await app.Send(new AddNote.Command { CustomerId = ids[i], Text = $"{i}" });
            if (i == 3) continue;
            await app.Send(new JoinMember.Command { CustomerId = ids[i], TermsAccepted = true });
            await app.Send(new RecordPurchase.Command { CustomerId = ids[i], Source = "sequence", ExternalId = $"{seed}-{i}", PurchasedAt = app.Clock.Now, GoodsAmount = 10 + i, Currency = "CNY" });
        }
        await app.Deliver();
        async Task<List<(long Notes, long Purchases, long Points)>> State()
        {
            var state = new List<(long, long, long)>();
            foreach (var id in ids)
            {
                var rows = await Rows(id);
                var points = await app.Db<LoyaltyDb, long>(db => db.Members.Where(m => m.CustomerId == id).SumAsync(m => m.Balance));
                state.Add((rows["customers.notes"], rows["customers.purchases"], points));
            }
            return state;
        }
        var before = await State();
        var open = new Stack<long>();
        for (var step = 0; step < 8; step++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(30));
            var live = await app.Db<CustomersDb, List<long>>(db => db.Customers.Where(c => ids.Contains(c.Id) && c.MergedIntoId == null).Select(c => c.Id).ToListAsync());
            if (open.Count > 0 && (live.Count == 1 || random.Next(3) == 0)) await Undo(open.Pop());
            else
            {
                var pick = live.OrderBy(_ => random.Next()).Take(2).ToList();
                await Merge(pick[0], pick[1]);
                open.Push(pick[0]);
            }
            var now = await State();
            Assert.Equal((before.Sum(s => s.Notes), before.Sum(s => s.Purchases), before.Sum(s => s.Points)), (now.Sum(s => s.Notes), now.Sum(s => s.Purchases), now.Sum(s => s.Points)));
        }
        while (open.Count > 0) await Undo(open.Pop());
        Assert.Equal(before, await State());
    }
}
