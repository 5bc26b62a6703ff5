using Crm.Contracts.Tickets;
using Crm.Customers.Features.Customers;
using Crm.Platform.Mail;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Care;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>What is written in the evening leaves in the morning, if it is still true then.</summary>
public sealed class WaitingMailTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> Customer(string name, string region = "R") =>
        app.Send(new RegisterCustomer.Command { Name = name, Region = region, Language = "en", Emails = [new() { Value = name.Replace(' ', '.') + "@evening.test" }] }, "admin");

    void At(int hour) => app.Clock.Now = app.Clock.Now.ToOffset(TimeSpan.FromHours(8)) is var there && there.Hour < hour ? Day(there, hour) : Day(there.AddDays(1), hour);

    static DateTimeOffset Day(DateTimeOffset there, int hour) => new DateTimeOffset(there.Year, there.Month, there.Day, hour, 0, 0, there.Offset).ToUniversalTime();

    async Task Finished(long ticket, long customer)
    {
        await app.Db<SurveysDb>(db =>
        {
            db.Publish(new TicketReadyForSurvey(ticket, customer, null, TicketType.Repair, TicketChannel.Phone, "technical", 4, 1, app.Clock.Now));
            return db.SaveChangesAsync();
        });
        await app.Deliver();
    }

    async Task<long> Asking(string region)
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.AfterTicket).Select(s => s.Id).SingleAsync());
        var wave = await app.Send(new PlanWave.Command { SurveyId = survey, Title = region, Kind = WaveKind.Audience, Region = region, RestDays = 0, ClosesAt = app.Clock.Now.AddDays(60) }, "analyst");
        await app.Send(new StartWave.Command(wave), "analyst");
        await app.Jobs();
        return wave;
    }

    Task SendDue() => app.Services.GetRequiredService<MailSender>().SendDue();

    async Task<IEnumerable<bool>> Left(long customer) => (await app.MailsTo(customer)).OrderBy(m => m.Id).Select(m => m.SentAt is not null);

    [Fact]
    public async Task Of_a_ticket_resolved_twice_in_the_evening_the_mail_whose_link_lives_leaves_alone()
    {
        var customer = await Customer("Twice Late");
        At(21);
        await Finished(912, customer);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Finished(912, customer);
        await SendDue();
        Assert.Equal([false, false], await Left(customer));
        At(9);
        await SendDue();
        Assert.Equal([false, true], await Left(customer));
        Assert.Equal("withdrawn", (await app.MailsTo(customer)).Single(m => m.SentAt is null).Error);
    }

    [Fact]
    public async Task Who_refuses_in_the_evening_gets_no_mail_of_another_wave_in_the_morning_and_others_do()
    {
        var (refusing, other) = (await Customer("Refusing Late", "Late"), await Customer("Other Late", "Late"));
        At(22);
        await Asking("Late");
        await Asking("Late");
        var link = CareWorld.PathIn((await app.MailsTo(refusing))[0].TextBody, "/s/").Split('?')[0];
        var phone = app.Anonymous();
        await phone.Submit(await phone.Get(link + "/stop"), link + "/stop");
        await app.Deliver();
        At(9);
        await SendDue();
        Assert.Equal([false, false], await Left(refusing));
        Assert.Equal([true, true], await Left(other));
    }

    [Fact]
    public async Task A_wave_closed_in_the_evening_invites_nobody_in_the_morning_unless_it_was_opened_again()
    {
        var (closed, reopened) = (await Customer("Closed Late", "Closed"), await Customer("Reopened Late", "Reopened"));
        At(22);
        var (ends, goes) = (await Asking("Closed"), await Asking("Reopened"));
        foreach (var wave in new[] { ends, goes }) await app.Send(new CloseWave.Command(wave), "analyst");
        await app.Send(new ReopenWave.Command(goes), "analyst");
        At(9);
        await SendDue();
        Assert.Equal([false], await Left(closed));
        Assert.Equal([true], await Left(reopened));
    }
}
