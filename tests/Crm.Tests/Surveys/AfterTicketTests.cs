using System.Net;
using System.Text.RegularExpressions;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Customers.Features.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>From a finished ticket to an answer, and what becomes of it when records merge or are erased.</summary>
public sealed class AfterTicketTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> Customer(string name, string? email, string language = "zh-CN") =>
        app.Send(new RegisterCustomer.Command { Kind = CustomerKind.Individual, Name = name, Language = language, Emails = email is null ? [] : [new() { Value = email }], AllowDuplicate = true }, "admin");

    async Task Finished(long ticket, long customer)
    {
        await app.Db<SurveysDb>(db =>
        {
            db.Publish(new TicketReadyForSurvey(ticket, customer, null, TicketType.Repair, TicketChannel.Phone, "technical", 4, 1, app.Clock.Now));
            return db.SaveChangesAsync();
        });
        await app.Deliver();
    }

    [Fact]
    public async Task A_finished_ticket_mails_one_personal_link_in_the_customers_language()
    {
        var customer = await Customer("周洁", "zhou.jie@customer.test");
        await Finished(901, customer);
        var (id, text) = await app.Db<SurveysDb, (long, string)>(async db =>
        {
            var invitation = await db.Invitations.SingleAsync(i => i.TicketId == 901);
            Assert.Equal((Delivery.Mail, customer, 4, 1, "zh-CN"), (invitation.Delivery, invitation.CustomerId, invitation.OwnerId, invitation.TeamId, invitation.Language));
            var mail = (await app.MailsTo(customer)).Single(m => m.Purpose == "survey.invitation");
            Assert.Equal("zhou.jie@customer.test", mail.ToAddress);
            Assert.Contains("您好", mail.TextBody);
            return (invitation.Id, mail.TextBody);
        });
        var link = Regex.Match(text, @"/s/\S+").Value;
        var phone = app.Anonymous();
        var page = await phone.Get(link);
        Assert.Contains("您对我们本次的处理满意吗", page.Html);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await phone.Submit(page, link, ("a.overall", "1"), ("a.comment", "电话 13800138000 一直没人接"), ("go", "Next"));
        var response = await app.Db<SurveysDb, Response>(db => db.Responses.SingleAsync(r => r.InvitationId == id));
        Assert.Equal((901, customer, true, TicketChannel.Phone), (response.TicketId, response.CustomerId, response.Low, response.TicketChannel));
        var facts = await app.Scope(s => s.GetRequiredService<ISurveyResponses>().LatestOf([customer], default));
        Assert.Equal((response.Id, 1), (facts[customer].Id, facts[customer].Headline));

        // Resolved again: a new link; the old answer stays.
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Finished(901, customer);
        Assert.Equal(2, await app.Db<SurveysDb, int>(db => db.Invitations.CountAsync(i => i.TicketId == 901)));
    }

    [Fact]
    public async Task Resolved_twice_before_an_answer_only_the_latest_link_lives()
    {
        var customer = await Customer("Ann Twice", "ann.twice@customer.test", "en");
        await Finished(902, customer);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Finished(902, customer);
        var revoked = await app.Db<SurveysDb, List<bool>>(db => db.Invitations.Where(i => i.TicketId == 902).OrderBy(i => i.Id).Select(i => i.RevokedAt != null).ToListAsync());
        Assert.Equal([true, false], revoked);
    }

    [Fact]
    public async Task Without_an_address_the_invitation_is_kept_as_not_deliverable()
    {
        var customer = await Customer("无邮箱", null);
        await Finished(903, customer);
        await app.Db<SurveysDb>(async db =>
        {
            Assert.Equal(Delivery.Undeliverable, (await db.Invitations.SingleAsync(i => i.TicketId == 903)).Delivery);
            Assert.False(await db.Mail.AnyAsync(m => m.CustomerId == customer));
        });
    }

    [Fact]
    public async Task A_ticket_told_twice_is_asked_about_once_and_nobody_who_rests_or_refused()
    {
        var (customer, refused) = (await Customer("Ann Once", "ann.once@customer.test", "en"), await Customer("Ann Not", "ann.not@customer.test", "en"));
        await app.Send(new Crm.Customers.Features.Privacy.SayConsent.Command { Id = refused, Purpose = Purpose.Survey, Given = false, Source = Crm.Customers.Domain.Privacy.ConsentSource.Phone }, "admin");
        Task<List<long?>> Asked() => app.Db<SurveysDb, List<long?>>(db => db.Invitations.Where(i => i.CustomerId == customer || i.CustomerId == refused).OrderBy(i => i.Id).Select(i => i.TicketId).ToListAsync());
        Task Rest(int days) => app.Db<SurveysDb>(db => db.Waves.Where(w => w.Kind == WaveKind.AfterTicket).ExecuteUpdateAsync(s => s.SetProperty(w => w.RestDays, days)));
        var start = app.Clock.Now;
        try
        {
            await Finished(905, customer);
            await app.Redeliver(nameof(TicketReadyForSurvey));
            await Finished(906, refused);
            Assert.Equal([905], await Asked());
            await Rest(10);
            app.Clock.Advance(TimeSpan.FromDays(9));
            await Finished(907, customer);
            Assert.Equal([905], await Asked());
            app.Clock.Advance(TimeSpan.FromDays(2));
            await Finished(908, customer);
            Assert.Equal([905, 908], await Asked());
            Assert.Equal((2, 0), ((await app.MailsTo(customer)).Count, (await app.MailsTo(refused)).Count));
            // Of the same ticket it is the same question: a newer link takes the place of the one that is withdrawn.
            app.Clock.Advance(TimeSpan.FromDays(1));
            await Finished(908, customer);
            Assert.Single(await app.Db<SurveysDb, List<long>>(db => db.Invitations.Where(i => i.TicketId == 908 && i.RevokedAt == null).Select(i => i.Id).ToListAsync()));
        }
        finally
        {
            app.Clock.Now = start;
            await Rest(0);
        }
    }

    [Fact]
    public async Task Merging_moves_answers_and_erasing_leaves_only_figures()
    {
        var (from, into) = (await Customer("Old Record", "old@customer.test", "en"), await Customer("New Record", "new@customer.test", "en"));
        var (token, id) = await app.Invite(customerId: from, ticketId: 904);
        var phone = app.Anonymous();
        var page = await phone.Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await phone.Submit(page, $"/s/{token}", ("a.overall", "4"), ("a.comment", "My name is Old Record"), ("go", "Next"));
        var (open, _) = await app.Invite(customerId: into);

        await Raise(new CustomerMerged(from, into, app.Clock.Now));
        Assert.Equal(into, await app.Db<SurveysDb, long?>(db => db.Responses.Where(r => r.InvitationId == id).Select(r => r.CustomerId).SingleAsync()));

        await Raise(new CustomerErased(into, app.Clock.Now));
        var response = await app.Db<SurveysDb, Response>(db => db.Responses.SingleAsync(r => r.InvitationId == id));
        Assert.Null(response.CustomerId);
        Assert.Empty(response.Texts);
        Assert.Equal(4, response.Headline);
        Assert.Equal(["4"], response.Answers["overall"]);
        Assert.Equal(HttpStatusCode.Gone, (await phone.Get($"/s/{open}")).Status);
    }

    async Task Raise(Crm.Contracts.IEvent happened)
    {
        await app.Db<SurveysDb>(db =>
        {
            db.Publish(happened);
            return db.SaveChangesAsync();
        });
        await app.Deliver();
    }
}
