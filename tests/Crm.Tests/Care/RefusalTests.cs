using System.Net;
using Crm.Care.Data;
using Crm.Care.Features.CareCampaigns;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Features.Merging;
using Crm.Platform.Data;
using Crm.Platform.Mail;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Care;

/// <summary>The way out of every mail, which every module obeys from then on.</summary>
public sealed class RefusalTests(CrmApp app) : IClassFixture<CrmApp>
{
    static SaveCampaign.Command Draft(Purpose purpose) => new() { Name = "Refusing", Purpose = purpose, SubjectEn = "Hi", SubjectZh = "好", BodyEn = "x", BodyZh = "好" };

    async Task<long> Wave(string region)
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.AfterTicket).Select(s => s.Id).SingleAsync());
        var wave = await app.Send(new PlanWave.Command { SurveyId = survey, Title = "W", Kind = WaveKind.Audience, Region = region, RestDays = 0, ClosesAt = app.Clock.Now.AddDays(60) }, "analyst");
        await app.Send(new StartWave.Command(wave), "analyst");
        await app.Jobs();
        return wave;
    }

    static Task<HttpResponseMessage> OneClick(Browser phone, string path) => phone.Http.PostAsync(path, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));

    [Fact]
    public async Task One_click_in_a_survey_mail_ends_surveys_and_nothing_else()
    {
        var customer = await app.Friend("Surveyed", c => c with { Region = "S1" }, Purpose.Care, Purpose.Marketing);
        await Wave("S1");
        var mail = Assert.Single(await app.MailsTo(customer));
        // As it goes over the line.
        await app.Services.GetRequiredService<MailSender>().SendDue();
        var eml = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(app.DataDir, "mail"), "*.eml").Single(f => f.EndsWith($"{mail.Id:D8}.eml", StringComparison.Ordinal)));
        Assert.Contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", eml, StringComparison.Ordinal);
        var path = CareWorld.PathIn(eml[eml.IndexOf("List-Unsubscribe: <", StringComparison.Ordinal)..], "/u/");

        var phone = app.Anonymous();
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await phone.Get(path)).Status); // scanners open every link
        await app.Deliver();
        Assert.True(await app.Allows(customer, Purpose.Survey));
        Assert.Equal(HttpStatusCode.OK, (await OneClick(phone, path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await OneClick(phone, path)).StatusCode);
        await app.Deliver();
        Assert.Equal((false, true, true), (await app.Allows(customer, Purpose.Survey), await app.Allows(customer, Purpose.Care), await app.Allows(customer, Purpose.Marketing)));
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Consents.CountAsync(c => c.CustomerId == customer && c.Purpose == Purpose.Survey && !c.Given)));
        await Wave("S1");
        Assert.Single(await app.MailsTo(customer));
    }

    [Fact]
    public async Task A_refusal_of_care_holds_at_once_and_what_waits_in_the_queue_stays()
    {
        var customer = await app.Friend("Cared For", c => c with { Region = "S2", Level = CustomerLevel.Vip }, Purpose.Care, Purpose.Marketing);
        var first = await app.Send(Draft(Purpose.Care) with { Levels = [CustomerLevel.Vip] }, "analyst");
        await app.Send(new StartCampaign.Command(first), "supervisor");
        await app.Jobs();
        var path = CareWorld.PathIn((await app.MailsTo(customer))[0].Headers!, "/u/");
        Assert.Equal(HttpStatusCode.OK, (await OneClick(app.Anonymous(), path)).StatusCode);
        // Before any event has been delivered.
        Assert.Equal("NoConsent", string.Join(' ', CareOutOf(await app.Send(new CheckCampaign.Query(await app.Send(Draft(Purpose.Care) with { Levels = [CustomerLevel.Vip] }, "analyst")), "analyst"))));
        await app.Deliver();
        Assert.False(await app.Allows(customer, Purpose.Care));
        Assert.True(await app.Allows(customer, Purpose.Marketing));
        Assert.Equal(("refused", true), await app.Db<PlatformDb, (string?, bool)>(async db => await db.Mail.Where(m => m.CustomerId == customer).Select(m => new ValueTuple<string?, bool>(m.Error, m.DueAt == null)).SingleAsync()));
        Assert.Equal(1, (await app.Send(new ShowCampaign.Query(first), "supervisor")).Refused);
    }

    static string[] CareOutOf(CheckCampaign.View view) => [.. view.LeftOut.Select(o => o.Why.ToString())];

    [Fact]
    public async Task A_person_chooses_on_the_page_in_their_language_and_can_come_back()
    {
        var customer = await app.Friend("Chooses", c => c with { Language = "zh-CN" }, Purpose.Care, Purpose.Marketing);
        var url = await app.Scope(async s => await s.GetRequiredService<Crm.Contracts.Care.IUnsubscribeLinks>().AddressOf(customer, Purpose.Marketing, "zh-CN", default));
        var path = new Uri(url).PathAndQuery;
        var phone = app.Anonymous();
        var page = await phone.Get(path);
        Assert.Contains("您愿意接收哪些邮件？", page.Html, StringComparison.Ordinal);
        Assert.Equal(3, page.Document.QuerySelectorAll("input[name=keep][checked]").Length);
        var saved = await phone.Submit(page, path.Split('?')[0], ("keep", "Survey"), ("act", "choose"));
        Assert.Equal(HttpStatusCode.OK, saved.Status);
        Assert.Single(saved.Document.QuerySelectorAll("input[name=keep][checked]"));
        await app.Deliver();
        Assert.Equal((true, false, false), (await app.Allows(customer, Purpose.Survey), await app.Allows(customer, Purpose.Care), await app.Allows(customer, Purpose.Marketing)));
        app.Clock.Advance(TimeSpan.FromHours(1));
        await phone.Submit(await phone.Get(path), path.Split('?')[0], ("keep", "Survey"), ("keep", "Care"), ("act", "choose"));
        await app.Deliver();
        Assert.Equal((true, true, false), (await app.Allows(customer, Purpose.Survey), await app.Allows(customer, Purpose.Care), await app.Allows(customer, Purpose.Marketing)));
        await phone.Submit(await phone.Get(path), path.Split('?')[0], ("act", "none"), ("keep", null));
        await app.Deliver();
        Assert.Equal((false, false), (await app.Allows(customer, Purpose.Survey), await app.Allows(customer, Purpose.Care)));
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Get("/u/nonsense")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await OneClick(phone, path.Split('?')[0][..^3] + "AAA")).StatusCode);
    }

    [Fact]
    public async Task What_was_refused_by_a_record_that_was_merged_is_refused_by_the_survivor_and_forgotten_with_them()
    {
        var (from, into) = (await app.Friend("Merged Away", null, Purpose.Care), await app.Friend("Survives", null, Purpose.Care));
        var path = new Uri(await app.Scope(async s => await s.GetRequiredService<Crm.Contracts.Care.IUnsubscribeLinks>().AddressOf(from, Purpose.Care, "en", default))).PathAndQuery;
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = await app.Db<CustomersDb, uint>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Version).SingleAsync()) });
        await app.Deliver();
        await OneClick(app.Anonymous(), path);
        await app.Deliver();
        Assert.False(await app.Allows(into, Purpose.Care));
        Assert.Equal(1, await app.Db<CareDb, int>(db => db.Choices.CountAsync(c => c.CustomerId == into)));
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Number).SingleAsync());
        await app.Send(new Crm.Customers.Features.Privacy.EraseCustomer.Command { Id = into, Confirm = $"{number}", Reason = "asked" });
        await app.Deliver();
        Assert.Equal(0, await app.Db<CareDb, int>(db => db.Choices.CountAsync(c => c.CustomerId == into)));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get(path)).Status);
    }
}
