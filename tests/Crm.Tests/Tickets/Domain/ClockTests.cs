using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Tickets.Domain;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Calendar = Crm.Tickets.Domain.Calendar;

namespace Crm.Tests.Tickets.Domain;

/// <summary>What clocks do as a ticket lives, by the rules of PRODUCT §5.</summary>
public sealed class ClockTests
{
    const long Agent = 7;
    static readonly DateTimeOffset T0 = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero); // Wednesday 10:00 in Shanghai
    static readonly SlaRules Shipped = Sla.Rules();

    static DateTimeOffset At(double hours) => T0.AddHours(hours);

    static Ticket Open(SlaRules? rules = null, TicketType type = TicketType.Complaint, TicketChannel channel = TicketChannel.Web, TicketPriority priority = TicketPriority.Normal, CustomerLevel level = CustomerLevel.Normal, bool live = false, long? category = null, string? tier = null, DateTimeOffset? at = null) =>
        Ticket.Open(new(1, null, level, type, channel, priority, category, "Subject", "Words", live, [], tier), rules ?? Shipped, Agent, at ?? T0);

    static Clock Of(Ticket ticket, ClockKind kind) => ticket.Clocks.Last(c => c.Kind == kind);

    static ClockEvent[] Told(Clock clock) => [.. clock.Steps.Select(s => s.Event)];

    static Message Reply(Ticket t, double at, SlaRules? rules = null) => t.Reply("Words", TicketChannel.Web, [], rules ?? Shipped, Agent, At(at));

    static void Hear(Ticket t, double at, SlaRules? rules = null, bool live = false, TicketChannel channel = TicketChannel.Web) => t.Hear("Words", channel, [], rules ?? Shipped, Agent, At(at), live);

    [Theory]
    [InlineData("Complaint", "Web", "Normal", "Normal", "2h", "4h", "48h")]
    [InlineData("Repair", "Web", "Normal", "Normal", "4h", "8h", "24h")]
    [InlineData("Inquiry", "Web", "Normal", "Normal", "24h", "24h", "48h")]
    [InlineData("Suggestion", "Web", "Normal", "Normal", "24h", null, "10wd")]
    [InlineData("Suggestion", "Phone", "Normal", "Normal", "15min", null, "10wd")]
    [InlineData("Complaint", "Email", "Normal", "Normal", "2h", "4h", "48h")]
    [InlineData("Inquiry", "Email", "Normal", "Normal", "24h", "24h", "48h")]
    [InlineData("Suggestion", "Web", "High", "Normal", "24h", null, "48h")]
    [InlineData("Suggestion", "Web", "Urgent", "Normal", "24h", null, "48h")]
    [InlineData("Repair", "Web", "Urgent", "Normal", "4h", "8h", "24h")]
    [InlineData("Complaint", "Web", "Normal", "Vip", "1h", "2h", "24h")]
    [InlineData("Suggestion", "Phone", "Normal", "Vip", "7.5min", null, "5wd")]
    [InlineData("Suggestion", "Web", "High", "Vip", "12h", null, "24h")]
    [InlineData("Complaint", "Web", "Normal", "Key", "2h", "4h", "48h")]
    [InlineData("Complaint", "Internal", "Urgent", "Vip", null, null, null)]
    public void What_ships_is_promised_as_the_table_says(string type, string channel, string priority, string level, string? first, string? next, string? resolution)
    {
        var facts = new SlaFacts(Enum.Parse<TicketType>(type), Enum.Parse<TicketPriority>(priority), Enum.Parse<TicketChannel>(channel), Enum.Parse<CustomerLevel>(level));
        Assert.Equal((first, next, resolution), (Promised(ClockKind.FirstResponse), Promised(ClockKind.NextResponse), Promised(ClockKind.Resolution)));

        string? Promised(ClockKind kind) => Shipped.Promise(kind, facts, T0)?.Target.ToString();
    }

    [Fact]
    public void Most_conditions_win_then_the_shorter_target_then_the_order()
    {
        var loose = Sla.Policy(first: "1h");
        var (longer, shorter) = (Sla.Policy(TicketType.Complaint, first: "6h"), Sla.Policy(channel: TicketChannel.Web, first: "5h"));
        var twin = Sla.Policy(priority: TicketPriority.Low, first: "5h", position: 0);
        var close = Sla.Policy(TicketType.Complaint, TicketChannel.Web, first: "8h", resolution: "3h");
        var facts = new SlaFacts(TicketType.Complaint, TicketPriority.Normal, TicketChannel.Web, CustomerLevel.Normal);
        Assert.Equal([twin.Id, shorter.Id, longer.Id, loose.Id], Judged(loose, longer, shorter, twin));
        Assert.Equal([close.Id, twin.Id, shorter.Id, longer.Id, loose.Id], Judged(loose, longer, shorter, twin, close));
        var judged = Sla.Rules([loose, longer, shorter, twin]).Judge(ClockKind.FirstResponse, facts, T0);
        Assert.Equal([Ranking.Wins, Ranking.LaterInOrder, Ranking.LaterDue, Ranking.FewerConditions], judged.Select(c => c.Ranking));
        // A policy that says nothing of a clock leaves it to the others.
        Assert.Equal(longer.Id, Sla.Rules([longer, Sla.Policy(TicketType.Complaint, TicketChannel.Web, resolution: "3h")]).Promise(ClockKind.FirstResponse, facts, T0)!.PolicyId);

        long[] Judged(params SlaPolicy[] policies) => [.. Sla.Rules(policies).Judge(ClockKind.FirstResponse, facts, T0).Select(c => c.Policy.Id)];
    }

    [Fact]
    public void Of_two_targets_in_different_units_the_one_that_is_due_first_is_the_shorter()
    {
        var rules = Sla.Rules([Sla.Policy(TicketType.Complaint, resolution: "8wh"), Sla.Policy(channel: TicketChannel.Web, resolution: "12h")]);
        Assert.Equal("8wh", Of(Open(rules), ClockKind.Resolution).Target.ToString()); // from 10:00: at 18:00, before 22:00
        Assert.Equal("12h", Of(Open(rules, at: At(4)), ClockKind.Resolution).Target.ToString()); // from 14:00: at 2:00, before 13:00
    }

    [Fact]
    public void A_category_stands_for_those_below_it_and_a_tier_for_itself()
    {
        var rules = Sla.Rules([Sla.Policy(category: 1, first: "1h"), Sla.Policy(tier: "Gold", resolution: "1h"), Sla.Policy(active: false, first: "1min")], parents: new() { [1] = null, [5] = 1, [6] = 5, [2] = null });
        Assert.Equal((1, 1, 1, 0), (Open(rules, category: 1).Clocks.Count, Open(rules, category: 5).Clocks.Count, Open(rules, category: 6).Clocks.Count, Open(rules, category: 2).Clocks.Count));
        Assert.Equal(ClockKind.Resolution, Assert.Single(Open(rules, tier: "gold").Clocks).Kind);
        Assert.Empty(Open(rules).Clocks);
    }

    [Fact]
    public void A_policy_counts_in_its_own_calendar()
    {
        var rules = Sla.Rules([Sla.Policy(resolution: "1wh", calendar: Sla.Berlin), Sla.Policy(TicketType.Repair, resolution: "1wh")]);
        Assert.Equal(At(7), Of(Open(rules), ClockKind.Resolution).DueAt); // Berlin opens at 8:00 UTC
        Assert.Equal((At(1), Sla.Standard), (Of(Open(rules, TicketType.Repair), ClockKind.Resolution).DueAt, Of(Open(rules, TicketType.Repair), ClockKind.Resolution).CalendarId));
        Assert.Null(Of(Open(), ClockKind.Resolution).CalendarId); // elapsed hours need none
    }

    [Fact]
    public void A_live_call_logged_by_a_person_answers_at_once_and_a_missed_one_in_a_quarter_of_an_hour()
    {
        Assert.Equal(ClockState.Met, Of(Open(channel: TicketChannel.Phone, live: true), ClockKind.FirstResponse).State);
        Assert.Equal(At(0.25), Of(Open(channel: TicketChannel.Phone), ClockKind.FirstResponse).DueAt);
        Assert.Equal(ClockState.Running, Of(Open(channel: TicketChannel.Web, live: true), ClockKind.FirstResponse).State);
        Assert.Equal(ClockState.Running, Of(Ticket.Open(new(1, null, CustomerLevel.Normal, TicketType.Complaint, TicketChannel.Phone, TicketPriority.Normal, null, "S", "W", true, []), Shipped, null, T0), ClockKind.FirstResponse).State);

        var t = Open();
        Hear(t, 1, live: true, channel: TicketChannel.Phone);
        Assert.Equal((ClockState.Met, At(1)), (Of(t, ClockKind.FirstResponse).State, Of(t, ClockKind.FirstResponse).EndedAt));
        Assert.Null(t.UnansweredSince);
    }

    [Fact]
    public void The_next_response_runs_only_while_something_is_unanswered()
    {
        var t = Open();
        Hear(t, 0.5); // the first response is still owed: one promise at a time
        Assert.DoesNotContain(t.Clocks, c => c.Kind == ClockKind.NextResponse);
        Reply(t, 1);
        Assert.DoesNotContain(t.Clocks, c => c.Kind == ClockKind.NextResponse);
        Hear(t, 2);
        Hear(t, 3);
        Assert.Equal((At(2), At(6)), (Of(t, ClockKind.NextResponse).StartedAt, Of(t, ClockKind.NextResponse).DueAt));
        t.Note("For us", [], Agent, At(4));
        Assert.Equal(ClockState.Running, Of(t, ClockKind.NextResponse).State);
        Reply(t, 5);
        Assert.Equal((ClockState.Met, At(48)), (Of(t, ClockKind.NextResponse).State, t.NextDueAt));
        Hear(t, 6);
        Assert.Equal(2, t.Clocks.Count(c => c.Kind == ClockKind.NextResponse));
    }

    [Fact]
    public void A_reply_taken_back_was_never_given()
    {
        var t = Open();
        var first = Reply(t, 1);
        t.Withdraw(first, Shipped, At(1.002));
        var clock = Of(t, ClockKind.FirstResponse);
        Assert.Equal((ClockState.Running, null, At(2), At(2)), (clock.State, clock.EndedAt, clock.DueAt, t.NextDueAt));
        Assert.Equal((null, T0), (t.FirstAnsweredAt, t.UnansweredSince));
        Reply(t, 1.5);
        Assert.Equal([ClockEvent.Started, ClockEvent.Met, ClockEvent.Withdrawn, ClockEvent.Met], Told(clock));

        Hear(t, 2);
        var late = Reply(t, 7); // due at 6
        t.Withdraw(late, Shipped, At(7.002));
        Assert.Equal((ClockState.Breached, true, At(6)), (Of(t, ClockKind.NextResponse).State, Of(t, ClockKind.NextResponse).Owed, t.NextDueAt));
        Assert.Equal(ClockState.Met, clock.State);
    }

    [Fact]
    public void A_reply_taken_back_while_waiting_leaves_the_clock_standing()
    {
        var t = Open();
        t.Wait(TicketStatus.WaitingCustomer, null, Shipped, Agent, At(0.5));
        var reply = Reply(t, 1);
        t.Withdraw(reply, Shipped, At(1.002));
        Assert.Equal((ClockState.Paused, At(0.5)), (Of(t, ClockKind.FirstResponse).State, Of(t, ClockKind.FirstResponse).PausedAt));
        t.Resume(Shipped, Agent, At(3.5));
        Assert.Equal(At(5), Of(t, ClockKind.FirstResponse).DueAt);
    }

    [Fact]
    public void Half_an_hour_of_waiting_moves_what_is_left_by_half_an_hour()
    {
        // Berlin, 9 to 17, opened at 10:30: due after 60, 180 and 240 minutes.
        var rules = Sla.Rules([Sla.Policy(first: "1wh", next: "4wh", resolution: "3wh", calendar: Sla.Berlin)]);
        var opened = new DateTimeOffset(2013, 3, 21, 9, 30, 0, TimeSpan.Zero);
        var t = Open(rules, at: opened);
        t.Wait(TicketStatus.WaitingCustomer, null, rules, Agent, opened.AddMinutes(30));
        t.Resume(rules, Agent, opened.AddMinutes(60));
        Assert.Equal((opened.AddMinutes(90), opened.AddMinutes(210)), (Of(t, ClockKind.FirstResponse).DueAt, Of(t, ClockKind.Resolution).DueAt));
        Assert.Equal([ClockEvent.Started, ClockEvent.Paused, ClockEvent.Resumed], Told(Of(t, ClockKind.Resolution)));
    }

    static readonly Gen<(int Start, int Before, int Pause, string Target)> Pauses =
        from start in Gen.Choose(0, 60 * 24 * 60)
        from before in Gen.Choose(0, 60 * 30)
        from pause in Gen.Choose(0, 60 * 24 * 9)
        from target in Gen.Elements("3h", "30h", "8wh", "40wh", "10wd", "2.5wd")
        select (start, before, pause, target);

    [Fact]
    public void A_pause_of_so_many_working_minutes_moves_the_due_time_by_exactly_as_many()
    {
        var shanghai = Sla.Calendar(Sla.Standard, "Asia/Shanghai", "09:00-12:00, 13:00-18:00", (new(2026, 2, 16), ""), (new(2026, 2, 28), "09:00-18:00"));
        Prop.ForAll(Pauses.ToArbitrary(), c =>
        {
            var rules = Sla.Rules([Sla.Policy(resolution: c.Target)], calendars: [shanghai]);
            var opened = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(c.Start);
            var t = Open(rules, at: opened);
            var clock = Of(t, ClockKind.Resolution);
            var (due, from) = (clock.DueAt, opened.AddMinutes(c.Before));
            if (from > due) return true; // it has run out before
            t.Wait(TicketStatus.WaitingCustomer, null, rules, Agent, from);
            t.Resume(rules, Agent, from.AddMinutes(c.Pause));
            var time = rules.TimeOf(clock.CalendarId);
            var paused = time.Between(from, from.AddMinutes(c.Pause));
            var moved = clock.DueAt;
            t.PromiseAnew(rules, from.AddMinutes(c.Pause)); // reckoned from its start, it comes out the same
            return clock.PausedFor == paused && time.Between(due, moved) == paused && clock.DueAt == moved;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void Another_calendar_measures_the_pauses_anew()
    {
        var policy = Sla.Policy(resolution: "8wh");
        var nine = Sla.Rules([policy]);
        var t = Open(nine);
        Assert.Equal(At(8), Of(t, ClockKind.Resolution).DueAt);
        t.Wait(TicketStatus.WaitingCustomer, null, nine, Agent, At(7)); // 17:00
        t.Resume(nine, Agent, At(24)); // Thursday 10:00: two working hours
        Assert.Equal(At(25), Of(t, ClockKind.Resolution).DueAt);
        var late = Sla.Rules([policy], calendars: [Sla.Calendar(Sla.Standard, "Asia/Shanghai", "09:00-20:00")]);
        t.PromiseAnew(late, At(24));
        // Until 20:00 four of these hours were worked: the clock had run seven, and has one left.
        Assert.Equal((TimeSpan.FromHours(4), At(25)), (Of(t, ClockKind.Resolution).PausedFor, Of(t, ClockKind.Resolution).DueAt));
        Assert.Equal(TimeSpan.FromHours(7), Of(t, ClockKind.Resolution).Used(late, At(24)));
        Assert.Equal(TimeSpan.FromHours(24), Of(t, ClockKind.Resolution).Elapsed(At(24)));
    }

    [Fact]
    public void Third_parties_stop_clocks_only_by_setting()
    {
        var stopping = Sla.Rules(settings: Sla.Settings(pauseOnThirdParty: true));
        var t = Open(stopping);
        t.Wait(TicketStatus.WaitingThirdParty, null, stopping, Agent, At(1));
        Assert.Equal((ClockState.Paused, Ticket.NoDue), (Of(t, ClockKind.Resolution).State, t.NextDueAt));
        t.Wait(TicketStatus.WaitingCustomer, null, stopping, Agent, At(2));
        t.Resume(stopping, Agent, At(3));
        Assert.Equal(At(50), Of(t, ClockKind.Resolution).DueAt);

        t.Wait(TicketStatus.WaitingThirdParty, null, stopping, Agent, At(4));
        t.PromiseAnew(Shipped, At(5)); // the setting is switched off: they run from now on
        Assert.Equal((ClockState.Running, At(51)), (Of(t, ClockKind.Resolution).State, Of(t, ClockKind.Resolution).DueAt));
    }

    [Fact]
    public void Resolving_while_waiting_counts_the_pause_and_reopening_excludes_the_resolved_time()
    {
        var t = Open(type: TicketType.Inquiry);
        Reply(t, 1);
        t.Wait(TicketStatus.WaitingCustomer, null, Shipped, Agent, At(10));
        t.Resolve("Done", true, 1, 2, null, Shipped, Agent, At(20));
        Assert.Equal((ClockState.Met, At(58)), (Of(t, ClockKind.Resolution).State, Of(t, ClockKind.Resolution).DueAt));
        Hear(t, 30);
        Assert.Equal((ClockState.Running, At(68)), (Of(t, ClockKind.Resolution).State, Of(t, ClockKind.Resolution).DueAt));
        Assert.Equal(At(54), Of(t, ClockKind.NextResponse).DueAt);
        Assert.Equal([ClockEvent.Started, ClockEvent.Paused, ClockEvent.Resumed, ClockEvent.Met, ClockEvent.Reopened], Told(Of(t, ClockKind.Resolution)));
    }

    [Fact]
    public void An_answer_that_was_still_owed_when_it_was_resolved_is_owed_again_when_it_is_reopened()
    {
        var t = Open();
        t.Resolve("Done", false, 1, 2, null, Shipped, Agent, At(1));
        Assert.Equal(ClockState.Cancelled, Of(t, ClockKind.FirstResponse).State);
        t.Reopen("No", Shipped, Agent, At(11));
        Assert.Equal((ClockState.Running, At(12), At(12)), (Of(t, ClockKind.FirstResponse).State, Of(t, ClockKind.FirstResponse).DueAt, t.NextDueAt));
    }

    [Fact]
    public void A_ticket_that_comes_back_is_promised_what_holds_now()
    {
        var t = Open(type: TicketType.Inquiry);
        Reply(t, 1);
        t.Resolve("Done", false, 1, 2, null, Shipped, Agent, At(10));
        t.SetLevel(CustomerLevel.Vip, Shipped, At(15));
        Assert.Equal((ClockState.Met, At(48)), (Of(t, ClockKind.Resolution).State, Of(t, ClockKind.Resolution).DueAt));
        t.Reopen("No", Shipped, Agent, At(20));
        Assert.Equal((ClockState.Running, At(34), 0), (Of(t, ClockKind.Resolution).State, Of(t, ClockKind.Resolution).DueAt, t.QueueRank)); // half of 48 h, ten of which it was resolved
        t.Resolve("Done", false, 1, 2, null, Shipped, Agent, At(21));
        t.Reopen("No", Sla.Rules([Sla.Policy(TicketType.Inquiry, resolution: "20h")]), Agent, At(22));
        Assert.Equal(At(31), Of(t, ClockKind.Resolution).DueAt);
    }

    [Fact]
    public void Undoing_the_first_of_two_replies_leaves_the_second_as_the_answer()
    {
        var t = Open();
        var hasty = Reply(t, 1);
        t.Reply("Better", TicketChannel.Web, [], Shipped, Agent + 1, At(1.001));
        t.Withdraw(hasty, Shipped, At(1.002));
        Assert.Equal((ClockState.Met, At(1.001)), (Of(t, ClockKind.FirstResponse).State, Of(t, ClockKind.FirstResponse).EndedAt));
        Assert.Equal((At(1.001), (DateTimeOffset?)null), (t.FirstAnsweredAt, t.UnansweredSince));

        // The second may have come too late, and what the machine writes is none.
        var late = Open();
        hasty = Reply(late, 1.9995);
        late.Reply("Received", TicketChannel.Web, [], Shipped, null, At(1.9998));
        late.Reply("Better", TicketChannel.Web, [], Shipped, Agent + 1, At(2.001));
        late.Withdraw(hasty, Shipped, At(2.002));
        Assert.Equal((ClockState.Breached, At(2), At(2.001)), (Of(late, ClockKind.FirstResponse).State, Of(late, ClockKind.FirstResponse).BreachedAt, Of(late, ClockKind.FirstResponse).EndedAt));

        var silent = Open();
        hasty = Reply(silent, 1);
        silent.Reply("Received", TicketChannel.Web, [], Shipped, null, At(1.001));
        silent.Withdraw(hasty, Shipped, At(1.002));
        Assert.Equal((ClockState.Running, T0), (Of(silent, ClockKind.FirstResponse).State, silent.UnansweredSince));
    }

    [Fact]
    public void After_an_undo_one_answer_is_owed_for_all_the_customer_has_written_meanwhile()
    {
        var t = Open();
        var hasty = Reply(t, 1);
        Hear(t, 1.001);
        t.Withdraw(hasty, Shipped, At(1.002));
        var owed = Assert.Single(t.Clocks, c => c.Owed && c.Kind != ClockKind.Resolution);
        Assert.Equal((ClockKind.FirstResponse, ClockState.Running, T0), (owed.Kind, owed.State, owed.StartedAt));
        Reply(t, 1.5);
        Assert.DoesNotContain(t.Clocks, c => c.Owed && c.Kind != ClockKind.Resolution);
    }

    [Fact]
    public void Words_wait_again_after_an_undo_also_where_no_next_response_is_promised()
    {
        var t = Open(type: TicketType.Suggestion);
        Reply(t, 1);
        t.Withdraw(Reply(t, 1.5), Shipped, At(1.501));
        Assert.Null(t.UnansweredSince); // nobody had asked anything
        Hear(t, 2);
        Hear(t, 3);
        var hasty = Reply(t, 4);
        Assert.Null(t.UnansweredSince);
        t.Withdraw(hasty, Shipped, At(4.001));
        Assert.Equal(At(2), t.UnansweredSince);
        t.Describe("Subject", TicketType.Complaint, TicketPriority.Normal, null, null, Shipped, Agent, At(5));
        Assert.Equal(At(6), Of(t, ClockKind.NextResponse).DueAt);
    }

    [Fact]
    public void An_undo_lets_no_clock_run_on_what_a_colleague_has_resolved_meanwhile()
    {
        var t = Open();
        var hasty = Reply(t, 1);
        t.Resolve("Done", false, 1, 2, null, Shipped, Agent + 1, At(1.001));
        t.Withdraw(hasty, Shipped, At(1.002));
        Assert.All(t.Clocks, c => Assert.False(c.Owed));
        t.Reopen("No", Shipped, Agent, At(2.001));
        Assert.Equal((ClockState.Running, At(3)), (Of(t, ClockKind.FirstResponse).State, Of(t, ClockKind.FirstResponse).DueAt));
    }

    [Fact]
    public void Met_and_breached_clocks_are_frozen_and_open_ones_follow_the_facts()
    {
        var t = Open();
        Reply(t, 1);
        var first = Of(t, ClockKind.FirstResponse);
        t.Describe("Subject", TicketType.Repair, TicketPriority.Normal, null, null, Shipped, Agent, At(2));
        Assert.Equal((ClockState.Met, At(2), "2h"), (first.State, first.DueAt, first.Target.ToString()));
        Assert.Equal(At(24), Of(t, ClockKind.Resolution).DueAt);
        t.Describe("Subject", TicketType.Suggestion, TicketPriority.High, null, null, Shipped, Agent, At(3));
        Assert.Equal(At(48), Of(t, ClockKind.Resolution).DueAt);
        t.SetLevel(CustomerLevel.Vip, Shipped, At(4));
        Assert.Equal(At(24), Of(t, ClockKind.Resolution).DueAt);
        Assert.Equal([ClockEvent.Started, ClockEvent.Recomputed, ClockEvent.Recomputed, ClockEvent.Recomputed], Told(Of(t, ClockKind.Resolution)));
        t.PromiseAnew(Shipped, At(5));
        Assert.Equal(4, Of(t, ClockKind.Resolution).Steps.Count); // nothing new, nothing told

        t.Breach(Of(t, ClockKind.Resolution), Shipped, At(25));
        t.SetLevel(CustomerLevel.Normal, Shipped, At(26));
        Assert.Equal((ClockState.Breached, At(24)), (Of(t, ClockKind.Resolution).State, Of(t, ClockKind.Resolution).DueAt));
    }

    [Fact]
    public void A_promise_that_is_taken_away_and_given_back_counts_from_where_it_began()
    {
        var t = Open();
        t.PromiseAnew(Sla.Rules([]), At(1));
        Assert.All(t.Clocks, c => Assert.Equal(ClockState.Cancelled, c.State));
        Assert.Equal(Ticket.NoDue, t.NextDueAt);
        t.PromiseAnew(Shipped, At(1.5));
        Assert.Equal((T0, At(2), At(48)), (Of(t, ClockKind.FirstResponse).StartedAt, Of(t, ClockKind.FirstResponse).DueAt, Of(t, ClockKind.Resolution).DueAt));
        Assert.Equal(4, t.Clocks.Count);
        // A suggestion is owed no next response; a complaint is, from the moment the customer wrote.
        var s = Open(type: TicketType.Suggestion);
        Reply(s, 1);
        Hear(s, 2);
        Assert.DoesNotContain(s.Clocks, c => c.Kind == ClockKind.NextResponse);
        s.Describe("Subject", TicketType.Complaint, TicketPriority.Normal, null, null, Shipped, Agent, At(3));
        Assert.Equal(At(6), Of(s, ClockKind.NextResponse).DueAt);
    }

    [Fact]
    public void Merging_ends_what_is_owed_and_keeps_what_was_broken()
    {
        var t = Open();
        t.Breach(Of(t, ClockKind.FirstResponse), Shipped, At(3));
        t.StopClocks(At(4));
        Assert.Equal((ClockState.Breached, ClockState.Cancelled, Ticket.NoDue), (Of(t, ClockKind.FirstResponse).State, Of(t, ClockKind.Resolution).State, t.NextDueAt));
        Assert.All(t.Clocks, c => Assert.False(c.Owed));
    }

    [Fact]
    public void What_the_customer_waits_for_is_owed_by_the_ticket_that_goes_on_whatever_it_waited_for()
    {
        var waiting = Open();
        Reply(waiting, 1);
        waiting.Wait(TicketStatus.WaitingCustomer, null, Shipped, Agent, At(2));
        Open(at: At(3)).MergeInto(waiting, "Same", Shipped, Agent, At(4));
        Assert.Equal((TicketStatus.InProgress, At(4), At(8)), (waiting.Status, waiting.UnansweredSince, waiting.NextDueAt));
        Assert.Equal((ClockState.Running, At(50)), (Of(waiting, ClockKind.Resolution).State, Of(waiting, ClockKind.Resolution).DueAt));

        var resolved = Open(type: TicketType.Inquiry);
        resolved.Resolve("Done", true, 1, 2, null, Shipped, Agent, At(1));
        Open(at: At(3)).MergeInto(resolved, "Same", Shipped, Agent, At(4));
        Assert.Equal((TicketStatus.InProgress, At(4), At(28)), (resolved.Status, resolved.UnansweredSince, resolved.NextDueAt));

        // Nobody waits: it stays as it was.
        var quiet = Open(type: TicketType.Inquiry);
        quiet.Resolve("Done", true, 1, 2, null, Shipped, Agent, At(1));
        var answered = Open();
        Reply(answered, 2);
        answered.MergeInto(quiet, "Same", Shipped, Agent, At(4));
        Assert.Equal((TicketStatus.Resolved, Ticket.NoDue), (quiet.Status, quiet.NextDueAt));

        // What nobody can open again takes nothing over.
        var source = Open(at: At(24 * 9));
        Assert.Equal("tickets.rule.merge_closed", Assert.Throws<Crm.Platform.UseCases.RuleException>(() => source.MergeInto(quiet, "Same", Shipped, Agent, At(24 * 9))).Key);
        Assert.True(source.CustomerWaits);
    }

    [Fact]
    public void The_warning_follows_the_setting_and_the_pauses()
    {
        var half = Sla.Rules(settings: Sla.Settings(warn: 50));
        var t = Open(half);
        Assert.Equal(At(24), Of(t, ClockKind.Resolution).WarnAt);
        t.Wait(TicketStatus.WaitingCustomer, null, half, Agent, At(1));
        t.Resume(half, Agent, At(4));
        Assert.Equal(At(27), Of(t, ClockKind.Resolution).WarnAt);
        t.PromiseAnew(Shipped, At(5));
        Assert.Equal(At(39), Of(t, ClockKind.Resolution).WarnAt);
    }

    [Fact]
    public void A_breach_goes_up_the_chain_step_by_step_and_ends_with_the_answer()
    {
        var chain = Sla.Rules(settings: Sla.Settings(75, false, new EscalationStep(0, EscalateTo.TeamSupervisor, null), new EscalationStep(60, EscalateTo.Person, 5), new EscalationStep(240, EscalateTo.DepartmentSupervisors, null)));
        var t = Open(chain);
        var clock = Of(t, ClockKind.FirstResponse);
        Assert.Null(t.Escalate(clock, chain, At(3)));
        t.Breach(clock, chain, At(2.01));
        Assert.Equal([0, 1, null], Steps(2.01));
        Assert.Equal([null], Steps(2.99));
        Assert.Equal([2, null], Steps(3));
        t.Wait(TicketStatus.WaitingCustomer, null, chain, Agent, At(4));
        Assert.Equal([null], Steps(7)); // while the customer is to act, nobody is bothered
        t.Resume(chain, Agent, At(8));
        Assert.Equal([3, null], Steps(8));
        Reply(t, 9, chain);
        Assert.Equal([null], Steps(99));
        Assert.Equal([ClockEvent.Started, ClockEvent.Breached, ClockEvent.Escalated, ClockEvent.Escalated, ClockEvent.Escalated, ClockEvent.Done], Told(clock));

        List<int?> Steps(double at)
        {
            var taken = new List<int?>();
            do taken.Add(t.Escalate(clock, chain, At(at))); while (taken[^1] is not null);
            return taken;
        }
    }

    [Fact]
    public void The_reason_of_a_due_time_names_the_days_that_did_not_count()
    {
        // Friday 16:50, the Monday after a holiday, the Saturday before worked to make up for it, Tuesday short.
        var calendar = new SlaCalendar(Sla.Calendar(Sla.Standard, "Asia/Shanghai", "09:00-18:00", (new(2026, 10, 5), ""), (new(2026, 10, 6), ""), (new(2026, 10, 10), "09:00-18:00"), (new(2026, 10, 8), "10:00-12:00"), (new(2026, 10, 9), "09:00-18:00")));
        var from = new DateTimeOffset(2026, 10, 2, 8, 50, 0, TimeSpan.Zero);
        var target = Target.Parse("24wh");
        var why = DueReason.Of(target, from, target.After(from, calendar.Time), TimeSpan.Zero, calendar);
        Assert.Equal([new DayRun(DayKind.Holiday, new(2026, 10, 5), new(2026, 10, 6)), new DayRun(DayKind.OtherHours, new(2026, 10, 8), new(2026, 10, 8)), new DayRun(DayKind.MadeUp, new(2026, 10, 10), new(2026, 10, 10))], why.Runs);
        Assert.Equal([IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday], why.FreeWeekdays);
        Assert.Equal(1, why.FreeWeeks);
    }

    [Fact]
    public void Working_time_used_is_that_of_the_standard_calendar_without_what_stood_still()
    {
        var t = Open(); // promised in elapsed hours; the standard calendar is open from 9 to 18
        t.Wait(TicketStatus.WaitingCustomer, null, Shipped, Agent, At(2)); // from 12:00
        Assert.Equal(TimeSpan.FromHours(2), Shipped.Worked(T0, At(5), t.Clocks));
        t.Resume(Shipped, Agent, At(20)); // until 06:00 of the next day
        t.Resolve("Done", false, 1, 10, null, Shipped, Agent, At(24)); // at 10:00
        Assert.Equal((TimeSpan.FromHours(3), TimeSpan.FromHours(6)), (Shipped.Worked(T0, At(24), t.Clocks), Of(t, ClockKind.Resolution).Used(Shipped, At(24))));
        t.Reopen("No", Shipped, Agent, At(26));
        Assert.Equal(TimeSpan.FromHours(4), Shipped.Worked(T0, At(27), t.Clocks));
        Assert.Equal(TimeSpan.FromHours(9), Shipped.Worked(T0, At(24), Open(channel: TicketChannel.Internal).Clocks)); // no clock, nothing stands still
    }
}
