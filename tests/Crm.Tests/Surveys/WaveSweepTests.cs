using System.Text.RegularExpressions;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Segments;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Customers.Care;
using Crm.Tests.Support;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Customers.Domain.Rules.Rule;
using ListCustomers = Crm.Surveys.Features.Waves.ListCustomers;
using RuleTest = Crm.Customers.Domain.Rules.RuleTest;

namespace Crm.Tests.Surveys;

/// <summary>Waves that go on by themselves: those that ask as things happen, and those that wait for their day.</summary>
public sealed class WaveSweepTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task Sweep(string name) => app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == name).Run(default); return 0; });

    Task<long> Customer(string name, string region, CustomerLevel level = CustomerLevel.Normal) =>
        app.Send(new RegisterCustomer.Command { Name = name, Region = region, Level = level, Language = "en", Emails = [new() { Value = name.Replace(' ', '.') + "@customer.test" }] }, "admin");

    async Task<long> Plan(string title, WaveKind kind, string? region, Func<PlanWave.Command, PlanWave.Command>? with = null, string template = Templates.AfterTicket)
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == template).Select(s => s.Id).SingleAsync());
        var plan = new PlanWave.Command { SurveyId = survey, Title = title, Kind = kind, Region = region, RestDays = 0 };
        return await app.Send(with?.Invoke(plan) ?? plan, "admin");
    }

    async Task<long> Begun(string title, WaveKind kind, string? region, Func<PlanWave.Command, PlanWave.Command>? with = null, string template = Templates.AfterTicket)
    {
        var wave = await Plan(title, kind, region, with, template);
        await app.Send(new StartWave.Command(wave), "admin");
        return wave;
    }

    async Task Buy(long id, long customer)
    {
        await app.Db<SurveysDb>(db =>
        {
            db.Publish(new PurchaseRecorded(id, customer, app.Clock.Now, 100, "CNY", false));
            return db.SaveChangesAsync();
        });
        await app.Deliver();
    }

    Task<List<long?>> Asked(long wave) => app.Db<SurveysDb, List<long?>>(db => db.Invitations.Where(i => i.WaveId == wave).OrderBy(i => i.Id).Select(i => i.CustomerId).ToListAsync());

    Task<Wave> Wave(long id) => app.Db<SurveysDb, Wave>(db => db.Waves.AsNoTracking().SingleAsync(w => w.Id == id));

    async Task Answer(long customer)
    {
        var link = new Uri(Regex.Match((await app.MailsTo(customer))[0].TextBody, @"http\S+/s/[\w-]{32}\?lang=\S+").Value).PathAndQuery;
        var phone = app.Anonymous();
        var page = await phone.Get(link);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await phone.Submit(page, link, ("a.overall", "5"), ("go", "Next"));
    }

    async Task At(Func<Task> test)
    {
        var start = app.Clock.Now;
        try { await test(); }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public Task Who_is_asked_about_another_purchase_answers_anew_and_both_answers_count() => At(async () =>
    {
        var customer = await Customer("Buys Twice", "Twice");
        var wave = await Begun("After each purchase", WaveKind.AfterPurchase, "Twice", p => p with { RestDays = 30 });
        for (var i = 0; i < 2; i++)
        {
            app.Clock.Advance(TimeSpan.FromDays(40));
            await Buy(8_000_001 + i, customer);
            await Sweep("AskDue");
            await Answer(customer);
        }
        var answers = await app.Db<SurveysDb, List<Response>>(db => db.Responses.AsNoTracking().Where(r => r.WaveId == wave).ToListAsync());
        Assert.Equal(2, answers.Count);
        Assert.All(answers, a => Assert.Equal((0, true), (a.Flags.Length, a.Counted)));
    });

    [Fact]
    public Task A_wave_that_asks_after_a_purchase_asks_the_members_of_its_segment_alone_and_says_so() => At(async () =>
    {
        var segment = await app.Send(new WriteSegment.Command { Name = "Important people", Rule = Of(Crm.Customers.Domain.Rules.RuleMatch.All, When("level", RuleTest.AnyOf, "vip")) }, "admin");
        var (important, other) = (await Customer("Segment Vip", "Seg", CustomerLevel.Vip), await Customer("Segment Normal", "Seg"));
        await app.Facts();
        var wave = await Begun("Only important", WaveKind.AfterPurchase, null, p => p with { SegmentId = segment });
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Buy(8_000_011, important);
        await Buy(8_000_012, other);
        await Sweep("AskDue");
        Assert.Equal([important], await Asked(wave));
        Assert.Contains("Important people", (await (await app.As("admin")).Get($"/waves/{wave}")).Text("main"));

        // A list together with a segment means whoever is in both.
        var listed = await Plan("Listed and important", WaveKind.Audience, null, p => p with { SegmentId = segment, Listed = true });
        foreach (var customer in new[] { important, other }) await app.Send(new ListCustomers.Command { Id = listed, CustomerId = customer }, "admin");
        var check = await app.Send(new CheckWave.Query(listed), "admin");
        Assert.Equal((1, 1), (check.Meant, check.Asked));
    });

    [Fact]
    public Task Of_two_waves_that_ask_on_one_day_the_second_lets_rest_whom_the_first_has_asked() => At(async () =>
    {
        var customer = await Customer("Asked Once", "Pair");
        var first = await Begun("Pulse", WaveKind.AfterPurchase, "Pair", p => p with { DelayDays = 7, RestDays = 30 });
        var second = await Begun("Product", WaveKind.AfterPurchase, "Pair", p => p with { DelayDays = 7, RestDays = 30 });
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Buy(8_000_021, customer);
        app.Clock.Advance(TimeSpan.FromDays(7.1));
        await Sweep("AskDue");
        Assert.Single((await Asked(first)).Concat(await Asked(second)));
        var outcomes = await app.Db<SurveysDb, List<Fallout?>>(db => db.WaveDues.Where(d => d.WaveId == first || d.WaveId == second).Select(d => d.Outcome).ToListAsync());
        Assert.Equal([null, Fallout.Resting], outcomes.Order());
    });

    [Fact]
    public Task A_wave_that_cannot_begin_is_a_draft_again_its_starter_is_told_and_the_others_have_their_day() => At(async () =>
    {
        var (customer, opens) = (await Customer("Left Over", "Stuck"), app.Clock.Now.AddDays(3));
        var stuck = await Plan("Stuck", WaveKind.Audience, null, p => p with { Listed = true, OpensAt = opens });
        await app.Send(new ListCustomers.Command { Id = stuck, CustomerId = customer }, "admin");
        await app.Send(new StartWave.Command(stuck), "admin");
        await app.Send(new ListCustomers.Remove(stuck, null), "admin");
        var fine = await Begun("Fine", WaveKind.Audience, "Stuck", p => p with { OpensAt = opens });
        var series = await Begun("Series", WaveKind.PublicLink, null, p => p with { Repeats = Repetition.Monthly, ClosesAt = app.Clock.Now.AddDays(20) });
        var starter = (await Wave(stuck)).StartedById!.Value;
        app.Clock.Now = opens.AddMinutes(1);
        await Sweep("OpenDueWaves");
        Assert.Equal((WaveState.Draft, WaveState.Sending), ((await Wave(stuck)).State, (await Wave(fine)).State));
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Waves.AnyAsync(w => w.PreviousId == series)));
        var notice = await app.Db<SurveysDb, NotificationText>(db => db.Notifications.Where(n => n.StaffId == starter && n.Url == $"/waves/{stuck}").Select(n => new NotificationText(n.Text, n.Args)).SingleAsync());
        Assert.Equal(("surveys.notice.wave_refused", "Stuck", "@surveys.wave.list.empty"), (notice.Text, notice.Args[0], notice.Args[1]));

        // Mended, it begins.
        await app.Send(new ListCustomers.Command { Id = stuck, CustomerId = customer }, "admin");
        await app.Send(new StartWave.Command(stuck), "admin");
        Assert.Equal(WaveState.Sending, (await Wave(stuck)).State);
    });

    sealed record NotificationText(string Text, string[] Args);

    [Fact]
    public Task A_series_goes_on_after_a_window_that_went_by_unopened_and_ends_where_somebody_stops_it() => At(async () =>
    {
        Task<Wave?> After(long wave) => app.Db<SurveysDb, Wave?>(db => db.Waves.AsNoTracking().SingleOrDefaultAsync(w => w.PreviousId == wave));
        var first = await Begun("Monthly", WaveKind.PublicLink, null, p => p with { Repeats = Repetition.Monthly, ClosesAt = app.Clock.Now.AddDays(2) });
        await Sweep("OpenDueWaves");
        var missed = (await After(first))!;
        app.Clock.Now = missed.ClosesAt!.Value.AddDays(1);
        await Sweep("OpenDueWaves");
        await Sweep("OpenDueWaves");
        Assert.Equal((WaveState.Closed, null), ((await Wave(missed.Id)).State, (await Wave(missed.Id)).StartedAt));
        var next = (await After(missed.Id))!;
        Assert.Equal((WaveState.Scheduled, first, Repetition.Monthly), (next.State, next.SeriesId, next.Repeats));
        Assert.True(next.OpensAt > app.Clock.Now);

        await app.Send(new CloseWave.Command(next.Id), "admin");
        await Sweep("OpenDueWaves");
        Assert.Null(await After(next.Id));
    });

    [Fact]
    public Task Any_survey_is_asked_after_tickets_days_later_and_not_of_what_was_opened_again() => At(async () =>
    {
        var (quick, slow) = (await Customer("Ticket Done", "Effort"), await Customer("Ticket Again", "Effort"));
        var elsewhere = await Customer("Ticket Elsewhere", "Other");
        var wave = await Begun("Effort", WaveKind.AfterTicket, "Effort", p => p with { DelayDays = 2 }, Templates.Effort);
        async Task<long> Resolved(long customer)
        {
            var ticket = await app.Send(new OpenTicket.Command { CustomerId = customer, Type = TicketType.Inquiry, Channel = TicketChannel.Phone, Subject = "A matter", Description = "Please help", AllowDuplicate = true }, "admin");
            await app.Send(new TakeTicket.Command(ticket), "admin");
            await Resolve(ticket);
            return ticket;
        }
        async Task Resolve(long ticket)
        {
            await app.Send(new ResolveTicket.Command { Id = ticket, Note = "Done", TellCustomer = false, CauseId = 1, ResolutionId = 10 }, "admin");
            await app.Deliver();
        }
        var (done, again, _) = (await Resolved(quick), await Resolved(slow), await Resolved(elsewhere));
        await Sweep("AskDue");
        Assert.Empty(await Asked(wave));
        Assert.Equal(3, (await app.Send(new ReadProgress.Query(wave), "admin")).Waiting);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Send(new ReopenTicket.Command { Id = again, Note = "It came back" }, "admin");
        await app.Deliver();
        app.Clock.Advance(TimeSpan.FromDays(1.1));
        await Sweep("AskDue");
        Assert.Equal([quick], await Asked(wave));
        var asked = await app.Db<SurveysDb, Invitation>(db => db.Invitations.AsNoTracking().SingleAsync(i => i.WaveId == wave));
        Assert.Equal((done, TicketChannel.Phone, Templates.Effort), (asked.TicketId, asked.TicketChannel, await app.Db<SurveysDb, string?>(db => db.Surveys.Where(s => s.Id == asked.SurveyId).Select(s => s.Template).SingleAsync())));

        // Resolved again, it is asked about after its days, once.
        await Resolve(again);
        app.Clock.Advance(TimeSpan.FromDays(2.1));
        await Sweep("AskDue");
        await Sweep("AskDue");
        Assert.Equal([quick, slow], await Asked(wave));
    });
}
