using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>How words are looked for.</summary>
public sealed class TicketSearchTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Words_stand_in_the_statement_and_no_word_makes_EF_compile_the_question_anew()
    {
        await Look("first:*");
        var events = await EfEvents.During(() => Look("'second':*"));
        Assert.DoesNotContain(events, e => e.Name == CoreEventId.QueryCompilationStarting.Name);
        var sent = Assert.Single(events, e => e.Name == RelationalEventId.CommandExecuted.Name).Sql!;
        Assert.Contains("@@ to_tsquery('simple', '''second'':*')", sent, StringComparison.Ordinal);

        Task Look(string words) => app.Db<TicketsDb>(db => db.Tickets.WithWords(words).OrderByDescending(t => t.Id).Take(2).Select(t => t.Id).ToListAsync());
    }

    [Fact]
    public async Task Words_are_found_newest_first_over_all_blocks_of_the_index_page_by_page_and_back()
    {
        var (agent, word) = (await app.As("supervisor"), $"w{Guid.NewGuid():N}");
        var ids = new List<long>();
        foreach (var block in new[] { 3, 3, 5, 9, 9 })
        {
            await app.Db<TicketsDb>(db => db.Database.ExecuteSqlAsync($"select setval('tickets.tickets_id_seq', greatest({block * TicketMap.Block}, (select max(id) from tickets.tickets)))"));
            ids.Insert(0, await app.Ticket(subject: word));
            await app.Ticket(subject: "Something else");
        }
        var (seen, after) = (new List<long>(), (string?)null);
        do
        {
            var page = await app.Send(new ListTickets.Query { View = TicketView.Any, Q = word, After = after, Limit = 2 }, "supervisor");
            seen.AddRange(page.Items.Select(t => t.Id));
            after = page.NextCursor;
        } while (after is not null);
        Assert.Equal(ids, seen);
        for (var i = 0; i + 1 < ids.Count; i++)
        {
            Assert.StartsWith($"/tickets/{ids[i + 1]}?", (await agent.Get($"/tickets/{ids[i]}/next?view=Any&q={word}")).Location!.ToString(), StringComparison.Ordinal);
            Assert.StartsWith($"/tickets/{ids[i]}?", (await agent.Get($"/tickets/{ids[i + 1]}/previous?view=Any&q={word}")).Location!.ToString(), StringComparison.Ordinal);
        }
        var found = (await agent.Get($"/search?q={word}")).Document.QuerySelectorAll("a[href^='/tickets/']").Select(a => a.GetAttribute("href")).Where(ids.Select(id => $"/tickets/{id}").Contains).ToList();
        Assert.Equal(ids.Take(found.Count).Select(id => $"/tickets/{id}"), found);
        Assert.NotEmpty(found);
    }

    [Fact]
    public async Task Digits_find_the_ticket_of_that_number_first_and_after_it_those_that_say_them()
    {
        var agent = await app.As("supervisor");
        var named = await app.Ticket(subject: "Has the number");
        var number = (await app.Read(named)).Number;
        var saying = new List<long>();
        for (var i = 0; i < 3; i++) saying.Insert(0, await app.Ticket(subject: $"Order {number}"));
        List<long> all = [named, .. saying];

        foreach (var limit in new[] { 1, 2, 3 })
        {
            var (seen, after) = (new List<long>(), (string?)null);
            do
            {
                var page = await app.Send(new ListTickets.Query { View = TicketView.Any, Q = $"{number}", After = after, Limit = limit }, "supervisor");
                Assert.InRange(page.Items.Count, 1, limit);
                seen.AddRange(page.Items.Select(t => t.Id));
                after = page.NextCursor;
            } while (after is not null);
            Assert.Equal(all, seen);
        }
        for (var i = 0; i + 1 < all.Count; i++)
        {
            Assert.StartsWith($"/tickets/{all[i + 1]}?", (await agent.Get($"/tickets/{all[i]}/next?view=Any&q={number}")).Location!.ToString(), StringComparison.Ordinal);
            Assert.StartsWith($"/tickets/{all[i]}?", (await agent.Get($"/tickets/{all[i + 1]}/previous?view=Any&q={number}")).Location!.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(all.Order(), await app.Scope(s => s.GetRequiredService<Crm.Tickets.Features.Bulk.BulkTickets>().Of(new() { All = true, Filter = new() { View = TicketView.Any, Q = $"{number}" } }, default).Result.Select(t => t.Id).OrderBy(id => id).ToListAsync(), "supervisor"));
        // With its letter it means that ticket alone.
        Assert.Equal([named], (await app.Send(new ListTickets.Query { View = TicketView.Any, Q = $"w{number}" }, "supervisor")).Items.Select(t => t.Id));
    }

    [Theory]
    [InlineData("20260915001")]
    [InlineData("W777123")]
    public async Task A_number_that_no_ticket_has_is_looked_for_in_what_was_said(string said)
    {
        var agent = await app.As("agent");
        var id = await app.Ticket(subject: $"It is about {said}, please");
        Assert.Contains($"/tickets/{id}?", (await agent.Get($"/tickets?q={said}")).Html, StringComparison.Ordinal);
        Assert.Contains($"\"/tickets/{id}\"", (await agent.Get($"/search?q={said}")).Html, StringComparison.Ordinal);
        Assert.Contains(said, (await agent.Get($"/tickets/pick?q={said}")).Html, StringComparison.Ordinal);
    }
}
