using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

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
}
