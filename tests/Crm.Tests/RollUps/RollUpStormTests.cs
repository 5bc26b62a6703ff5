using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Panels;
using Crm.Loyalty.Data;
using Crm.Loyalty.Features;
using Crm.Platform.Demo;
using Crm.Platform.Events;
using Crm.Platform.Facts;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Features.Panels;
using Crm.Surveys.Features.Responses;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Panels;
using Crm.Tickets.Features.Settings;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Loyal = Crm.Loyalty.Domain;

namespace Crm.Tests.RollUps;

/// <summary>Whatever happens, in whatever order: what the dashboards say is what the raw rows say, counted here in another way.</summary>
public sealed class RollUpStormTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly string[] People = ["supervisor", "manager", "agent"];

    RollUpKeeper Keeper => app.Services.GetRequiredService<RollUpKeeper>();

    InstallationZone Zone => app.Services.GetRequiredService<InstallationZone>();

    async Task Agrees() => Assert.All(await Keeper.Compare(default), c => Assert.Equal((c.Name, 0), (c.Name, c.Differences)));

    [Fact]
    public async Task Demo_data_fill_them_and_a_storm_of_work_leaves_them_right()
    {
        app.Clock.Now = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);
        await app.Scope(async s =>
        {
            var world = new DemoWorld(app.Clock.GetUtcNow());
            var demo = s.GetServices<IDemoData>().Where(d => d.GetType().Name != "DemoStaff").ToList();
            foreach (var data in demo) await data.Load(world, default);
            foreach (var data in demo) await data.Finish(world, default);
            return 0;
        });
        await Agrees();
        await Everybody();
        Assert.True(await app.Db<TicketsDb, long>(db => db.TicketDays.SumAsync(d => d.Opened)) >= 6000);
        var rows = await app.Db<TicketsDb, int>(db => db.TicketDays.CountAsync());
        await Keeper.Settle(default);
        Assert.InRange(await app.Db<TicketsDb, int>(db => db.TicketDays.CountAsync()), 1, rows - 1);
        Assert.Equal(0, await app.Db<TicketsDb, int>(db => db.TicketDays.CountAsync(d => d.Fresh)));
        await Everybody();

        foreach (var seed in new[] { 1, 2 })
        {
            await Storm(new Random(seed));
            await Agrees();
            await Everybody();
        }
    }

    // What people, machines and other modules do to tickets and answers, sensible or refused.
    async Task Storm(Random random)
    {
        var staff = (await app.Staff()).Values.Where(p => p.TeamIds.Count > 0).ToList();
        var teams = await app.Scope(s => s.GetRequiredService<IStaffDirectory>().Teams(default));
        var tickets = await app.Db<TicketsDb, List<long>>(db => db.Tickets.OrderByDescending(t => t.CreatedAt).Take(60).Select(t => t.Id).ToListAsync());
        var customers = await app.Db<TicketsDb, List<long>>(db => db.Customers.OrderBy(c => c.Id).Select(c => c.Id).Take(30).ToListAsync());
        var answers = await app.Db<SurveysDb, List<long>>(db => db.Responses.OrderByDescending(r => r.Id).Take(50).Select(r => r.Id).ToListAsync());
        T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
        CustomerMerged Merge()
        {
            var from = One(customers);
            customers.Remove(from);
            return new(from, One(customers), app.Clock.Now);
        }
        for (var step = 0; step < 120; step++)
        {
            var id = One(tickets);
            try
            {
                switch (random.Next(20))
                {
                    case 0 or 1: tickets.Add(await app.Ticket(One(customers), One(Enum.GetValues<TicketType>()), priority: One(Enum.GetValues<TicketPriority>()))); break;
                    case 2 or 3: await app.Send(new AssignTicket.Command { Id = id, AssigneeId = random.Next(4) == 0 ? null : One(staff).Id }, "supervisor"); break;
                    case 4: await app.Send(new AssignTicket.Command { Id = id, TeamId = One(teams.Keys.ToList()) }, "supervisor"); break;
                    case 5 or 6: await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Public, Body = "Thank you" }); break;
                    case 7: await app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Email, Body = "And now?" }); break;
                    case 8: await app.Send(new WaitTicket.Command { Id = id, On = One(new[] { TicketStatus.WaitingCustomer, TicketStatus.WaitingThirdParty }) }, "supervisor"); break;
                    case 9: await app.Send(new ResumeTicket.Command(id), "supervisor"); break;
                    case 10 or 11: await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "supervisor"); break;
                    case 12: await app.Send(new ReopenTicket.Command { Id = id, Note = "No" }, "supervisor"); break;
                    case 13:
                        var before = await app.Read(id);
                        await app.Send(new EditTicket.Command { Id = id, Subject = "Other", Type = One(Enum.GetValues<TicketType>()), Priority = before.Priority, CategoryId = random.Next(1, 9), Version = before.Version }, "supervisor");
                        break;
                    case 14: app.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 900))); break;
                    case 15: await app.Services.GetRequiredService<Crm.Platform.Jobs.SweepRunner>().Run<WatchClocks>(); break;
                    case 16: await Happen(random.Next(2) == 0 ? new StaffTeamsChanged(One(staff).Id, One(teams.Keys.ToList()), app.Clock.Now) : Merge()); break;
                    case 17:
                        var answer = One(answers);
                        var version = await app.Db<SurveysDb, uint>(db => db.Responses.Where(r => r.Id == answer).Select(r => r.Version).SingleAsync());
                        await app.Send(new DecideResponse.Command { Id = answer, Counted = random.Next(2) == 0, Reason = "Looked at it", Version = version }, "analyst");
                        break;
                    case 18: await app.Db<TicketsDb>(db => db.Outbox.Where(o => o.DoneAt != null).OrderByDescending(o => o.Id).Take(40).ExecuteUpdateAsync(s => s.SetProperty(o => o.DoneAt, (DateTimeOffset?)null).SetProperty(o => o.DueAt, app.Clock.Now))); await app.Deliver(); break;
                    default: await Keeper.Settle(default); break;
                }
            }
            catch (Exception e) when (e is RuleException or MissingException or FluentValidation.ValidationException or ForbiddenException) { /* not now: then nothing has changed */ }
        }
        await app.Deliver();
    }

    async Task Happen(Crm.Contracts.IEvent happened)
    {
        await app.Db<TicketsDb>(db => { db.Publish(happened); return db.SaveChangesAsync(); });
        await app.Deliver();
    }

    // Every filter and everybody's scope against rows counted in memory.
    async Task Everybody()
    {
        var now = app.Clock.Now;
        var today = Zone.DayOf(now);
        var tickets = await app.Db<TicketsDb, List<Ticket>>(db => db.Tickets.AsNoTracking().Include(t => t.Clocks).ToListAsync());
        var teams = (await app.Scope(s => s.GetRequiredService<IStaffDirectory>().Teams(default))).Keys.Select(t => (long?)t).Append(null).ToList();
        foreach (var person in People)
        {
            var scope = await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().ScopeOf("tickets.read")), person);
            foreach (var team in await Can(person, "tickets.read") ? teams : [])
                foreach (var days in new[] { 7, 400 })
                {
                    var first = today.AddDays(1 - days);
                    bool In(DateTimeOffset? at) => at is { } t && Zone.DayOf(t) >= first && Zone.DayOf(t) <= today;
                    var seen = tickets.Where(t => scope.Covers(t.OwnerId, t.TeamId) && (team is null || t.TeamId == team)).ToList();
                    var volume = await app.Send(new VolumeFigures.Query(first, today, team), person);
                    Assert.Equal((seen.LongCount(t => In(t.CreatedAt)), seen.LongCount(t => In(t.ResolvedAt))), (volume.Created, volume.Resolved));
                    Assert.All(volume.Volumes, v => Assert.Equal(seen.LongCount(t => Zone.DayOf(t.CreatedAt) >= v.From && Zone.DayOf(t.CreatedAt) <= v.To), v.Created));
                    foreach (var kind in (await app.Send(new AttainmentFigures.Query(first, today, team), person)).Clocks)
                    {
                        var due = seen.SelectMany(t => t.Clocks).Where(c => c.Kind == kind.Kind && In(c.DueAt)).ToList();
                        Assert.Equal(due.LongCount(c => c.State == ClockState.Met), kind.Met);
                        Assert.Equal(due.LongCount(c => c.State == ClockState.Breached || (c.State == ClockState.Running && c.DueAt < now)), kind.Breached);
                    }
                    var kinds = await app.Send(new KindFigures.Query(first, today, team), person);
                    Assert.Equal(seen.Where(t => In(t.CreatedAt)).GroupBy(t => t.Type.ToString()).ToDictionary(g => g.Key, g => g.LongCount()), kinds.Types.ToDictionary(t => t.Value!, t => t.Count));
                    Assert.Equal(volume.Created, kinds.Categories.Sum(c => c.Count));
                }
        }
        await Answers(teams);
        await CustomersAndPoints();
    }

    async Task Answers(List<long?> teams)
    {
        var answers = await app.Db<SurveysDb, List<Crm.Surveys.Domain.Response>>(db => db.Responses.AsNoTracking().Where(r => r.Counted).ToListAsync());
        var invitations = await app.Db<SurveysDb, List<Crm.Surveys.Domain.Invitation>>(db => db.Invitations.AsNoTracking().Where(i => i.Delivery != Crm.Surveys.Domain.Delivery.Undeliverable).ToListAsync());
        foreach (var person in new[] { "supervisor", "analyst" })
        {
            var scope = await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().ScopeOf("surveys.results")), person);
            foreach (var team in teams)
            {
                var said = await app.Send(new ReadTrend.Query { Team = team }, person);
                bool In(DateTimeOffset at) => Zone.DayOf(at) >= said.From && Zone.DayOf(at) <= said.To;
                var seen = answers.Where(r => In(r.FinishedAt) && scope.Covers(r.OwnerId, r.TeamId) && (team is null || r.TeamId == team)).ToList();
                var asked = invitations.Where(i => In(i.CreatedAt) && scope.Covers(i.OwnerId, i.TeamId) && (team is null || i.TeamId == team)).ToList();
                Assert.Equal(seen.LongCount(r => r.Headline is not null), said.CsatN);
                Assert.Equal(said.CsatN == 0 ? null : (double)seen.Count(r => r.Headline >= 4) / said.CsatN, said.Csat);
                Assert.Equal((seen.LongCount(r => r.Nps >= 9), seen.LongCount(r => r.Nps is 7 or 8), seen.LongCount(r => r.Nps <= 6)), (said.Nps?.Promoters ?? 0, said.Nps?.Passives ?? 0, said.Nps?.Detractors ?? 0));
                Assert.Equal(((long)asked.Count, asked.LongCount(i => i.FinishedAt is not null)), (said.Delivered, said.Finished));
                Assert.Equal(said.CsatN, said.Months.Sum(m => m.CsatN));
                foreach (var weak in said.Weakest)
                {
                    var scores = seen.Where(r => r.SurveyId == weak.SurveyId).Select(r => r.Answers.Number(weak.Key)).OfType<int>().ToList();
                    Assert.Equal(scores.Count, weak.N);
                    Assert.Equal(100 * (scores.Average() - 1) / 4, weak.Index, 6);
                }
            }
        }
    }

    async Task CustomersAndPoints()
    {
        var customers = await app.Db<CustomersDb, List<Customer>>(db => db.Customers.AsNoTracking().Where(c => c.MergedIntoId == null && c.Admission == Crm.Contracts.Customers.Admission.Admitted).ToListAsync());
        foreach (var person in new[] { "supervisor", "manager", "agent" })
        {
            var scope = await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().ScopeOf("customers.read")), person);
            var seen = customers.Where(c => scope.Covers(c.OwnerId, c.TeamId)).ToList();
            var said = await app.Send(new CountCustomers.Query(), person);
            Assert.All(said.Levels, l => Assert.Equal(seen.LongCount(c => c.Level == l.Level), l.Count));
            Assert.All(said.Months, m => Assert.Equal(seen.LongCount(c => Zone.DayOf(c.CreatedAt).Year == m.Month.Year && Zone.DayOf(c.CreatedAt).Month == m.Month.Month), m.Count));
        }
        var entries = await app.Db<LoyaltyDb, List<Loyal.LedgerEntry>>(db => db.Entries.AsNoTracking().ToListAsync());
        var points = await app.Send(new ShowPointsMovement.Query(90));
        Assert.Equal(entries.Sum(e => e.To == Loyal.Account.Member ? e.Points : e.From == Loyal.Account.Member ? -e.Points : 0), points.Closing);
        // What a merge hands over is issued to the one and taken from the other.
        Assert.Equal(entries.Where(e => Zone.DayOf(e.At) > Zone.DayOf(app.Clock.Now).AddDays(-90)).Sum(e => (e.From, e.To) switch
        {
            (Loyal.Account.Issued, Loyal.Account.Member) => e.Points,
            (Loyal.Account.Member, Loyal.Account.Issued) => -e.Points,
            _ => 0,
        }), points.Earned);
        Assert.Equal(await app.Db<LoyaltyDb, long>(db => db.Members.SumAsync(m => m.Balance)), points.Closing);
    }

    async Task<bool> Can(string person, string permission) => await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().Can(permission)), person);
}
