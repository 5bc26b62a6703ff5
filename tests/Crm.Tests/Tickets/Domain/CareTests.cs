using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Tickets.Domain;

namespace Crm.Tests.Tickets.Domain;

/// <summary>Arithmetic of sampling, scoring, limits and risk.</summary>
public sealed class CareTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);

    static IReadOnlyList<Sampling.Candidate> Candidates(int inquiries, int complaints) =>
        [.. Enumerable.Range(1, inquiries + complaints).Select(i => new Sampling.Candidate(i, i <= inquiries ? TicketType.Inquiry : TicketType.Complaint, i % 10 == 0, i % 15 == 0))];

    [Fact]
    public void The_same_seed_draws_the_same_and_each_type_gets_its_share()
    {
        var all = Candidates(80, 20);
        var drawn = Sampling.Draw(all, 7, 10, 0, 42);
        Assert.Equal(drawn, Sampling.Draw(all.Reverse(), 7, 10, 0, 42));
        Assert.NotEqual(drawn, Sampling.Draw(all, 7, 10, 0, 43));
        for (var seed = 0; seed < 50; seed++)
        {
            var tickets = Sampling.Draw(all, 7, 10, 0, seed).Select(c => c.TicketId).ToList();
            Assert.Equal(10, tickets.Distinct().Count());
            Assert.Equal(2, tickets.Count(t => t > 80));
        }
    }

    [Fact]
    public void Every_ticket_has_the_same_chance()
    {
        var all = Candidates(17, 6);
        var hits = Enumerable.Range(0, 4000).SelectMany(seed => Sampling.Draw(all, 7, 5, 0, seed)).GroupBy(c => c.TicketId).ToDictionary(g => g.Key, g => g.Count());
        // 5 of 23 in 4000 drawings: 870, with a standard deviation of 26.
        Assert.All(all, c => Assert.InRange(hits[c.TicketId], 740, 1000));
    }

    [Fact]
    public void Low_rated_and_reopened_ones_come_on_top_and_are_marked_as_such()
    {
        var drawn = Sampling.Draw(Candidates(100, 0), 7, 3, 2, 1);
        Assert.Equal(5, drawn.Select(c => c.TicketId).Distinct().Count());
        Assert.All(drawn.Take(3), c => Assert.Equal(QualityReason.Random, c.Reason));
        Assert.All(drawn.Skip(3), c => Assert.Equal(c.TicketId % 10 == 0 ? QualityReason.LowRated : QualityReason.Reopened, c.Reason));
        Assert.Equal(2, Sampling.Draw(Candidates(2, 0), 7, 3, 2, 1).Count);
    }

    static (QualityCheck Check, IReadOnlyList<ChecklistItem> Items) Check()
    {
        var list = new Checklist();
        list.Change("List", "表", [], [], 1, true, [new("Right", "正确", 30, QualityScale.OneToFive, false), new("Kind", "礼貌", 10, QualityScale.YesNo, false), new("Safe", "安全", 10, QualityScale.YesNo, true)]);
        return (QualityCheck.Of(1, TicketType.Inquiry, agentId: 5, teamId: 2, list, QualityReason.Random, null, Now), list.Of(1));
    }

    static List<QualityAnswer> Answers(int? right, int? kind, int? safe) => [new(0, right, null), new(1, kind, null), new(2, safe, "said")];

    [Theory]
    [InlineData(5, 1, 1, 100, false)]
    [InlineData(3, 0, 1, 50, false)] // (30 x 1/2 + 0 + 10) / 50
    [InlineData(3, null, 1, 62.5, false)] // what does not apply is left out: 25 of 40
    [InlineData(5, 1, 0, 0, true)]
    [InlineData(5, 1, null, 100, false)]
    public void A_score_weighs_what_applies_and_a_fatal_error_makes_it_nothing(int? right, int? kind, int? safe, double score, bool fatal)
    {
        var (check, items) = Check();
        check.Judge(items, Answers(right, kind, safe), null, TimeSpan.FromDays(7), by: 9, Now);
        Assert.Equal(((decimal)score, fatal), (check.Score!.Value, check.Fatal));
    }

    [Fact]
    public void Nobody_judges_their_own_work_and_every_item_needs_a_mark_of_its_scale()
    {
        var (check, items) = Check();
        Assert.Equal("tickets.quality.rule.own", Assert.Throws<RuleException>(() => check.Judge(items, Answers(5, 1, 1), null, TimeSpan.Zero, by: 5, Now)).Key);
        Assert.Equal("Answers[1].Value", Assert.Throws<RuleException>(() => check.Judge(items, Answers(5, 4, 1), null, TimeSpan.Zero, by: 9, Now)).Field);
        Assert.Equal("tickets.quality.rule.all_items", Assert.Throws<RuleException>(() => check.Judge(items, Answers(5, 1, 1)[..2], null, TimeSpan.Zero, by: 9, Now)).Key);
        Assert.Equal("tickets.quality.rule.nothing_applies", Assert.Throws<RuleException>(() => check.Judge(items, Answers(null, null, null), null, TimeSpan.Zero, by: 9, Now)).Key);
    }

    [Fact]
    public void An_appeal_has_its_time_and_is_decided_by_somebody_else_where_there_is_one()
    {
        var (check, items) = Check();
        check.Judge(items, Answers(1, 0, 1), null, TimeSpan.FromDays(7), by: 9, Now);
        Assert.Equal("tickets.quality.rule.appeal_late", Assert.Throws<RuleException>(() => check.Appeal("No", 5, Now.AddDays(8))).Key);
        check.Appeal("No", 5, Now.AddDays(7));
        Assert.Equal("tickets.quality.rule.other_decides", Assert.Throws<RuleException>(() => check.Uphold("Yes", nobodyElse: false, 9, Now.AddDays(8))).Key);
        Assert.Equal("tickets.quality.rule.own", Assert.Throws<RuleException>(() => check.Uphold("Mine", nobodyElse: true, 5, Now.AddDays(8))).Key);
        check.Revise(items, Answers(5, 1, 1), "Right", nobodyElse: false, 10, Now.AddDays(8));
        Assert.Equal((QualityStatus.Changed, 100m, 2), (check.Status, check.Score, check.Round));
        Assert.Equal([(QualityAct.Drawn, (decimal?)null), (QualityAct.Scored, 20m), (QualityAct.Appealed, 20m), (QualityAct.Changed, 100m)], check.Steps.Select(s => (s.Act, s.Score)));
        Assert.Equal([1, 5], check.Marks.Where(m => m.Position == 0).Select(m => m.Value!.Value));

        var (alone, again) = Check();
        alone.Judge(again, Answers(1, 0, 1), null, TimeSpan.FromDays(7), by: 9, Now);
        alone.Appeal("No", 5, Now);
        alone.Uphold("There is nobody else", nobodyElse: true, 9, Now);
        Assert.Equal(QualityStatus.Upheld, alone.Status);
    }

    [Fact]
    public void Only_changed_items_make_a_new_revision()
    {
        var list = new Checklist();
        ItemTerms[] items = [new("Right", "正确", 30, QualityScale.OneToFive, false)];
        list.Change("List", "表", [], [], 1, true, items);
        list.Change("Renamed", "改名", [TicketType.Complaint], [3], 1, true, items);
        Assert.Equal(1, list.Revision);
        list.Change("Renamed", "改名", [TicketType.Complaint], [3], 1, true, [items[0] with { Weight = 20 }]);
        Assert.Equal((2, 30, 20), (list.Revision, list.Of(1)[0].Weight, list.Of(2)[0].Weight));
        Assert.Equal([true, false, false], [list.Fits(TicketType.Complaint, 3), list.Fits(TicketType.Complaint, null), list.Fits(TicketType.Inquiry, 3)]);
    }

    [Theory]
    [InlineData(GoodwillKind.Points, 500, 0, "CNY", true)]
    [InlineData(GoodwillKind.Points, 501, 0, "CNY", false)]
    [InlineData(GoodwillKind.Points, 400, 601, "CNY", false)]
    [InlineData(GoodwillKind.Coupon, 50, 0, "CNY", true)]
    [InlineData(GoodwillKind.Coupon, 50, 0, "USD", false)]
    [InlineData(GoodwillKind.Coupon, 50, 51, "CNY", false)]
    internal void A_limit_holds_at_once_in_a_month_and_in_its_currency(GoodwillKind kind, int amount, int given, string currency, bool allowed)
    {
        var gift = kind == GoodwillKind.Points ? new GoodwillGift(kind, amount, null, null, null) : new GoodwillGift(kind, null, amount, currency, new(2026, 6, 1));
        Assert.Equal(allowed, new GoodwillLimit(500, 1000, 50, 100).Allows(gift, "CNY", kind == GoodwillKind.Points ? given : 0, kind == GoodwillKind.Coupon ? given : 0));
    }

    [Fact]
    public void The_usual_level_is_exceeded_as_tables_say()
    {
        // P(X >= 5), mean 1: 1 - e^-1 (1 + 1 + 1/2 + 1/6 + 1/24).
        var poisson = RiskTest.Of(5, [1, 1, 1, 1, 1, 1, 1, 1]);
        Assert.Equal((1, 1, RiskModel.Poisson), (poisson.Expected, poisson.Dispersion, poisson.Model));
        Assert.Equal(1 - (Math.Exp(-1) * (2 + 0.5 + (1 / 6.0) + (1 / 24.0))), poisson.P, 10);
        // Mean 2, variance 4: two successes of probability 1/2; P(X >= 5) = 1 - 1/4 (1 + 1 + 3/4 + 1/2 + 5/16).
        var scattered = RiskTest.Of(5, [6, 0, 0, 1, 1, 3, 3, 2]);
        Assert.Equal((2, RiskModel.NegativeBinomial), (scattered.Expected, scattered.Model));
        Assert.Equal(2, scattered.Dispersion, 10);
        Assert.Equal(0.109375, scattered.P, 10);
        Assert.Equal(1, RiskTest.Of(0, [0, 0, 0, 0, 0, 0, 0, 0]).P);
        Assert.InRange(RiskTest.Of(3, [0, 0, 0, 0, 0, 0, 0, 0]).P, 0, 0.0001);
    }
}
