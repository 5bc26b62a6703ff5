using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Tickets.Domain;

namespace Crm.Tests.Tickets.Domain;

public sealed class TypeRulesTests
{
    const long Agent = 7, Supervisor = 9;
    static readonly DateTimeOffset T0 = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);

    static DateTimeOffset At(double hours) => T0.AddHours(hours);

    static SlaRules Rules(TypeDesign? inquiry = null, params TicketField[] fields) => Sla.Rules(flow: new FlowRules(inquiry is null ? [] : [new TypeRules(TicketType.Inquiry, inquiry)], fields));

    static TicketField Field(string key, NeededFrom needed = NeededFrom.Never, params TicketType[] types)
    {
        var field = new TicketField(key, FieldKind.Text, 1, new FieldDesign("Serial number", "序列号", needed == NeededFrom.Open, false, false, []));
        field.Ask(needed == NeededFrom.Resolve, types);
        return field;
    }

    static Ticket Open(SlaRules rules, TicketType type = TicketType.Inquiry, CustomValues? custom = null) =>
        Ticket.Open(new(1, null, CustomerLevel.Normal, type, TicketChannel.Web, TicketPriority.Normal, null, "Subject", "Words", false, [], Custom: custom), rules, Agent, T0);

    static void Resolve(Ticket t, SlaRules rules, double at = 1, long? cause = 1, long? resolution = 2) => t.Resolve("Done", false, cause, resolution, null, rules, Agent, At(at));

    [Fact]
    public void Any_type_can_be_reviewed_within_its_time_and_complaints_need_not_be()
    {
        var t = Open(Rules(new TypeDesign { Review = true, ReviewHours = 6 }));
        Resolve(t, Rules(new TypeDesign { Review = true, ReviewHours = 6 }));
        Assert.Equal((At(7), (DateTimeOffset?)null, true), (t.ReviewDueAt, t.FinishedAt, t.AwaitsReview));

        var unreviewed = Sla.Rules(flow: new FlowRules([new TypeRules(TicketType.Complaint, new TypeDesign())], []));
        var complaint = Open(unreviewed, TicketType.Complaint);
        Resolve(complaint, unreviewed);
        Assert.Equal(At(1), complaint.FinishedAt);
        Assert.Equal("tickets.rule.nothing_to_review", Assert.Throws<RuleException>(() => complaint.Approve(null, null, Supervisor, At(2))).Key);
    }

    [Fact]
    public void What_waits_for_its_review_gets_it_also_when_reviews_are_switched_off()
    {
        var t = Open(Sla.Rules(), TicketType.Complaint);
        Resolve(t, Sla.Rules());
        Assert.True(t.AwaitsReview);
        t.Approve(null, null, Supervisor, At(3));
        Assert.Equal((TicketStatus.Reviewed, At(3)), (t.Status, t.FinishedAt));
    }

    [Fact]
    public void Handed_out_first_means_nobody_begins_waits_or_ends_without_having_it()
    {
        var rules = Rules(new TypeDesign { Assignment = true });
        var t = Open(rules);
        foreach (var step in new Action[] { () => t.Start(rules, Agent, At(1)), () => t.Wait(TicketStatus.WaitingCustomer, null, rules, Agent, At(1)), () => Resolve(t, rules) })
            Assert.Equal("tickets.rule.assign_first", Assert.Throws<RuleException>(step).Key);
        t.Reply("An answer", TicketChannel.Web, [], rules, Agent, At(1));
        Assert.Equal((TicketStatus.Created, (long?)null), (t.Status, t.OwnerId));
        Assert.Equal(ClockState.Met, t.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).State);
        t.Assign(Agent, null, Agent, At(2));
        t.Start(rules, Agent, At(2));
        Resolve(t, rules, 3);
        Assert.Equal(TicketStatus.Resolved, t.Status);
    }

    [Fact]
    public void Without_handing_out_whoever_works_on_it_has_it()
    {
        var t = Open(Rules());
        Resolve(t, Rules());
        Assert.Equal((TicketStatus.Resolved, Agent), (t.Status, t.OwnerId));
    }

    [Fact]
    public void Codes_are_required_optional_or_not_kept()
    {
        Assert.Equal("CauseId", Assert.Throws<RuleException>(() => Resolve(Open(Rules()), Rules(), cause: null)).Field);
        Assert.Equal("ResolutionId", Assert.Throws<RuleException>(() => Resolve(Open(Rules()), Rules(), resolution: null)).Field);
        var loose = Rules(new TypeDesign { Cause = CodeAsked.Optional, Resolution = CodeAsked.Never });
        var t = Open(loose);
        Resolve(t, loose, cause: null, resolution: 2);
        Assert.Equal((null, null), (t.CauseId, t.ResolutionId));
    }

    [Fact]
    public void A_type_without_archive_stays_resolved_after_a_good_score_and_after_the_call_back()
    {
        var rules = Rules(new TypeDesign { Archive = false });
        var t = Open(rules);
        Resolve(t, rules);
        t.Rated(5, false, rules.Flow, At(2));
        Assert.Equal((TicketStatus.Resolved, 5), (t.Status, t.Satisfaction));
        t.Hold(4);
        t.Release(4, null, rules.Flow, At(3));
        Assert.Equal(TicketStatus.Resolved, t.Status);
    }

    [Fact]
    public void The_window_to_reopen_begins_when_work_and_review_are_done()
    {
        var rules = Rules(new TypeDesign { ReopenDays = 2 });
        var t = Open(rules);
        Resolve(t, rules);
        Assert.False(t.IsOver(rules, At(49)));
        Assert.True(t.IsOver(rules, At(49.1)));
        Assert.Throws<RuleException>(() => t.Hear("x", TicketChannel.Web, [], rules, null, At(50)));
        t.Hold(4);
        Assert.False(t.IsOver(rules, At(50)));

        var complaint = Open(Sla.Rules(), TicketType.Complaint);
        Resolve(complaint, Sla.Rules());
        Assert.False(complaint.IsOver(Sla.Rules(), At(24 * 30)));
    }

    [Fact]
    public void The_customer_goes_on_in_a_new_ticket_that_knows_what_the_old_one_knew()
    {
        var rules = Rules(null, Field("serial_number"));
        var over = Open(rules, custom: CustomValues.None.With("serial_number", "SN-1"));
        Resolve(over, rules);
        over.Archive(At(2));
        var t = Ticket.GoOnFrom(over, new("It broke again", TicketChannel.Email, [], false), CustomerLevel.Vip, "gold", rules, null, At(3));
        Assert.Equal((TicketStatus.Created, "Subject", "SN-1", TicketChannel.Email), (t.Status, t.Subject, t.Custom["serial_number"], t.Channel));
        Assert.Equal("It broke again", Assert.Single(t.Messages).Body);
        Assert.Equal((CustomerLevel.Vip, "gold", CustomerLevel.Normal), (t.Level, t.Tier, over.Level));
    }

    [Fact]
    public void What_is_needed_from_one_step_on_is_needed_for_every_later_one()
    {
        var rules = Rules(new TypeDesign { Category = NeededFrom.Start, Contact = NeededFrom.Resolve }, Field("first", NeededFrom.Open), Field("last", NeededFrom.Resolve), Field("never"), Field("repairs", NeededFrom.Open, TicketType.Repair));
        var t = Open(rules);
        Assert.Equal(["Custom[first]"], Missing(NeededFrom.Open, contacts: true));
        Assert.Equal(["CategoryId", "Custom[first]"], Missing(NeededFrom.Start, contacts: true));
        Assert.Equal(["CategoryId", "ContactId", "Custom[first]", "Custom[last]"], Missing(NeededFrom.Resolve, contacts: true));
        Assert.DoesNotContain("ContactId", Missing(NeededFrom.Resolve, contacts: false));
        t.Fill(CustomValues.None.With("first", "a").With("last", "b"), rules.Flow, Agent, At(1));
        Assert.Equal(["CategoryId"], Missing(NeededFrom.Resolve, contacts: false));

        IReadOnlyList<string> Missing(NeededFrom step, bool contacts) => rules.Flow.Missing(step, t.Type, t.CategoryId, t.ContactId, t.Custom, contacts);
    }

    [Theory]
    [InlineData("Anyone", 8L, 5L, true)]
    [InlineData("Assignee", 7L, 5L, true)]
    [InlineData("Assignee", 8L, 2L, false)]
    [InlineData("Assignee", null, 5L, true)]
    [InlineData("Team", 8L, 2L, true)]
    [InlineData("Team", 8L, 5L, false)]
    [InlineData("Team", 7L, 5L, true)]
    [InlineData("Team", null, null, true)]
    [InlineData("Team", 8L, null, false)]
    public void A_step_can_be_left_to_the_assignee_or_the_team(string by, long? owner, long? team, bool may) => Assert.Equal(may, Ticket.MayTake(Enum.Parse<StepBy>(by), owner, team, Agent, [2]));

    [Fact]
    public void Filled_in_texts_are_found_and_the_history_names_the_fields_without_what_they_hold()
    {
        var rules = Rules(null, Field("serial_number"));
        var t = Open(rules);
        t.Fill(CustomValues.None.With("serial_number", "ZX81"), rules.Flow, Agent, At(1));
        Assert.Contains("zx81", t.Words, StringComparison.OrdinalIgnoreCase);
        var row = t.History[^1];
        Assert.Equal((HistoryKind.Fields, null, "serial_number"), (row.Kind, row.From, row.To));
        t.Fill(CustomValues.None.With("serial_number", "ZX81"), rules.Flow, Agent, At(2));
        Assert.Same(row, t.History[^1]);
        t.Forget();
        Assert.True(t.Custom.IsEmpty);
    }
}
