using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Features;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Notes;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Jobs;
using Crm.Platform.Search;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Segments;

public sealed class SearchTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string @as = "manager") => app.Send(new RegisterCustomer.Command { Name = name, AllowDuplicate = true }, @as);

    Task<IReadOnlyList<SearchHit>> Find<T>(string text, string @as = "agent", int limit = 20) where T : ISearchSource =>
        app.Scope(s => s.GetServices<ISearchSource>().OfType<T>().Single().Find(text, limit, default), @as);

    [Theory]
    [InlineData("Jonathan Whitaker", "Jonathn Whitaker")] // a letter too few
    [InlineData("Jonathan Whitaker", "Jonathan Whitakre")] // two in the wrong order
    [InlineData("Jonathan Whitaker", "nathanwhi")] // from the middle of one word into the next
    [InlineData("恒远科技有限公司", "恒远料技有限公司")] // one character wrong
    [InlineData("恒远科技有限公司", "远科")] // two from the middle
    public async Task Names_are_found_by_their_middle_and_in_spite_of_errors(string name, string typed)
    {
        var id = await New(name);
        Assert.Contains(await Find<FindCustomers>(typed), h => h.Url == $"/customers/{id}");
        Assert.Contains($"/customers/{id}\"", (await (await app.As("agent")).Get("/customers?q=" + Uri.EscapeDataString(typed))).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("完全不同的名字")]
    [InlineData("Xylophone Quartz")]
    [InlineData("%_'\\")]
    [InlineData("100%")]
    public async Task What_nobody_is_called_finds_nobody(string typed)
    {
        await New("Jonathan Whitaker");
        await New("恒远科技有限公司");
        Assert.Empty(await Find<FindCustomers>(typed));
    }

    [Fact]
    public async Task Who_is_called_exactly_so_comes_first()
    {
        var exact = await New("严格");
        await New("严格律师事务所");
        await New("不严格");
        Assert.Equal($"/customers/{exact}", (await Find<FindCustomers>("严格"))[0].Url);
    }

    [Fact]
    public async Task What_thousands_match_shows_the_newest_first_page_by_page()
    {
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"""
            insert into customers.customers (kind, name, folded_name, level, admission, language, zone, tags, created_at, changed_at, last_reviewed_at, words)
            select 'individual', 'Commonplace ' || n, 'commonplace' || n, 'normal', 'admitted', 'en', 'UTC', array[]::text[], now(), now(), now(), 'commonplace ' || n from generate_series(1, 4300) n
            """));
        Assert.Null((await app.Scope(s => s.GetRequiredService<CustomersDb>().Search("commonplace", default))).Ids);
        var seen = new List<long>();
        string? after = null;
        for (var page = 0; page < 3; page++)
        {
            var slice = await app.Send(new ListCustomers.Query { Q = "commonplace", Limit = 100, After = after });
            seen.AddRange(slice.Items.Select(r => r.Id));
            after = slice.NextCursor;
        }
        Assert.Equal(300, seen.Distinct().Count());
        Assert.Equal(seen.OrderDescending(), seen);
        Assert.Empty((await app.Send(new ListCustomers.Query { Q = "commonplace" }, "manager")).Items); // nobody's customers are not the manager's
    }

    [Fact]
    public async Task Notes_and_key_points_are_found_by_two_characters_within_scope()
    {
        var id = await New("互动客户");
        var interaction = await app.Send(new LogInteraction.Command { CustomerId = id, At = app.Clock.Now, Type = InteractionType.Call, Summary = "电话", Promise = "周五前寄出琥珀样品", Outcome = Crm.Customers.Domain.Outcome.InProgress }, "manager");
        await app.Send(new AddNote.Command { CustomerId = id, Text = "Prefers the turquoise catalogue" }, "manager");
        Assert.Contains(await Find<FindInteractions>("琥珀"), h => h.Url == $"/interactions/{interaction}" && h.Detail.Contains("琥珀样品", StringComparison.Ordinal));
        Assert.Contains(await Find<FindNotes>("turquoise cat"), h => h.Url == $"/customers/{id}");
        Assert.Empty(await Find<FindNotes>("琥珀"));
        var others = await New("别人的互动", "agent");
        await app.Send(new AddNote.Command { CustomerId = others, Text = "turquoise too" }, "agent");
        Assert.DoesNotContain(await Find<FindNotes>("turquoise", "manager"), h => h.Url == $"/customers/{others}");
    }

    [Fact]
    public async Task What_was_stored_without_words_is_indexed_by_the_sweep()
    {
        var id = await New("旧备注客户");
        await app.Send(new AddNote.Command { CustomerId = id, Text = "很久以前的孔雀石记录" }, "manager");
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.notes set words = null where customer_id = {id}"));
        Assert.Empty(await Find<FindNotes>("孔雀石"));
        await app.Services.GetRequiredService<SweepRunner>().Run<IndexTexts>();
        Assert.Single(await Find<FindNotes>("孔雀石"));
    }

    [Fact]
    public async Task What_was_erased_is_no_longer_found_nor_kept_as_search_words()
    {
        var id = await New("被遗忘客户");
        await app.Send(new AddNote.Command { CustomerId = id, Text = "Likes vermilion 朱砂" }, "manager");
        await app.Send(new LogInteraction.Command { CustomerId = id, At = app.Clock.Now, Type = InteractionType.Call, Summary = "Asked for vermilion 朱砂", Outcome = Crm.Customers.Domain.Outcome.InProgress }, "manager");
        Assert.NotEmpty(await Find<FindNotes>("vermilion"));
        await app.Scope(async s => { await s.GetRequiredService<Eraser>().Erase(id, default); return true; }, "admin");
        await app.Services.GetRequiredService<SweepRunner>().Run<IndexTexts>();
        Assert.Empty(await Find<FindNotes>("vermilion", "admin"));
        Assert.Empty(await Find<FindInteractions>("朱砂", "admin"));
        Assert.Equal(0, await app.Db<CustomersDb, long>(db => db.Database.SqlQuery<long>($"""
            select (select count(*) from customers.notes where customer_id = {id} and words <> '') + (select count(*) from customers.interactions where customer_id = {id} and words <> '') as "Value"
            """).SingleAsync()));
    }
}
