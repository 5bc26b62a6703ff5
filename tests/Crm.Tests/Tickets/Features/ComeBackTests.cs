using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Routing;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.FollowUps;
using Crm.Tickets.Features.Routing;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>While a ticket is resolved its customer and the rules change. What comes of it, again or as another ticket, is what holds now.</summary>
public sealed class ComeBackTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("page")]
    [InlineData("heard")]
    [InlineData("sent back")]
    [InlineData("merged")]
    [InlineData("call back")]
    public async Task A_ticket_that_comes_back_has_the_level_its_customer_has_now_and_what_is_promised_for_it(string way)
    {
        var id = await Resolved($"Back by {way}", way == "sent back" ? TicketType.Complaint : TicketType.Inquiry);
        var ticket = await app.Read(id);
        await Promote(ticket.CustomerId);
        app.Clock.Advance(TimeSpan.FromHours(1));
        switch (way)
        {
            case "page": await app.Send(new ReopenTicket.Command { Id = id, Note = "Not done" }, "agent"); break;
            case "heard": await Hear(id); break;
            case "sent back": await app.Send(new ReviewTicket.Command { Id = id, Decision = ReviewTicket.Verdict.SendBack, Note = "More" }, "supervisor"); break;
            case "merged": await app.Send(new MergeTickets.Command { Id = await app.Ticket(ticket.CustomerId, subject: "The same"), Into = ticket.Name, Note = "The same" }, "agent"); break;
            default:
                await Answered(700_001, ticket, null);
                var call = await app.Db<TicketsDb, long>(db => db.FollowUps.Where(f => f.TicketId == id).Select(f => f.Id).SingleAsync());
                await app.Send(new LogAttempt.Command { Id = call, Channel = AttemptChannel.Phone, Reached = true }, "supervisor");
                await app.Send(new CloseFollowUp.Command { Id = call, CauseId = 4, Action = "Mended" }, "supervisor");
                await Answered(700_002, ticket, call);
                break;
        }
        var back = await app.Read(id);
        Assert.True(back.IsOpen);
        Assert.Equal(CustomerLevel.Vip, back.Level);
        Assert.Contains(back.History, h => h.Kind == HistoryKind.Level);
        var clock = back.Clocks.Single(c => c.Kind == ClockKind.Resolution);
        Assert.Equal(("24h", ticket.CreatedAt.AddHours(25)), (clock.Target.ToString(), clock.DueAt)); // half of 48 h, and the hour it was resolved
    }

    [Fact]
    public async Task What_goes_on_about_a_ticket_that_is_over_begins_with_the_level_of_now()
    {
        var id = await Resolved("Goes on", TicketType.Inquiry);
        await app.Db<TicketsDb>(db => db.Tickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TicketStatus.Archived)));
        await Promote((await app.Read(id)).CustomerId);
        var next = await app.Read((await Hear(id)).TicketId);
        Assert.NotEqual(id, next.Id);
        Assert.Equal((CustomerLevel.Vip, (short)0), (next.Level, next.QueueRank));
    }

    [Fact]
    public async Task A_part_that_is_split_off_asks_for_the_same_skills_and_has_the_level_of_now()
    {
        var category = await app.Category("technical-support");
        await app.Send(new ChangeRoutingRule.Command { CategoryId = category, Skills = "technical:2" });
        var id = await app.Open(category, subject: "Two hard things");
        var said = (await Hear(id)).MessageId;
        await Promote((await app.Read(id)).CustomerId);
        var part = await app.Read(await app.Send(new SplitTicket.Command { Id = id, Subject = "The other", MessageIds = [said] }, "supervisor"));
        Assert.Contains("technical:2", part.Needs);
        Assert.Equal(CustomerLevel.Vip, part.Level);
    }

    [Fact]
    public async Task A_low_score_holds_a_ticket_that_is_open_again_when_it_comes_and_so_does_a_second_call_back()
    {
        var start = app.Clock.Now;
        try
        {
            var id = await Resolved("Held while open", TicketType.Inquiry);
            var ticket = await app.Read(id);
            await app.Send(new ReopenTicket.Command { Id = id, Note = "Not done" }, "agent");
            await Answered(700_011, ticket, null);
            await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
            Assert.Equal(TicketStatus.Resolved, await Weeks());

            // Called back, and still not content: it comes back, and is held once more.
            var call = await app.Db<TicketsDb, long>(db => db.FollowUps.Where(f => f.TicketId == id).Select(f => f.Id).SingleAsync());
            await Close(call);
            Assert.Equal(TicketStatus.Archived, (await app.Read(id)).Status);
            await Answered(700_012, ticket, call);
            await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
            Assert.Equal(TicketStatus.Resolved, await Weeks());
            await Close(call);
            Assert.Equal(TicketStatus.Archived, (await app.Read(id)).Status);

            async Task<TicketStatus> Weeks()
            {
                app.Clock.Advance(TimeSpan.FromDays(15));
                await app.Scope(async s => { await s.GetRequiredService<Crm.Tickets.Features.Sweeps.ArchiveTickets>().Run(default); return true; });
                return (await app.Read(id)).Status;
            }
        }
        finally { app.Clock.Now = start; }

        async Task Close(long call)
        {
            await app.Send(new LogAttempt.Command { Id = call, Channel = AttemptChannel.Phone, Reached = true }, "supervisor");
            await app.Send(new CloseFollowUp.Command { Id = call, CauseId = 4, Action = "Mended" }, "supervisor");
        }
    }

    async Task<long> Resolved(string subject, TicketType type)
    {
        var id = await app.Ticket(await app.Customer(subject), type, subject);
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
        return id;
    }

    Task<HearCustomer.Result> Hear(long id) => app.Send(new HearCustomer.Command { Id = id, Channel = TicketChannel.Web, Body = "Still broken" }, "supervisor");

    // As it stands when the news have been heard; open tickets hear them as well.
    async Task Promote(long customer)
    {
        await app.Db<CustomersDb>(db => db.Customers.Where(c => c.Id == customer).ExecuteUpdateAsync(s => s.SetProperty(c => c.Level, CustomerLevel.Vip)));
        await app.Db<TicketsDb>(db => db.Customers.Where(c => c.Id == customer).ExecuteUpdateAsync(s => s.SetProperty(c => c.Level, CustomerLevel.Vip)));
    }

    Task<bool> Answered(long response, Ticket ticket, long? followUp) => app.Scope(async s =>
    {
        await s.GetRequiredService<WhenResponseFinished>().HandleMany([new ResponseFinished(response, 1, null, ticket.CustomerId, null, followUp is null ? ticket.Id : null, 1, null, true, app.Clock.Now) { FollowUpId = followUp }], default);
        await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
        return true;
    });
}
