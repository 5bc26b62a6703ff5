using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Tickets.Domain;

namespace Crm.Tests.Tickets.Domain;

public sealed class TicketTests
{
    const long Agent = 7, Supervisor = 9;
    static readonly DateTimeOffset T0 = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero); // Wednesday 10:00 in Shanghai

    static readonly SlaRules Rules = Sla.Rules();

    static Ticket Open(TicketType type = TicketType.Inquiry, TicketChannel channel = TicketChannel.Web, CustomerLevel level = CustomerLevel.Normal, bool live = false) =>
        Ticket.Open(new(1, null, level, type, channel, TicketPriority.Normal, null, "Subject", "Words", live, []), Rules, Agent, T0);

    static Clock Of(Ticket ticket, ClockKind kind) => ticket.Clocks.Last(c => c.Kind == kind);

    static void Resolve(Ticket t, DateTimeOffset at) => t.Resolve("Done", true, 1, 2, null, Rules, Agent, at);

    static DateTimeOffset At(double hours) => T0.AddHours(hours);

    [Fact]
    public void Of_two_targets_the_shorter_wins_and_vips_get_half()
    {
        Assert.Equal(At(2), Of(Open(TicketType.Complaint, TicketChannel.Email), ClockKind.FirstResponse).DueAt);
        Assert.Equal(At(0.25), Of(Open(TicketType.Complaint, TicketChannel.Phone), ClockKind.FirstResponse).DueAt);
        Assert.Equal(At(24), Of(Open(TicketType.Complaint, level: CustomerLevel.Vip), ClockKind.Resolution).DueAt);
    }

    [Fact]
    public void Internal_tickets_have_no_clocks_and_a_live_call_meets_the_first_response()
    {
        Assert.Empty(Open(channel: TicketChannel.Internal).Clocks);
        var call = Open(channel: TicketChannel.Phone, live: true);
        Assert.Equal(ClockState.Met, Of(call, ClockKind.FirstResponse).State);
        Assert.Equal(At(48), call.NextDueAt);
    }

    [Fact]
    public void Working_days_are_due_in_working_time() =>
        Assert.Equal(new DateTimeOffset(2026, 3, 18, 2, 0, 0, TimeSpan.Zero), Of(Open(TicketType.Suggestion), ClockKind.Resolution).DueAt);

    [Fact]
    public void Waiting_for_the_customer_moves_the_due_time_by_the_time_waited()
    {
        var t = Open();
        t.Wait(TicketStatus.WaitingCustomer, null, Rules, Agent, At(1));
        Assert.Equal(Ticket.NoDue, t.NextDueAt);
        t.Resume(Rules, Agent, At(6));
        Assert.Equal(At(53), Of(t, ClockKind.Resolution).DueAt);
        Assert.Equal(TimeSpan.FromHours(5), Of(t, ClockKind.Resolution).PausedFor);
        Assert.Equal(At(29), t.NextDueAt);
    }

    [Fact]
    public void Waiting_for_somebody_outside_stops_nothing()
    {
        var t = Open();
        t.Wait(TicketStatus.WaitingThirdParty, null, Rules, Agent, At(1));
        t.Resume(Rules, Agent, At(6));
        Assert.Equal(At(48), Of(t, ClockKind.Resolution).DueAt);
    }

    [Fact]
    public void Only_a_reply_answers_and_the_next_words_want_the_next_answer()
    {
        var t = Open();
        t.Note("For us", [], Agent, At(1));
        Assert.Equal(ClockState.Running, Of(t, ClockKind.FirstResponse).State);
        t.Reply("For you", TicketChannel.Web, [], Rules, Agent, At(2));
        Assert.Equal(ClockState.Met, Of(t, ClockKind.FirstResponse).State);
        Assert.Equal(TicketStatus.InProgress, t.Status);
        Assert.Equal(Agent, t.OwnerId);
        t.Hear("And?", TicketChannel.Web, [], Rules, null, At(3));
        t.Hear("Well?", TicketChannel.Web, [], Rules, null, At(4));
        Assert.Equal(At(27), Assert.Single(t.Clocks, c => c.Kind == ClockKind.NextResponse).DueAt);
        t.Reply("So.", TicketChannel.Web, [], Rules, Agent, At(5));
        Assert.Equal(ClockState.Met, Of(t, ClockKind.NextResponse).State);
    }

    [Fact]
    public void A_late_answer_is_a_breach_and_stays_one()
    {
        var t = Open(TicketType.Complaint);
        t.Reply("Late", TicketChannel.Web, [], Rules, Agent, At(3));
        var clock = Of(t, ClockKind.FirstResponse);
        Assert.Equal((ClockState.Breached, At(2), At(3)), (clock.State, clock.BreachedAt, clock.EndedAt));
        t.Describe("Subject", TicketType.Inquiry, TicketPriority.Normal, null, null, Rules, Agent, At(4));
        Assert.Equal((ClockState.Breached, At(2)), (clock.State, clock.DueAt));
    }

    [Fact]
    public void Warning_and_breach_are_noticed_once()
    {
        var t = Open(TicketType.Complaint);
        var clock = Of(t, ClockKind.FirstResponse);
        Assert.False(t.Warn(clock, At(1.4)));
        Assert.True(t.Warn(clock, At(1.5)));
        Assert.False(t.Warn(clock, At(1.6)));
        Assert.False(t.Breach(clock, Rules, At(2)));
        Assert.True(t.Breach(clock, Rules, At(2.01)));
        Assert.False(t.Breach(clock, Rules, At(2.02)));
    }

    [Fact]
    public void Resolved_time_does_not_count_when_it_was_too_soon()
    {
        var t = Open();
        Resolve(t, At(10));
        Assert.Equal(ClockState.Met, Of(t, ClockKind.Resolution).State);
        t.Reopen("Not done", Rules, Supervisor, At(30));
        var clock = Of(t, ClockKind.Resolution);
        Assert.Equal((ClockState.Running, At(68)), (clock.State, clock.DueAt));
        Assert.Equal(TicketStatus.InProgress, t.Status);
    }

    [Fact]
    public void A_complaint_waits_for_its_review_by_somebody_else()
    {
        var t = Open(TicketType.Complaint);
        Resolve(t, At(1));
        Assert.Null(t.FinishedAt);
        Assert.Equal(At(25), t.ReviewDueAt);
        Assert.Equal("tickets.rule.not_finished", Assert.Throws<RuleException>(() => t.Archive(At(900))).Key);
        Assert.Equal("tickets.rule.own_review", Assert.Throws<RuleException>(() => t.Approve(null, null, Agent, At(2))).Key);
        t.Approve(null, null, Supervisor, At(2));
        Assert.Equal((TicketStatus.Reviewed, At(2)), (t.Status, t.FinishedAt));
    }

    [Fact]
    public void A_good_score_archives_and_a_bad_one_waits_for_the_call_back()
    {
        var good = Open();
        Resolve(good, At(1));
        good.Rated(5, false, FlowRules.Shipped, At(2));
        Assert.Equal(TicketStatus.Archived, good.Status);

        var bad = Open();
        Resolve(bad, At(1));
        bad.Rated(2, true, FlowRules.Shipped, At(2));
        bad.Hold(4);
        Assert.Throws<RuleException>(() => bad.Archive(At(999)));
        bad.Release(5, null, FlowRules.Shipped, At(3));
        Assert.Equal(TicketStatus.Resolved, bad.Status);
        bad.Release(4, null, FlowRules.Shipped, At(3));
        Assert.Equal(TicketStatus.Archived, bad.Status);
    }

    [Fact]
    public void Steps_from_the_wrong_state_are_refused()
    {
        var t = Open();
        Assert.Throws<RuleException>(() => t.Resume(Rules, Agent, At(1)));
        Assert.Throws<RuleException>(() => t.Reopen("x", Rules, Agent, At(1)));
        Resolve(t, At(1));
        Assert.Throws<RuleException>(() => Resolve(t, At(2)));
        Assert.Throws<RuleException>(() => t.Wait(TicketStatus.WaitingCustomer, null, Rules, Agent, At(2)));
        Assert.Throws<RuleException>(() => t.Assign(3, null, Agent, At(2)));
        t.Archive(At(3));
        Assert.Throws<RuleException>(() => t.Reply("x", TicketChannel.Web, [], Rules, Agent, At(4)));
        Assert.Throws<RuleException>(() => t.Hear("x", TicketChannel.Web, [], Rules, null, At(4)));
    }

    [Fact]
    public void The_customers_words_reopen_what_counted_as_resolved()
    {
        var t = Open();
        Resolve(t, At(1));
        t.Hear("Still broken", TicketChannel.Web, [], Rules, null, At(2));
        Assert.Equal((TicketStatus.InProgress, 1), (t.Status, t.Reopened));
    }

    [Fact]
    public void History_says_who_when_from_and_to()
    {
        var t = Open();
        t.Assign(Agent, 3, Supervisor, At(1), "You know them");
        var row = Assert.Single(t.History, h => h.Kind == HistoryKind.Assignee);
        Assert.Equal((null, "7", Supervisor, At(1), "You know them"), (row.From, row.To, row.ById, row.At, row.Note));
        Assert.Contains(t.History, h => h is { Kind: HistoryKind.Status, From: "Created", To: "Assigned" });
    }

    [Theory]
    [InlineData("15min", "15min")]
    [InlineData(" 2H ", "2h")]
    [InlineData("8 wh", "8wh")]
    [InlineData("10wd", "10wd")]
    [InlineData("0.5h", "30min")]
    public void Targets_read_as_they_are_written(string text, string expected) => Assert.Equal(expected, Target.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("4")]
    [InlineData("9999wd")]
    public void What_is_no_target_is_refused(string text) => Assert.False(Target.TryParse(text, out _));

    [Theory]
    [InlineData("09:00-12:00, 13:00-18:00", 2)]
    [InlineData("0:00-24:00", 1)]
    [InlineData("", 0)]
    [InlineData("18:00-09:00", -1)]
    [InlineData("09:00-12:00, 11:00-13:00", -1)]
    [InlineData("morning", -1)]
    public void Slots_are_in_order_and_apart(string text, int count) => Assert.Equal(count, Calendar.Read(text)?.Count ?? -1);
}
