using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Tickets.Domain;

namespace Crm.Tests.Tickets.Rules;

/// <summary>What rules ask, in which order they come, and what keeps them from going round in circles.</summary>
public sealed class RuleBookTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);

    // 1 above 11 above 111.
    static readonly Dictionary<long, long?> Tree = new() { [1] = null, [11] = 1, [111] = 11, [2] = null };

    static RuleFacts Facts() => new()
    {
        TicketId = 1, At = Now, Type = TicketType.Complaint, Channel = TicketChannel.Email, Priority = TicketPriority.High, Status = TicketStatus.InProgress, CategoryId = 111, TeamId = 5, AssigneeId = null,
        Level = CustomerLevel.Vip, Tier = "Gold", Tags = ["Recall", "批次A"], Subject = "Printer on ＦＩＲＥ", Message = "我的打印机着火了，请尽快处理", Language = "zh-CN", Reopened = 2,
        CreatedAt = Now.AddHours(-30), CustomerWroteAt = Now.AddHours(-4), StatusSince = Now.AddHours(-2), Clocks = [ClockKind.Resolution],
        Changes = new Dictionary<HistoryKind, FieldChange> { [HistoryKind.Priority] = new("Low", "High"), [HistoryKind.Assignee] = new("7", null), [HistoryKind.Category] = new("2", "111") },
    };

    static bool Met(RuleFacts facts, RuleField field, RuleOperator how, string? value) => new RuleCondition(field, how, value).Judge(facts, Tree.PathOf).Met;

    [Theory]
    [InlineData("Type", "Is", "Complaint", true)]
    [InlineData("Type", "IsNot", "Complaint", false)]
    [InlineData("Channel", "Is", "Phone", false)]
    [InlineData("Priority", "AtLeast", "Normal", true)]
    [InlineData("Priority", "AtLeast", "Urgent", false)]
    [InlineData("Priority", "AtMost", "High", true)]
    [InlineData("Priority", "IsNot", "Low", true)]
    [InlineData("Priority", "Was", "Low", true)]
    [InlineData("Priority", "Was", "High", false)]
    [InlineData("Priority", "Became", "High", true)]
    [InlineData("Priority", "Became", "Urgent", false)]
    [InlineData("Priority", "Changed", null, true)]
    [InlineData("Status", "Changed", null, false)]
    [InlineData("Status", "Was", "Created", false)]
    [InlineData("Category", "Is", "111", true)]
    [InlineData("Category", "Is", "1", true)]
    [InlineData("Category", "Is", "2", false)]
    [InlineData("Category", "IsNot", "11", false)]
    [InlineData("Category", "Was", "2", true)]
    [InlineData("Category", "Became", "1", true)]
    [InlineData("Category", "Is", "none", false)]
    [InlineData("Team", "Is", "5", true)]
    [InlineData("Assignee", "Is", "none", true)]
    [InlineData("Assignee", "Was", "7", true)]
    [InlineData("Assignee", "Became", "none", true)]
    [InlineData("Level", "Is", "Vip", true)]
    [InlineData("Tier", "Is", "gold", true)]
    [InlineData("Tier", "IsNot", "silver", true)]
    [InlineData("Tag", "Is", "other, recall", true)]
    [InlineData("Tag", "Is", "#批次a", true)]
    [InlineData("Tag", "IsNot", "recall", false)]
    [InlineData("Subject", "Contains", "fire", true)]
    [InlineData("Subject", "Contains", "water, PRINTER", true)]
    [InlineData("Subject", "ContainsNot", "water", true)]
    [InlineData("Message", "Contains", "着火", true)]
    [InlineData("Message", "Contains", "退款，着火", true)]
    [InlineData("Message", "ContainsNot", "着火", false)]
    [InlineData("Language", "Is", "zh-CN", true)]
    [InlineData("Clock", "Is", "Resolution", true)]
    [InlineData("Clock", "Is", "FirstResponse", false)]
    [InlineData("Reopened", "AtLeast", "2", true)]
    [InlineData("Reopened", "AtMost", "1", false)]
    [InlineData("HoursSinceCreated", "AtLeast", "30", true)]
    [InlineData("HoursSinceCreated", "AtLeast", "30.5", false)]
    [InlineData("HoursSinceCustomerWrote", "AtMost", "4", true)]
    [InlineData("HoursInStatus", "AtLeast", "3", false)]
    [InlineData("WorkingTime", "Is", "yes", true)]
    public void A_condition_is_met(string field, string how, string? value, bool met)
    {
        var condition = new RuleCondition(Enum.Parse<RuleField>(field), Enum.Parse<RuleOperator>(how), value);
        Assert.Null(condition.Wrong);
        Assert.Equal(met, condition.Judge(Facts(), Tree.PathOf).Met);
    }

    [Theory]
    [InlineData("Type", "AtLeast", "Complaint")]
    [InlineData("Type", "Is", "Grievance")]
    [InlineData("Subject", "Is", "x")]
    [InlineData("Subject", "Contains", " ,，")]
    [InlineData("Team", "Is", "five")]
    [InlineData("Reopened", "AtLeast", "often")]
    [InlineData("Channel", "Was", "Email")]
    [InlineData("Priority", "Is", null)]
    public void A_condition_that_makes_no_sense_says_so(string field, string how, string? value) => Assert.NotNull(new RuleCondition(Enum.Parse<RuleField>(field), Enum.Parse<RuleOperator>(how), value).Wrong);

    [Fact]
    public void Every_field_has_an_operator_that_works_on_it()
    {
        foreach (var field in Enum.GetValues<RuleField>())
            foreach (var how in RuleCondition.OperatorsOf(field))
            {
                var value = RuleCondition.NamesOf(field)?[0] ?? (RuleCondition.IsWords(field) ? "word" : "1");
                var condition = new RuleCondition(field, how, value);
                Assert.Null(condition.Wrong);
                condition.Judge(Facts(), Tree.PathOf);
            }
    }

    [Fact]
    public void Outside_the_hours_of_the_calendar_it_is_no_working_time()
    {
        var shanghai = Crm.Tests.Tickets.Domain.Sla.Rules().TimeOf(Crm.Tests.Tickets.Domain.Sla.Standard);
        Assert.True(Met(Facts() with { Calendar = shanghai, At = new(2026, 3, 4, 9, 0, 0, TimeSpan.FromHours(8)) }, RuleField.WorkingTime, RuleOperator.Is, "yes"));
        Assert.True(Met(Facts() with { Calendar = shanghai, At = new(2026, 3, 4, 18, 0, 0, TimeSpan.FromHours(8)) }, RuleField.WorkingTime, RuleOperator.Is, "no"));
    }

    [Fact]
    public void All_of_the_first_and_one_of_the_second_must_be_met_and_each_is_told()
    {
        RuleCondition yes = new(RuleField.Type, RuleOperator.Is, "Complaint"), no = new(RuleField.Type, RuleOperator.Is, "Repair");
        var path = Tree.PathOf;
        Assert.True(RuleConditions.None.Judge(Facts(), path).Met);
        Assert.True(new RuleConditions([yes], []).Judge(Facts(), path).Met);
        Assert.False(new RuleConditions([yes, no], []).Judge(Facts(), path).Met);
        Assert.True(new RuleConditions([yes], [no, yes]).Judge(Facts(), path).Met);
        Assert.False(new RuleConditions([yes], [no]).Judge(Facts(), path).Met);
        var told = new RuleConditions([no, yes], [no]).Judge(Facts(), path);
        Assert.Equal([false, true], told.All.Select(v => v.Met));
        Assert.Equal("Complaint", told.All[0].Found);
        Assert.Single(told.Any);
    }

    [Fact]
    public void What_a_ticket_was_is_found_by_going_back_through_its_history()
    {
        var now = Facts() with { Changes = RuleFacts.ChangesIn([]) };
        HistoryRow[] history =
        [
            Row(HistoryKind.Status, null, "Created", -30), Row(HistoryKind.Priority, "Low", "Normal", -20), Row(HistoryKind.Priority, "Normal", "High", -2), Row(HistoryKind.Assignee, "7", null, -3),
            Row(HistoryKind.Tags, null, "Recall, 批次A", -1), Row(HistoryKind.Status, "Resolved", "InProgress", -2), Row(HistoryKind.Level, "Normal", "Vip", -1), Row(HistoryKind.Category, "2", "111", -1),
        ];
        var then = now.AsOf(Now.AddHours(-10), history);
        Assert.Equal((TicketPriority.Normal, 7L, TicketStatus.Resolved, CustomerLevel.Normal, 2L, 1), (then.Priority, then.AssigneeId, then.Status, then.Level, then.CategoryId, then.Reopened));
        Assert.Empty(then.Tags);
        Assert.Equal(Now.AddHours(-30), then.StatusSince);
        Assert.Equal(TicketPriority.Low, now.AsOf(Now.AddHours(-25), history).Priority);
    }

    static HistoryRow Row(HistoryKind kind, string? from, string? to, int hours) => new(kind, from, to, null, Now.AddHours(hours), null, null);

    static TicketRule Rule(long id, int position, RuleTrigger trigger = RuleTrigger.Opened, bool stop = false, bool active = true, params RuleCondition[] all)
    {
        var rule = new TicketRule(position);
        ((Entity)rule).Identify(id);
        rule.Call("r" + id, "r" + id, active, stop);
        rule.Hear(trigger, 1, false);
        rule.Do(new(all, []), new() { NotifySupervisor = true });
        return rule;
    }

    static IEnumerable<long> Decided(RuleBook book, RuleChain? chain = null, params RuleTrigger[] triggers) =>
        book.Decide(triggers.Length == 0 ? [RuleTrigger.Opened] : triggers, chain ?? RuleChain.None, Facts).Where(d => d.Cut is null).Select(d => d.Rule.Id);

    [Fact]
    public void Rules_come_in_their_order_those_that_are_off_or_wait_for_something_else_do_not_and_one_may_be_the_last()
    {
        RuleCondition no = new(RuleField.Type, RuleOperator.Is, "Repair");
        Assert.Equal([2, 1, 3], Decided(new RuleBook([Rule(1, 2), Rule(2, 1), Rule(3, 2), Rule(4, 3, active: false), Rule(5, 4, RuleTrigger.Replied)], Tree)));
        Assert.Equal([1, 2], Decided(new RuleBook([Rule(1, 1), Rule(2, 2, stop: true), Rule(3, 3)], Tree)));
        // One that does not act stops nobody.
        Assert.Equal([3], Decided(new RuleBook([Rule(2, 2, stop: true, all: [no]), Rule(3, 3)], Tree)));
        Assert.Equal([5, 1], Decided(new RuleBook([Rule(1, 2), Rule(5, 1, RuleTrigger.Replied)], Tree), null, RuleTrigger.Opened, RuleTrigger.Replied));
    }

    [Fact]
    public void A_later_rule_sees_what_an_earlier_one_left()
    {
        var facts = Facts() with { Priority = TicketPriority.Low };
        var book = new RuleBook([Rule(1, 1), Rule(2, 2, all: [new(RuleField.Priority, RuleOperator.Is, "Urgent")])], Tree);
        var acted = new List<long>();
        foreach (var decision in book.Decide([RuleTrigger.Opened], RuleChain.None, () => facts))
        {
            acted.Add(decision.Rule.Id);
            facts = facts with { Priority = TicketPriority.Urgent };
        }
        Assert.Equal([1, 2], acted);
    }

    [Fact]
    public void A_rule_never_acts_twice_in_a_chain_and_no_chain_grows_for_ever()
    {
        var book = new RuleBook([Rule(1, 1, stop: true), Rule(2, 2)], Tree);
        var cut = book.Decide([RuleTrigger.Opened], RuleChain.None.With(1), Facts).ToList();
        Assert.Equal([(1, RuleOutcome.Loop), (2, null)], cut.Select(d => (d.Rule.Id, d.Cut)));
        var deep = Enumerable.Range(100, RuleChain.Deepest).Aggregate(RuleChain.None, (chain, id) => chain.With(id, id + 1000));
        Assert.All(book.Decide([RuleTrigger.Opened], deep, Facts), d => Assert.Equal(RuleOutcome.TooDeep, d.Cut));
        Assert.Equal([1], Decided(book, deep with { Depth = RuleChain.Deepest - 1 }));
    }

    [Fact]
    public void So_many_working_hours_ago_is_found_over_nights_and_weekends()
    {
        var time = Crm.Tests.Tickets.Domain.Sla.Rules().TimeOf(Crm.Tests.Tickets.Domain.Sla.Standard); // 9-18, Monday to Friday
        DateTimeOffset Shanghai(int day, int hour) => new(2026, 3, day, hour, 0, 0, TimeSpan.FromHours(8));
        // Monday 10:00, two hours: one of them on Friday.
        Assert.Equal(Shanghai(6, 17), time.Since(Shanghai(9, 10), TimeSpan.FromHours(2))!.Value, TimeSpan.FromSeconds(2));
        Assert.Equal(Shanghai(9, 8), WorkingTime.Always.Since(Shanghai(9, 10), TimeSpan.FromHours(2))!.Value, TimeSpan.FromSeconds(2));
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var (now, worked) = (Shanghai(2, 0).AddMinutes(random.Next(60 * 24 * 20)), TimeSpan.FromMinutes(random.Next(1, 60 * 60)));
            Assert.InRange((time.Between(time.Since(now, worked)!.Value, now) - worked).TotalSeconds, 0, 1.1);
        }
    }
}
