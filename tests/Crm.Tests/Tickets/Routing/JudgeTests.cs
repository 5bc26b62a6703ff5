using Crm.Tickets.Domain;
using FsCheck;
using FsCheck.Fluent;
using Routes = Crm.Tickets.Domain.Routing;

namespace Crm.Tests.Tickets.Routing;

public sealed class JudgeTests
{
    static readonly DateTimeOffset Friday = new(2026, 12, 4, 0, 0, 0, TimeSpan.Zero);

    static Worker Who(long id, int load = 0, int capacity = 10, string skills = "", string regions = "", bool here = true, long? substitute = null) =>
        new(id, Skills.Of(skills.Split(' ', StringSplitOptions.RemoveEmptyEntries), regions.Split(' ', StringSplitOptions.RemoveEmptyEntries)), capacity, load, here, here ? null : Friday, substitute);

    static Judgement First(string[] needs, string[] prefers, long? owner, params Worker[] crew) => Routes.Judge(needs, prefers, owner, crew)[0];

    [Fact]
    public void The_least_loaded_gets_it_measured_by_what_they_can_bear()
    {
        var judged = Routes.Judge([], [], null, [Who(1, load: 4, capacity: 8), Who(2, load: 5, capacity: 20), Who(3, load: 1, capacity: 2)]);
        Assert.Equal([2, 3, 1], judged.Select(j => j.PersonId));
        Assert.Equal((Eligibility.Chosen, Ground.LeastLoaded), (judged[0].Verdict, judged[0].Ground));
        Assert.Equal((5, 20), (judged[0].Load, judged[0].Capacity));
    }

    [Fact]
    public void The_customers_owner_comes_first_if_they_can_take_it()
    {
        Assert.Equal((1, Ground.Owner), First([], [], 1, Who(1, load: 9), Who(2)) is var owner ? (owner.PersonId, owner.Ground) : default);
        Assert.Equal(2, First([], [], 1, Who(1, load: 10), Who(2)).PersonId); // full
        Assert.Equal(2, First(["technical"], [], 1, Who(1), Who(2, skills: "technical")).PersonId); // unfit
        Assert.Equal(2, First([], [], 1, Who(1, here: false), Who(2)).PersonId); // absent
    }

    [Fact]
    public void Who_stands_in_for_an_absent_owner_comes_first()
    {
        var judged = Routes.Judge([], [], 1, [Who(1, here: false, substitute: 3), Who(2), Who(3, load: 5)]);
        Assert.Equal((3, Standing.StandIn, Ground.StandIn, 1), (judged[0].PersonId, judged[0].Standing, judged[0].Ground, judged[0].For));
        Assert.Equal((Eligibility.Absent, Standing.Owner, Friday), judged.Single(j => j.PersonId == 1) is var absent ? (absent.Verdict, absent.Standing, absent.Until) : default);
        // Of an owner who is here nobody stands in.
        Assert.Equal(2, First([], [], 1, Who(1, load: 10, substitute: 3), Who(2), Who(3, load: 5)).PersonId);
    }

    [Fact]
    public void What_is_needed_decides_who_may_and_what_is_preferred_who_first()
    {
        var judged = Routes.Judge(["technical:2"], ["@zh", "#上海"], null, [Who(1, skills: "technical zh", regions: "上海"), Who(2, skills: "technical:2 en"), Who(3, load: 9, skills: "Technical：3 ZH-cn", regions: "北京")]);
        Assert.Equal([3, 2, 1], judged.Select(j => j.PersonId));
        Assert.Equal(Ground.FitsBest, judged[0].Ground);
        Assert.Equal((Eligibility.Unfit, "technical:2"), (judged[2].Verdict, Assert.Single(judged[2].Lacks)));
    }

    [Fact]
    public void Nobody_is_chosen_where_nobody_can()
    {
        Assert.Empty(Routes.Judge([], [], null, []));
        Assert.All(Routes.Judge(["x"], [], 1, [Who(1), Who(2, load: 10), Who(3, here: false), Who(4, capacity: 0)]), j => Assert.NotEqual(Eligibility.Chosen, j.Verdict));
    }

    [Fact]
    public void What_was_found_is_kept_whole_and_of_many_the_first()
    {
        var judged = Routes.Judge(["technical"], ["@zh"], 1, [Who(1, here: false, substitute: 2), Who(2, load: 3, skills: "technical zh"), .. Enumerable.Range(3, 10).Select(i => Who(i))]);
        var reason = Judgement.Reason("k", judged);
        var (read, more) = Judgement.Read(reason.Args);
        Assert.Equal((8, 4), (read.Count, more));
        Assert.Equal(judged[0] with { Fits = [], Lacks = [] }, read[0] with { Fits = [], Lacks = [] });
        Assert.Equal(judged[0].Fits, read[0].Fits);
        Assert.Equal(judged[0].Lacks, read[0].Lacks);
    }

    [Fact]
    public void Whoever_is_chosen_is_here_fits_and_is_not_full_and_somebody_is_when_anybody_could() => Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(Crews), t =>
    {
        var (needs, prefers, owner, crew) = t;
        var judged = Routes.Judge(needs, prefers, owner, crew);
        bool Could(Worker w) => w.Available && !w.Full && needs.All(w.Offers.Contains);
        var chosen = judged.Where(j => j.Verdict == Eligibility.Chosen).ToList();
        return judged.Select(j => j.PersonId).Order().SequenceEqual(crew.Select(w => w.Id).Order())
            && chosen.Count == (crew.Any(Could) ? 1 : 0)
            && chosen.TrueForAll(j => Could(crew.First(w => w.Id == j.PersonId)))
            // Nobody who could, and has at least as much of what is preferred, bears less; but for the owner and who stands in.
            && chosen.TrueForAll(j => j.Standing != Standing.Anybody || crew.Where(Could).All(w => prefers.Count(w.Offers.Contains) < prefers.Count(j.Fits.Contains) || (prefers.Count(w.Offers.Contains) == prefers.Count(j.Fits.Contains) && w.Share >= crew.First(c => c.Id == j.PersonId).Share)));
    }));

    static readonly Gen<(string[] Needs, string[] Prefers, long? Owner, Worker[] Crew)> Crews =
        from needs in Gen.SubListOf(new[] { "a", "b", "@zh" })
        from prefers in Gen.SubListOf(new[] { "c", "@en", "#north" })
        from owner in Gen.Choose(0, 4)
        from crew in Gen.ListOf(
            from skills in Gen.SubListOf(new[] { "a", "b", "c", "zh", "en" })
            from regions in Gen.SubListOf(new[] { "north", "south" })
            from load in Gen.Choose(0, 6)
            from capacity in Gen.Choose(0, 6)
            from here in Gen.Choose(0, 3)
            from substitute in Gen.Choose(0, 5)
            select (skills, regions, load, capacity, here: here > 0, substitute))
        select (needs.ToArray(), prefers.ToArray(), owner == 0 ? null : (long?)owner, crew.Select((w, i) => new Worker(i + 1, Skills.Of(w.skills, w.regions), w.capacity, w.load, w.here, null, w.substitute)).ToArray());
}
