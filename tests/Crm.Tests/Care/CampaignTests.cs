using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Care.Features.CareCampaigns;
using Crm.Care.Features.CareSettings;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Customers.Features.Purchases;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Care;

/// <summary>Campaigns: who gets them, who does not and why, and what came of it.</summary>
public sealed class CampaignTests(CrmApp app) : IClassFixture<CrmApp>
{
    static SaveCampaign.Command Draft(string name, CustomerLevel level, Purpose purpose = Purpose.Marketing) => new()
    {
        Name = name, Purpose = purpose, Levels = [level], LinkUrl = "https://shop.example.test/x?a=1&b=2", SenderName = "Shop North",
        SubjectEn = "News for {{name}}", SubjectZh = "{{name}}，新品", BodyEn = "Dear {{name}}, see {{link}}", BodyZh = "{{name}}，您好，{{link}}",
    };

    Task<CareCampaignState> StateOf(long id) => app.Db<CareDb, CareCampaignState>(db => db.Campaigns.Where(c => c.Id == id).Select(c => c.State).SingleAsync());

    Task<int> Sent(long id) => app.Db<CareDb, int>(db => db.Recipients.CountAsync(r => r.CampaignId == id && r.SentAt != null));

    [Fact]
    public async Task The_check_counts_who_is_left_out_and_why_and_the_sending_does_the_same()
    {
        var start = app.Clock.Now;
        try
        {
            var yes = await app.Friend("Says Yes", c => c with { Level = CustomerLevel.Key, Language = "zh-CN" }, Purpose.Marketing);
            var night = await app.Friend("Sleeps", c => c with { Level = CustomerLevel.Key, Zone = "America/Los_Angeles" }, Purpose.Marketing);
            var silent = await app.Friend("Never Asked", c => c with { Level = CustomerLevel.Key });
            await app.Friend("No Mail", c => c with { Level = CustomerLevel.Key, Emails = [] }, Purpose.Marketing);
            await app.Friend("Pending", c => c with { Level = CustomerLevel.Key, Pending = true }, Purpose.Marketing);
            var id = await app.Send(Draft("Checked", CustomerLevel.Key), "analyst");
            var view = await app.Send(new CheckCampaign.Query(id), "analyst");
            Assert.Equal((5, 2), (view.Meant, view.Sent));
            Assert.Equal([(CareOut.NoAddress, 1L), (CareOut.NoConsent, 1L), (CareOut.Pending, 1L)], view.LeftOut.Select(o => (o.Why, o.N)));
            var supervisor = await app.As("supervisor");
            var page = await supervisor.Get($"/care/campaigns/{id}/check");
            Assert.Contains("AD: News for Ms Li", page.Html, StringComparison.Ordinal);
            Assert.Contains("广告：李女士，新品", page.Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(await supervisor.Get($"/care/campaigns/{id}"), $"/care/campaigns/{id}/test")).Status);
            Assert.Equal(2, await app.Db<CareDb, int>(db => db.Mail.CountAsync(m => m.Purpose == "care.test")));

            Assert.Equal(HttpStatusCode.Forbidden, (await Post(await app.As("analyst"), $"/care/campaigns/{id}", $"/care/campaigns/{id}/start")).Status);
            await supervisor.Submit(page, $"/care/campaigns/{id}/start");
            await app.Jobs();
            var mail = Assert.Single(await app.MailsTo(yes));
            Assert.Equal(("广告：Says Yes，新品", "Shop North"), (mail.Subject, mail.FromName));
            Assert.Contains("/care/go/", mail.TextBody, StringComparison.Ordinal);
            Assert.Contains("List-Unsubscribe: <http", mail.Headers, StringComparison.Ordinal);
            Assert.Empty(await app.MailsTo(night));
            Assert.Empty(await app.MailsTo(silent));
            Assert.Equal(CareCampaignState.Sending, await StateOf(id));
            Assert.Contains("1 sent, 1 to go", (await supervisor.Get($"/care/campaigns/{id}")).Html, StringComparison.Ordinal);

            // In the morning of the other coast the second one leaves, unless it has been refused meanwhile.
            app.Clock.Now = new(2026, 3, 4, 18, 0, 0, TimeSpan.Zero);
            await app.Sweep("SendDueCampaigns");
            Assert.Single(await app.MailsTo(night));
            await app.Sweep("SendDueCampaigns");
            Assert.Equal(CareCampaignState.Sent, await StateOf(id));
            Assert.Equal(2, await Sent(id));

            // Who got this one rests from the next.
            var next = await app.Send(Draft("Too soon", CustomerLevel.Key), "analyst");
            Assert.Equal(2, (await app.Send(new CheckCampaign.Query(next), "analyst")).LeftOut.Single(o => o.Why == CareOut.Resting).N);
            await app.Send(new ChangeTerms.Command { RestDays = 0 }, "supervisor");
            Assert.DoesNotContain((await app.Send(new CheckCampaign.Query(next), "analyst")).LeftOut, o => o.Why == CareOut.Resting);
            await app.Send(new ChangeTerms.Command { RestDays = 7 }, "supervisor");
        }
        finally { app.Clock.Now = start; }
    }

    static async Task<Answer> Post(Browser browser, string from, string to)
    {
        var page = await browser.Get(from);
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, to) { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", page.ValueOf("__RequestVerificationToken"))]) });
    }

    [Fact]
    public async Task Halves_get_their_own_texts_and_clicks_purchases_and_refusals_are_counted_for_them()
    {
        var people = new List<long>();
        for (var i = 0; i < 40; i++) people.Add(await app.Friend($"Half {i}", c => c with { Level = CustomerLevel.Vip }, Purpose.Marketing));
        var id = await app.Send(Draft("Halves", CustomerLevel.Vip) with { Halved = true, SubjectEnB = "B news", SubjectZhB = "B 新品", BodyEnB = "B {{link}}", BodyZhB = "B {{link}}" }, "analyst");
        await app.Send(new StartCampaign.Command(id), "supervisor");
        await app.Jobs();
        var rows = await app.Db<CareDb, List<CareRecipient>>(db => db.Recipients.AsNoTracking().Where(r => r.CampaignId == id).OrderBy(r => r.Id).ToListAsync());
        Assert.Equal(40, rows.Count(r => r.SentAt is not null));
        Assert.InRange(rows.Count(r => r.Half == CareHalf.B), 5, 35); // chance fails this once in ten million times
        var ofB = rows.First(r => r.Half == CareHalf.B);
        var mail = (await app.MailsTo(ofB.CustomerId!.Value))[0];
        Assert.Equal("AD: B news", mail.Subject);
        var link = CareWorld.PathIn(mail.TextBody, "/care/go/");
        var before = await app.Db<CareDb, int>(db => db.Recipients.CountAsync(r => r.ClickedAt != null));
        for (var i = 0; i < 2; i++)
        {
            var click = await app.Anonymous().Get(link);
            Assert.Equal((HttpStatusCode.Redirect, "https://shop.example.test/x?a=1&b=2"), (click.Status, click.Location!.OriginalString));
        }
        Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get(link[..^2] + "AA")).Status);
        Assert.Equal(before + 1, await app.Db<CareDb, int>(db => db.Recipients.CountAsync(r => r.ClickedAt != null)));

        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Send(new RecordPurchase.Command { CustomerId = ofB.CustomerId.Value, PurchasedAt = app.Clock.Now, GoodsAmount = 100, Currency = "CNY", Items = [new() { Product = "Pump", Quantity = 1, Amount = 100 }] }, "admin");
        await app.Send(new RecordPurchase.Command { CustomerId = rows.First(r => r.Half == CareHalf.A).CustomerId!.Value, PurchasedAt = app.Clock.Now.AddDays(-2), GoodsAmount = 100, Currency = "CNY", Items = [new() { Product = "Pump", Quantity = 1, Amount = 100 }] }, "admin");
        foreach (var (half, channel) in new[] { (CareHalf.B, TicketChannel.Email), (CareHalf.B, TicketChannel.Email), (CareHalf.A, TicketChannel.Phone) })
            await app.Send(new OpenTicket.Command { CustomerId = rows.First(r => r.Half == half).CustomerId, Type = TicketType.Inquiry, Channel = channel, Subject = "Re: news", Description = "Tell me more.", AllowDuplicate = true }, "admin");
        await app.Anonymous().Http.PostAsync(CareWorld.PathIn(mail.Headers!, "/u/"), new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
        await app.Deliver();
        var view = await app.Send(new ShowCampaign.Query(id), "supervisor");
        var (a, b) = (view.Arms[0], view.Arms[1]);
        Assert.Equal((0, 0, 0, 0), (a.Clicked, a.Replied, a.Converted, a.Refused));
        Assert.Equal((1, 1, 1, 1), (b.Clicked, b.Replied, b.Converted, b.Refused));
        Assert.Equal(40, a.Sent + b.Sent);
        Assert.Equal(4, view.Comparison.Count);
        var page = await (await app.As("supervisor")).Get($"/care/campaigns/{id}");
        Assert.Contains("Too few to tell", page.Html, StringComparison.Ordinal);
        Assert.Contains("data-chart", page.Html, StringComparison.Ordinal);
        // A manager sees the figures and, by name, nobody who is not theirs.
        var manager = await (await app.As("manager")).Get($"/care/campaigns/{id}");
        Assert.Equal(HttpStatusCode.OK, manager.Status);
        Assert.DoesNotContain("Half 1", manager.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_holds_and_going_on_doubles_nobody()
    {
        var people = new List<long>();
        for (var i = 0; i < 5; i++) people.Add(await app.Friend($"Paused {i}", null, Purpose.Care));
        var id = await app.Send(Draft("Paused", CustomerLevel.Normal, Purpose.Care), "analyst");
        await app.Send(new StartCampaign.Command(id), "supervisor");
        await app.Send(new PauseCampaign.Command(id), "supervisor");
        await app.Jobs();
        await app.Sweep("SendDueCampaigns");
        Assert.Equal(0, await Sent(id));
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new StartCampaign.Command(id), "supervisor"));
        await Assert.ThrowsAsync<RuleException>(async () => await app.Send((await app.Send(new SaveCampaign.Query(id), "analyst")) with { Name = "Other" }, "analyst"));
        await app.Send(new ResumeCampaign.Command(id), "supervisor");
        // A worker that died leaves its job to others: however often it runs, and side by side, each gets one mail.
        await app.Db<PlatformDb>(async db =>
        {
            var job = await db.Jobs.OrderByDescending(j => j.Id).FirstAsync();
            for (var i = 0; i < 3; i++) db.Jobs.Add(new JobRow { Kind = job.Kind, Title = job.Title, StaffId = job.StaffId, CreatedAt = job.CreatedAt, Args = job.Args, State = JobState.Waiting });
            await db.SaveChangesAsync();
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Jobs()));
        foreach (var person in people)
        {
            Assert.Single(await app.MailsTo(person));
            Assert.DoesNotContain("AD", (await app.MailsTo(person))[0].Subject, StringComparison.Ordinal); // care is no advertising
        }
        await app.Sweep("SendDueCampaigns");
        Assert.Equal(CareCampaignState.Sent, await StateOf(id));

        // Scheduled: it begins at its hour; stopped: nobody more.
        var later = await app.Send(Draft("Later", CustomerLevel.Normal, Purpose.Care) with { ScheduledAt = app.Clock.Now.AddHours(1) }, "analyst");
        await app.Send(new StartCampaign.Command(later), "supervisor");
        Assert.Equal(CareCampaignState.Scheduled, await StateOf(later));
        await app.Sweep("SendDueCampaigns");
        Assert.Equal(CareCampaignState.Scheduled, await StateOf(later));
        app.Clock.Advance(TimeSpan.FromHours(1.1));
        await app.Sweep("SendDueCampaigns");
        Assert.Equal(CareCampaignState.Sending, await StateOf(later));
        await app.Send(new StopCampaign.Command(later), "supervisor");
        await app.Jobs();
        Assert.Equal((CareCampaignState.Stopped, 0), (await StateOf(later), await Sent(later)));
    }

    [Fact]
    public async Task A_bad_form_says_what_is_wrong_and_loses_nothing()
    {
        var analyst = await app.As("analyst");
        var bad = await analyst.Post("/care/campaigns/new", ("Form.Name", "Bad"), ("Form.SubjectEn", "Hi {{name"), ("Form.SubjectZh", "好"), ("Form.BodyEn", "see {{link}}"), ("Form.BodyZh", "好"), ("Form.Halved", "true"), ("Form.ConversionDays", "0"), ("Form.ScheduledAt", "yesterday"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("Hi {{name", bad.ValueOf("Form.SubjectEn"));
        var link = await analyst.Post("/care/campaigns/new", ("Form.Name", "Bad"), ("Form.SubjectEn", "Hi"), ("Form.SubjectZh", "好"), ("Form.BodyEn", "see {{link}}"), ("Form.BodyZh", "好"));
        Assert.Contains("where it leads", link.ErrorOf("Form.LinkUrl"), StringComparison.Ordinal);
        Assert.Contains("https://", (await analyst.Post("/care/campaigns/new", ("Form.Name", "Bad"), ("Form.LinkUrl", "javascript:alert(1)"), ("Form.SubjectEn", "Hi"), ("Form.SubjectZh", "好"), ("Form.BodyEn", "x"), ("Form.BodyZh", "好"))).ErrorOf("Form.LinkUrl"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post("/care/campaigns/new", ("Form.Name", "Bad"), ("Form.SubjectEn", "Hi"), ("Form.SubjectZh", "好"), ("Form.BodyEn", "x"), ("Form.BodyZh", "好"), ("Form.Halved", "true"))).Status);
        var done = await analyst.Post("/care/campaigns/new", ("Form.Name", "<b>Good</b>"), ("Form.SubjectEn", "Hi"), ("Form.SubjectZh", "好"), ("Form.BodyEn", "x"), ("Form.BodyZh", "好"));
        Assert.Equal(HttpStatusCode.Redirect, done.Status);
        Assert.Contains("&lt;b&gt;Good", (await analyst.Get(done.Location!.ToString())).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get("/care/campaigns")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/care/campaigns")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get("/care/campaigns/99999")).Status);

        var api = await app.Api("supervisor");
        var made = await api.PostAsJsonAsync("/api/v1/care-campaigns", new { name = "By API", purpose = "care", subjectEn = "Hi", subjectZh = "好", bodyEn = "x", bodyZh = "好", levels = new[] { "vip" } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/v1/care-campaigns/{id}/check")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/care-campaigns", new { name = "" })).StatusCode);
    }
}
