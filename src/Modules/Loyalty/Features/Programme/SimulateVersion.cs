using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.Features.Jobs;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Programme;

/// <summary>Works out in the background what a version would have cost in a period, beside the version in force. Answers with the job. Nothing is booked.</summary>
[Needs("loyalty.programme")]
internal static class SimulateVersion
{
    public sealed record Query(int Number) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        public int Number { get; init; }
        public DateOnly? From { get; init; }

        /// <summary>The last day.</summary>
        public DateOnly? To { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts, InstallationZone zone, TimeProvider clock)
        {
            RuleFor(c => c.From).NotNull();
            RuleFor(c => c.To).NotNull().Must((c, to) => to is null || c.From is null || (to >= c.From && to <= zone.DayOf(clock.GetUtcNow()) && to < c.From.Value.AddMonths(36))).WithMessage(_ => texts["loyalty.simulation.range"]);
        }
    }

    /// <summary>Last month.</summary>
    public sealed class Loader(LoyaltyDb db, InstallationZone zone) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            await db.Draft(query.Number, cancellationToken);
            var today = zone.DayOf(db.Clock.GetUtcNow());
            var month = new DateOnly(today.Year, today.Month, 1);
            return new() { Number = query.Number, From = month.AddMonths(-1), To = month.AddDays(-1) };
        }
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            await db.Draft(command.Number, cancellationToken);
            var job = db.Enqueue<SimulationJob, SimulationJob.Args>(new(command.Number, command.From!.Value, command.To!.Value), "loyalty.simulation.job", user.Id);
            await db.SaveChangesAsync(cancellationToken);
            return job.Id;
        }
    }
}

/// <summary>
/// Goes through the orders of the period page by page, by both versions. Tiers are those of today. Surveys, events and
/// birthdays are taken from what was booked for them: how often, for whom and when.
/// </summary>
internal sealed class SimulationJob(LoyaltyDb db, Programmes programmes, IOrderBook orders, IReferrals referrals, InstallationZone zone, CurrentUser user) : IJob<SimulationJob.Args>
{
    const int Page = 2000;

    internal sealed record Args(int Number, DateOnly From, DateOnly To);

