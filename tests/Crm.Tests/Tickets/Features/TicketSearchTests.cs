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
}
