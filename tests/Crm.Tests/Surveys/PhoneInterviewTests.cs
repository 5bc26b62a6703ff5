using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Interviews;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Care;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>What an interviewer reads out, and what becomes of it.</summary>
public sealed class PhoneInterviewTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly IReadOnlyDictionary<string, string?[]> Five = new Dictionary<string, string?[]> { ["overall"] = ["5"] };

    Task<long> WaveOf(long invitation) => app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.Id == invitation).Select(i => i.WaveId).SingleAsync());

    async Task<long> Asking(string region, Func<PlanWave.Command, PlanWave.Command>? with = null)
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.AfterTicket).Select(s => s.Id).SingleAsync());
        var plan = new PlanWave.Command { SurveyId = survey, Title = region, Kind = WaveKind.Audience, Region = region, RestDays = 0, ClosesAt = app.Clock.Now.AddDays(60) };
        var wave = await app.Send(with?.Invoke(plan) ?? plan, "analyst");
        await app.Send(new StartWave.Command(wave), "analyst");
        await app.Jobs();
        return wave;
    }

    [Fact]
    public async Task Who_was_asked_by_mail_and_answers_on_the_phone_spends_that_link_and_is_not_reminded()
    {
        var start = app.Clock.Now;
        try
        {
            var customer = await app.Send(new RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "Called Works", Region = "Called", Language = "en", Emails = [new() { Value = "works@called.test" }] }, "admin");
            var contact = await app.Send(new AddContact.Command { CustomerId = customer, Name = "Key of Works", Key = true, Emails = [new() { Value = "key@called.test" }] }, "admin");
            var wave = await Asking("Called", p => p with { RemindAfterDays = 3 });
            var mail = Assert.Single(await app.MailsTo(customer));

            await app.Send(new EnterAnswers.Command { Wave = wave, Customer = customer, Typed = Five }, "admin");

            app.Clock.Advance(TimeSpan.FromDays(4));
            await app.Sweep("SendReminders");
            Assert.Single(await app.MailsTo(customer));
            Assert.Equal(HttpStatusCode.Gone, (await app.Anonymous().Get(CareWorld.PathIn(mail.TextBody, "/s/"))).Status);
            Assert.Equal(1, await app.Db<SurveysDb, int>(db => db.Invitations.CountAsync(i => i.WaveId == wave)));
            Assert.Equal(contact, await app.Db<SurveysDb, long?>(db => db.Responses.Where(r => r.WaveId == wave).Select(r => r.ContactId).SingleAsync()));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Of_several_contacts_that_were_asked_the_key_contact_has_answered_and_the_others_still_can()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "Several Works", Region = "Several", Emails = [new() { Value = "works@several.test" }] }, "admin");
        var key = await app.Send(new AddContact.Command { CustomerId = customer, Name = "Key of Several", Key = true, Emails = [new() { Value = "key@several.test" }] }, "admin");
        await app.Send(new AddContact.Command { CustomerId = customer, Name = "Other of Several", Emails = [new() { Value = "other@several.test" }] }, "admin");
        var wave = await Asking("Several", p => p with { Contacts = WaveContacts.Every });
        await app.Send(new EnterAnswers.Command { Wave = wave, Customer = customer, Typed = Five }, "admin");
        Assert.Equal((2, key), await app.Db<SurveysDb, (int, long?)>(async db => (await db.Invitations.CountAsync(i => i.WaveId == wave), await db.Invitations.Where(i => i.WaveId == wave && i.FinishedAt != null).Select(i => i.ContactId).SingleAsync())));
    }

    [Fact]
    public async Task The_interviewer_reads_headings_hints_and_when_a_question_is_asked()
    {
        var customer = await app.SomeCustomer("Read to");
        var (_, pulse) = await app.Invite(Templates.NpsPulse);
        var (_, whole) = await app.Invite(Templates.CustomerSatisfaction);
        var admin = await app.As("admin");
        var page = (await admin.Get($"/answers/new?customer={customer}&wave={await WaveOf(pulse)}")).Text("main");
        Assert.Contains("9, 10", page);
        Assert.Contains("Ask only if:", page);
        page = (await admin.Get($"/answers/new?customer={customer}&wave={await WaveOf(whole)}")).Text("main");
        Assert.Contains("Service quality", page);
        Assert.Contains("How satisfied are you with", page);
    }

    [Fact]
    public async Task Words_typed_under_a_question_that_is_not_due_are_not_lost_but_refused()
    {
        var customer = await app.SomeCustomer("Misread");
        var (_, invitation) = await app.Invite(Templates.NpsPulse);
        var url = $"/answers/new?customer={customer}&wave={await WaveOf(invitation)}";
        var admin = await app.As("admin");
        var refused = await admin.Post(url, ("a.nps", "5"), ("a.praise", "Always friendly"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("not asked", refused.ErrorOf("a.praise"));
        Assert.Equal("Always friendly", refused.ValueOf("a.praise").Trim());
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post(url, ("a.nps", "9"), ("a.praise", "Always friendly"))).Status);
    }

    [Fact]
    public async Task Programs_read_what_is_wrong_with_an_answer_in_words()
    {
        var customer = await app.SomeCustomer("By program");
        var (_, invitation) = await app.Invite();
        var api = await app.Api("admin");
        var refused = await api.PostAsJsonAsync($"/api/v1/waves/{await WaveOf(invitation)}/answers", new { customerId = customer, answers = new { comment = new[] { "x" } } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var said = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("answers.overall")[0].GetString();
        Assert.Contains(said, (string[])["Please answer this question.", "请回答此题。"]);
    }
}
