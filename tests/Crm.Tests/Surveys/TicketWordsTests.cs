using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Customers.Features.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.TicketWords;
using Crm.Surveys.Features.Words;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>What customers say on tickets, read as comments are.</summary>
public sealed class TicketWordsTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly string[] Good = ["quick friendly helpful", "非常专业 态度很好", "solved at once thanks"], Bad = ["slow rude nobody answered", "一直没人回复 很失望", "broken again terrible"];

    Task Learn() => app.Scope(async s =>
    {
        await ((Crm.Platform.Jobs.ISweep)ActivatorUtilities.CreateInstance<LearnSentiment>(s)).Run(default);
        return true;
    });

    /// <summary>Comments that came with a score of five or one, every third of them bad.</summary>
    Task Scored(int count) => app.Db<SurveysDb>(async db =>
    {
        var now = app.Clock.Now;
        var survey = Survey.Write(new()
        {
            Title = LocalText.Of("Comments", "评论"),
            Dimensions = [new() { Key = "d", Title = LocalText.Of("All", "全部"), Items = [new() { Key = "overall", Kind = ItemKind.Rating, Headline = true, Text = LocalText.Of("Overall", "总体") }, new() { Key = "why", Kind = ItemKind.LongText, Text = LocalText.Of("Why?", "原因") }] }],
        }, null, now);
        var version = survey.Publish(null, now);
        db.AddRange(survey, version);
        await db.SaveChangesAsync();
        db.AddRange(Enumerable.Range(0, count).Select(i => Response.Finish(new()
        {
            SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, Language = "en", StartedAt = now, At = now, Active = TimeSpan.FromMinutes(1), Source = Contracts.Surveys.ResponseSource.Import, Announce = false,
            Answers = new AnswerSheet { ["overall"] = [i % 3 == 0 ? "1" : "5"], ["why"] = [i % 3 == 0 ? Bad[i / 3 % 3] : Good[i % 3]] },
        })));
        await db.SaveChangesAsync();
    });

    Task<long> Open(long customer, string said, TicketType type = TicketType.Inquiry, string by = "agent") =>
        app.Send(new OpenTicket.Command { CustomerId = customer, Type = type, Channel = TicketChannel.Email, Subject = "A matter", Description = said, AllowDuplicate = true }, by);

    static int Rows(Answer page) => page.Document.QuerySelectorAll("#rows tbody tr").Length;

    [Fact]
    public async Task Messages_are_told_by_word_theme_and_tone_and_each_figure_opens_them_within_the_readers_scope()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Rumpelstilzchen" }, "admin");
        await Open(customer, "Rumpelstilzchen here, 13812345678: the printer is broken again, terrible");
        for (var i = 0; i < 5; i++) await Open(customer, "The printer is broken again, nobody answered", TicketType.Complaint);
        for (var i = 0; i < 8; i++) await Open(customer, "friendly and quick, solved at once, thanks");

        // Fewer than two hundred scored comments: words are told, tone is not, and the page says why.
        await Scored(60);
        await Learn();
        var supervisor = await app.As("supervisor");
        var silent = await supervisor.Get("/surveys/ticket-words");
        Assert.Contains("Silent: guessing needs 200 scored comments, there are 60", silent.Html, StringComparison.Ordinal);
        Assert.Empty(silent.Document.QuerySelectorAll("a[href*='tone=']"));
        Assert.Equal(6, (await app.Send(new ReadTicketWords.Query(), "supervisor")).Words.Single(w => w.Word == "printer").N);
        Assert.Null((await app.Send(new ListTicketMessages.Query(), "supervisor")).Rows.Items[0].Tone);

        await Scored(240);
        await Learn();
        var page = await supervisor.Get("/surveys/ticket-words");
        Assert.Contains("applied to another kind of text", page.Html, StringComparison.Ordinal);
        Assert.Contains("cross-validation", page.Html, StringComparison.Ordinal);
        Assert.Contains("6 of 14 messages", page.Html, StringComparison.Ordinal);
        var view = await app.Send(new ReadTicketWords.Query(), "supervisor");
        Assert.Equal(new ReadTicketWords.Tones(14, 8, 0, 6), view.Tones);
        Assert.Equal(14, view.Steps.Sum(s => s.Tones.N));

        // Each figure opens exactly its messages, and each message its ticket.
        Assert.Equal(6, Rows(await supervisor.Get(page.Document.QuerySelector("a[href*='tone=Negative']:not([href*='&word'])")!.GetAttribute("href")!)));
        var word = page.Document.QuerySelectorAll("li a").First(a => a.TextContent.StartsWith("printer", StringComparison.Ordinal));
        Assert.Contains("in 6 messages", word.TextContent, StringComparison.Ordinal);
        var opened = await supervisor.Get(word.GetAttribute("href")!);
        Assert.Equal(6, Rows(opened));
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get(opened.Document.QuerySelector("a[href^='/tickets/']")!.GetAttribute("href")!)).Status);
        var theme = view.Themes.Single(t => t.Words.Contains("printer"));
        Assert.Equal((6, 6), (theme.N, theme.Negative));
        Assert.Equal(6, Rows(await supervisor.Get("/surveys/ticket-words/messages?words=" + Uri.EscapeDataString(string.Join(',', theme.Words)))));
        Assert.Equal(5, (await app.Send(new ReadTicketWords.Query { Type = TicketType.Complaint }, "supervisor")).N);
        Assert.Equal(0, (await app.Send(new ReadTicketWords.Query { To = new DateOnly(1, 1, 1) }, "supervisor")).N);

        // What identifies people is masked, though the reader may see it on the ticket.
        Assert.DoesNotContain("13812345678", opened.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Rumpelstilzchen", page.Html + opened.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("*** here", opened.Html, StringComparison.Ordinal);

        // Whose tickets these are not sees none of it; who reads no tickets does not get in.
        Assert.Equal(0, (await app.Send(new ReadTicketWords.Query(), "manager")).N);
        Assert.Equal(0, (await app.Send(new ListTicketMessages.Query { Word = "printer" }, "manager")).N);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get("/surveys/ticket-words")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get("/surveys/ticket-words/messages")).Status);

        using var json = await (await app.Api("supervisor")).GetAsync("/api/v1/surveys/ticket-words?type=complaint");
        Assert.Equal(5, (await json.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("tones").GetProperty("negative").GetInt32());
        using var list = await (await app.Api("supervisor")).GetAsync("/api/v1/surveys/ticket-words/messages?tone=positive");
        Assert.Equal(8, (await list.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("n").GetInt32());

        // Nothing was kept, so nothing outlives an erasure.
        await app.Db<TicketsDb>(db => db.Messages.ExecuteUpdateAsync(s => s.SetProperty(m => m.Body, Crm.Tickets.Domain.Ticket.Erased)));
        Assert.Equal(0, (await app.Send(new ReadTicketWords.Query(), "supervisor")).N);
    }

    [Fact]
    public void A_period_is_thirty_days_unless_asked_and_stays_within_what_can_be()
    {
        var today = new DateOnly(2026, 5, 20);
        Assert.Equal((new DateOnly(2026, 4, 21), today), new MessageFilter().Days(today));
        Assert.Equal((new DateOnly(2026, 4, 21), today), new MessageFilter { To = DateOnly.MaxValue }.Days(today));
        Assert.Equal((new DateOnly(2000, 1, 1), new DateOnly(2000, 1, 1)), new MessageFilter { From = DateOnly.MinValue, To = DateOnly.MinValue }.Days(today));
    }
}