    sealed record Holder(long Id, DateTimeOffset JoinedAt, int Rank);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var (from, until, now) = (zone.StartOf(args.From), zone.StartOf(args.To.AddDays(1)), db.Clock.GetUtcNow());
        var draft = await db.ProgrammeVersions.AsNoTracking().SingleAsync(v => v.Number == args.Number, ct);
        var live = await programmes.At(now, ct);
        var tiers = await programmes.Tiers(ct);
        var (one, other) = (new Sums(draft.Terms, tiers), new Sums(live.Terms, tiers));
        var total = await orders.CountBetween(from, until, ct);
        long done = 0, ofMembers = 0;
        await progress.Report(0, total);
        for (OrderMark? mark = null; await orders.Between(from, until, mark, Page, ct) is { Count: > 0 } page; mark = new(page[^1].PurchasedAt, page[^1].Id))
        {
            var referrers = await referrals.ReferrersOf([.. page.Where(o => o.First).Select(o => o.CustomerId).Distinct()], ct);
            var members = await Members([.. page.Select(o => o.CustomerId).Concat(referrers.Values).Distinct()], ct);
            var milestones = await orders.Milestones(page.SelectMany(o => new[] { (one.Terms, o), (other.Terms, o) }), zone, ct);
            foreach (var order in page)
            {
                if (members.ContainsKey(order.CustomerId)) ofMembers++;
                foreach (var sums in new[] { one, other }) Count(sums, order, members, referrers.TryGetValue(order.CustomerId, out var r) ? r : null, milestones[(sums.Terms, order.Id)]);
            }
            await progress.Report(done += page.Count, total);
        }
        foreach (var (trigger, source) in new[] { (EarnTrigger.Survey, Earning.Survey), (EarnTrigger.Event, Earning.Event), (EarnTrigger.Birthday, Earning.Birthday) })
        {
            if (!draft.Terms.Rewards(trigger) && !live.Terms.Rewards(trigger)) continue;
            await foreach (var e in (from e in db.Entries where e.Source == source && e.From == Account.Issued && e.To == Account.Member && e.At >= @from && e.At < until join m in db.Members on e.MemberId equals m.Id orderby e.Id select new { e.At, m.Id, m.TierRank }).AsAsyncEnumerable().WithCancellation(ct))
                foreach (var sums in new[] { one, other }) sums.Add(e.Id, e.TierRank, new(trigger, zone.DayOf(e.At)));
        }
        var simulation = new Simulation(args.Number, live.Number, args.From, args.To, new() { Orders = total, MemberOrders = ofMembers, Draft = one.Result, Live = other.Result }, user.Id, now);
        db.Simulations.Add(simulation);
        await db.SaveChangesAsync(ct);
        await progress.Report(total, total);
        return new { Url = $"/loyalty/programme/simulations/{simulation.Id}" };
    }

    void Count(Sums sums, OrderFacts order, Dictionary<long, Holder> members, long? referrer, IEnumerable<Milestone> milestones)
    {
        var terms = sums.Terms;
        var occasion = OrderEarning.OccasionOf(terms, order, zone.DayOf(order.PurchasedAt));
        bool Earns(Holder holder) => order.PurchasedAt >= holder.JoinedAt.AddDays(-terms.EarlierDays);
        if (referrer is { } brought && order.First && members.GetValueOrDefault(brought) is { } who && Earns(who)) sums.Add(who.Id, who.Rank, occasion with { Trigger = EarnTrigger.Referral });
        if (members.GetValueOrDefault(order.CustomerId) is not { } buyer || !Earns(buyer)) return;
        sums.Add(buyer.Id, buyer.Rank, occasion);
        if (order.First) sums.Add(buyer.Id, buyer.Rank, occasion with { Trigger = EarnTrigger.FirstPurchase });
        foreach (var milestone in milestones) sums.Add(buyer.Id, buyer.Rank, occasion with { Trigger = EarnTrigger.PurchaseCount, Rule = milestone.Rule.Key });
    }

    async Task<Dictionary<long, Holder>> Members(long[] customerIds, CancellationToken ct) =>
        await db.Members.Where(m => customerIds.Contains(m.CustomerId)).Select(m => new { m.CustomerId, m.Id, m.JoinedAt, m.TierRank }).ToDictionaryAsync(m => m.CustomerId, m => new Holder(m.Id, m.JoinedAt, m.TierRank), ct);

    /// <summary>What one version gives, with its caps.</summary>
    sealed class Sums(ProgrammeTerms terms, TierLadder tiers)
    {
        readonly CapBook caps = new();
        readonly Dictionary<string, (long Points, long Times, HashSet<long> Members)> rules = [];
        readonly HashSet<long> members = [];

        public ProgrammeTerms Terms => terms;

        public void Add(long member, int rank, Occasion occasion)
        {
            foreach (var earned in terms.Earn(occasion, rank, tiers, rule => caps.Of(member, rule, occasion.Day)).Where(e => e.Points > 0))
            {
                var key = earned.Rule.Key;
                if (earned.Rule.HasCap()) caps.Add(member, key, occasion.Day, earned.Points);
                var sum = rules.TryGetValue(key, out var known) ? known : (0, 0, []);
                sum.Members.Add(member);
                members.Add(member);
                rules[key] = (sum.Points + earned.Points, sum.Times + 1, sum.Members);
            }
        }

        public SimulatedSum Result => new()
        {
            Points = rules.Values.Sum(r => r.Points), Members = members.Count,
            Rules = [.. terms.Rules.Where(r => r.Active).Select(r => rules.TryGetValue(r.Key, out var s) ? new SimulatedRule(r.Key, r.NameEn, r.NameZh, r.Trigger, s.Points, s.Members.Count, s.Times) : new SimulatedRule(r.Key, r.NameEn, r.NameZh, r.Trigger, 0, 0, 0))],
        };
    }
}

/// <summary>A finished simulation.</summary>
[Needs("loyalty.programme")]
internal static class ShowSimulation
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, int Number, int Against, DateOnly From, DateOnly To, DateTimeOffset At, long Orders, long MemberOrders, Column Draft, Column Live, string Currency, IReadOnlyList<Row> Rows);

    public sealed record Column(long Points, int Members, decimal Worth);

    public sealed record Row(string Name, EarnTrigger Trigger, SimulatedRule? Draft, SimulatedRule? Live);

    public sealed class Handler(LoyaltyDb db, ISettings settings) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var s = await db.Simulations.AsNoTracking().SingleOrDefaultAsync(x => x.Id == query.Id, cancellationToken) ?? throw new MissingException("simulation", query.Id);
            var worth = await settings.Get(LiabilityTerms.Setting, LiabilityTerms.Default, cancellationToken);
            var language = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
            Column Of(SimulatedSum sum) => new(sum.Points, sum.Members, worth.Of(sum.Points));
            var rows = s.Result.Draft.Rules.Concat(s.Result.Live.Rules).Select(r => r.Key).Distinct().Select(key =>
            {
                var (draft, live) = (s.Result.Draft.Rules.Find(r => r.Key == key), s.Result.Live.Rules.Find(r => r.Key == key));
                var any = (draft ?? live)!;
                return new Row(language == "zh-CN" ? any.NameZh : any.NameEn, any.Trigger, draft, live);
            });
            return new View(s.Id, s.VersionNumber, s.Against, s.From, s.To, s.At, s.Result.Orders, s.Result.MemberOrders, Of(s.Result.Draft), Of(s.Result.Live), worth.Currency, [.. rows]);
        }
    }
}
