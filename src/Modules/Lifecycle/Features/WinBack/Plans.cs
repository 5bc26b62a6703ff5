using System.Security.Cryptography;
using Crm.Contracts;
using Crm.Contracts.Lifecycle;
using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Domain.Models;
using Crm.Lifecycle.Features.Churn;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Lifecycle.Features.WinBack;

/// <summary>Plans, newest first.</summary>
[Needs("lifecycle.read")]
internal static class ListPlans
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Name, WinBackState State, WinBackGoal Goal, int Days, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, long Members);

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var plans = db.WinBackPlans.AsNoTracking();
            if (Cursor.Read<long?>(query.After) is { } after) plans = plans.Where(p => p.Id < after);
            var page = await plans.OrderByDescending(p => p.Id).Take(query.Limit + 1).Select(p => new { p.Id, p.Name, p.State, p.Goal, p.Days, p.CreatedAt, p.StartedAt }).ToListAsync(ct);
            var ids = page.ConvertAll(p => p.Id);
            var sizes = await db.WinBackMembers.Within(user.ScopeOf("lifecycle.read")).Where(m => ids.Contains(m.PlanId)).GroupBy(m => m.PlanId).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            return Cursor.Cut(page.ConvertAll(p => new Row(p.Id, p.Name, p.State, p.Goal, p.Days, p.CreatedAt, p.StartedAt, sizes.GetValueOrDefault(p.Id))), query.Limit, r => r.Id);
        }
    }
}

/// <summary>Writes a plan, or changes one that has not begun.</summary>
[Needs("churn.manage")]
internal static class SavePlan
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Step
    {
        public int? Day { get; init; }
        public string? Chinese { get; init; }
        public string? English { get; init; }

        public bool IsEmpty => string.IsNullOrWhiteSpace(Chinese) && string.IsNullOrWhiteSpace(English);
    }

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string Name { get; init; } = "";
        public WinBackGoal Goal { get; init; }
        public int Days { get; init; } = 60;

        /// <summary>Who: from this class on, of one owner or of all, with at least so much at stake; those lost already too.</summary>
        public RiskClass Least { get; init; } = RiskClass.Medium;
        public long? OwnerId { get; init; }
        public decimal? LeastAtStake { get; init; }
        public bool LostToo { get; init; }
        public List<Step> Steps { get; init; } = [];
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Goal).IsInEnum();
            RuleFor(c => c.Days).InclusiveBetween(7, 365);
            RuleFor(c => c.Least).IsInEnum().Must(r => r >= RiskClass.Watch).WithMessage(_ => texts["winback.least"]);
            RuleFor(c => c.LeastAtStake).GreaterThanOrEqualTo(0);
            RuleFor(c => c.Steps).NotNull().Must(s => s is not null && s.Exists(x => x is { IsEmpty: false })).WithMessage(_ => texts["winback.stepNeeded"]);
            RuleForEach(c => c.Steps).ChildRules(s =>
            {
                s.RuleFor(x => x.Day).NotNull().InclusiveBetween(0, 365).When(x => !x.IsEmpty);
                s.RuleFor(x => x.Chinese).NotEmpty().MaximumLength(200).When(x => !x.IsEmpty);
                s.RuleFor(x => x.English).NotEmpty().MaximumLength(200).When(x => !x.IsEmpty);
            });
        }
    }

    public sealed class Loader(LifecycleDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var p = await db.WinBackPlans.AsNoTracking().SingleOrDefaultAsync(x => x.Id == query.Id, ct) ?? throw new MissingException("plan", query.Id);
            return new() { Id = p.Id, Version = p.Version, Name = p.Name, Goal = p.Goal, Days = p.Days, Least = p.Audience.Least, OwnerId = p.Audience.OwnerId, LeastAtStake = p.Audience.LeastAtStake, LostToo = p.Audience.LostToo, Steps = [.. p.Steps.Select(s => new Step { Day = s.Day, Chinese = s.Chinese, English = s.English })] };
        }
    }

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var audience = new WinBackAudience(c.Least, c.OwnerId, c.LeastAtStake, c.LostToo);
            IReadOnlyList<WinBackStep> steps = [.. c.Steps.Where(s => !s.IsEmpty).OrderBy(s => s.Day).Select(s => new WinBackStep(s.Day!.Value, s.English!.Trim(), s.Chinese!.Trim()))];
            WinBackPlan plan;
            if (c.Id == 0) db.WinBackPlans.Add(plan = new WinBackPlan(c.Name, c.Goal, c.Days, audience, steps, RandomNumberGenerator.GetInt32(1, int.MaxValue), user.Id, db.Clock.GetUtcNow()));
            else
            {
                plan = await db.WinBackPlans.SingleOrDefaultAsync(p => p.Id == c.Id, ct) ?? throw new MissingException("plan", c.Id);
                db.Expect(plan, c.Version);
                plan.Change(c.Name, c.Goal, c.Days, audience, steps);
            }
            await db.SaveChangesAsync(ct);
            return plan.Id;
        }
    }
}

/// <summary>Who would be in a plan that starts now: on the list, within reach, in no other plan that runs.</summary>
internal static class Audiences
{
    /// <summary>More than so many are no plan but a campaign.</summary>
    public const int Most = 20_000;

    public static IQueryable<CustomerScore> Audience(this LifecycleDb db, WinBackAudience audience, CurrentUser user)
    {
        var scores = db.Scores.AsNoTracking().Within(user.ScopeOf("lifecycle.read"));
        var classes = Enum.GetValues<RiskClass>().Where(c => c >= audience.Least).ToList();
        scores = audience.LostToo
            ? scores.Where(s => ((s.State == RiskState.New || s.State == RiskState.InHand) && classes.Contains(s.Class)) || s.State == RiskState.Lost)
            : scores.Where(s => (s.State == RiskState.New || s.State == RiskState.InHand) && classes.Contains(s.Class));
        if (audience.OwnerId is { } owner) scores = scores.Where(s => s.OwnerId == owner);
        if (audience.LeastAtStake is { } least) scores = scores.Where(s => s.AtStake >= least);
        return scores.Where(s => !db.WinBackMembers.Any(m => m.CustomerId == s.CustomerId && db.WinBackPlans.Any(p => p.Id == m.PlanId && p.State == WinBackState.Running)));
    }
}

/// <summary>Draws the lot, and gives the owners of those who are to be tried a to-do for each step.</summary>
[Needs("churn.manage")]
internal static class StartPlan
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var now = db.Clock.GetUtcNow();
            await using var transaction = await db.Begin(ct);
            // Two plans that start at once must not take the same customers.
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('lifecycle.win_back'))", ct);
            var plan = await db.WinBackPlans.SingleOrDefaultAsync(p => p.Id == command.Id, ct) ?? throw new MissingException("plan", command.Id);
            var audience = await db.Audience(plan.Audience, user).OrderBy(s => s.CustomerId).Take(Audiences.Most + 1).Select(s => new { s.CustomerId, s.OwnerId, s.TeamId, s.Probability, s.AtStake, s.Currency }).ToListAsync(ct);
            if (audience.Count > Audiences.Most) throw new RuleException("winback.tooMany", null, Audiences.Most);
            plan.Start([.. audience.Select(a => (a.CustomerId, a.OwnerId, a.TeamId, a.Probability, a.AtStake, a.Currency))], now);
            await db.SaveChangesAsync(ct);
            await db.PublishMany(plan.Members.Where(m => !m.HeldOut).SelectMany(m => plan.Steps.Select((s, i) => (IEvent)new ToDoWanted(KeyOf(plan.Id, m.CustomerId, i), m.CustomerId, s.English, s.Chinese, m.OwnerId, now.AddDays(s.Day), now))), ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }

    /// <summary>The name of a to-do: the same for the same step of the same customer, however often it is told.</summary>
    public static Guid KeyOf(long plan, long customer, int step) => new(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"win-back:{plan}:{customer}:{step}")).AsSpan(0, 16));
}

/// <summary>Ends a plan: what is reached later no longer counts, and to-dos nobody has closed go.</summary>
[Needs("churn.manage")]
internal static class ClosePlan
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(LifecycleDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var now = db.Clock.GetUtcNow();
            await using var transaction = await db.Begin(ct);
            await ScoreWriter.MarkReached(db, now, ct);
            var plan = await db.WinBackPlans.SingleOrDefaultAsync(p => p.Id == command.Id, ct) ?? throw new MissingException("plan", command.Id);
            plan.Close(now);
            await db.SaveChangesAsync(ct);
            var members = await db.WinBackMembers.AsNoTracking().Where(m => m.PlanId == plan.Id && !m.HeldOut).Select(m => m.CustomerId).ToListAsync(ct);
            await db.PublishMany(members.SelectMany(m => plan.Steps.Select((_, i) => (IEvent)new ToDoWithdrawn(StartPlan.KeyOf(plan.Id, m, i), m, now))), ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>A plan and what came of it: those tried and those left alone, and the difference with its interval.</summary>
[Needs("lifecycle.read")]
internal static class ShowPlan
{
    public sealed record Query(long Id) : IRequest<Result>
    {
        public string? After { get; init; }
    }

    /// <param name="Preview">How many there would be, while it is a draft.</param>
    /// <param name="TooFew">Fewer than ten on one side: the figures stand there, a claim does not.</param>
    public sealed record Result(long Id, string Name, WinBackState State, WinBackGoal Goal, int Days, int Seed, WinBackAudience Audience, string? Owner, IReadOnlyList<WinBackStep> Steps, string? By, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndsAt, DateTimeOffset? ClosedAt,
        long? Preview, Side Treated, Side Control, Uplift? Uplift, bool TooFew, decimal AtStake, string Currency, Slice<MemberRow> Members);

    public sealed record Side(long N, long Reached);

    public sealed record MemberRow(long CustomerId, string Name, string? Owner, bool HeldOut, double? Probability, decimal AtStake, string Currency, DateTimeOffset? ReachedAt);

    public sealed class Handler(LifecycleDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        const int Shown = 50;

        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var p = await db.WinBackPlans.AsNoTracking().SingleOrDefaultAsync(x => x.Id == query.Id, ct) ?? throw new MissingException("plan", query.Id);
            var members = db.WinBackMembers.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).Where(m => m.PlanId == p.Id);
            var sides = await members.GroupBy(m => new { m.HeldOut, m.Currency }).Select(g => new { g.Key.HeldOut, g.Key.Currency, N = g.LongCount(), Reached = g.LongCount(m => m.ReachedAt != null), AtStake = g.Sum(m => m.AtStake) }).ToListAsync(ct);
            Side Of(bool held) => new(sides.Where(s => s.HeldOut == held).Sum(s => s.N), sides.Where(s => s.HeldOut == held).Sum(s => s.Reached));
            var (treated, control) = (Of(false), Of(true));
            var page = members;
            if (Cursor.Read<long?>(query.After) is { } after) page = page.Where(m => m.CustomerId > after);
            var rows = await page.OrderBy(m => m.CustomerId).Take(Shown + 1).Select(m => new { Member = m, Name = db.Customers.Where(c => c.CustomerId == m.CustomerId).Select(c => c.Name).FirstOrDefault() }).ToListAsync(ct);
            var cut = Cursor.Cut(rows, Shown, r => r.Member.CustomerId);
            var people = await staff.Everyone(ct);
            string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;
            return new(p.Id, p.Name, p.State, p.Goal, p.Days, p.Seed, p.Audience, NameOf(p.Audience.OwnerId), p.Steps, NameOf(p.CreatedById), p.CreatedAt, p.StartedAt, p.StartedAt?.AddDays(p.Days), p.ClosedAt,
                p.State == WinBackState.Draft ? await db.Audience(p.Audience, user).LongCountAsync(ct) : null, treated, control,
                Uplift.Of(treated.Reached, treated.N, control.Reached, control.N), treated.N < WinBackPlan.FewestHeldOut || control.N < WinBackPlan.FewestHeldOut,
                sides.Sum(s => s.AtStake), sides.Count > 0 ? sides[0].Currency : "CNY",
                new([.. cut.Items.Select(r => new MemberRow(r.Member.CustomerId, r.Name ?? "", NameOf(r.Member.OwnerId), r.Member.HeldOut, r.Member.Probability, r.Member.AtStake, r.Member.Currency, r.Member.ReachedAt))], cut.NextCursor));
        }
    }
}

[Needs("lifecycle.read")]
internal sealed class PlansPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<ListPlans.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListPlans.Query { After = After });
}

[Needs("lifecycle.read")]
internal sealed class PlanPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public ShowPlan.Result Plan { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Plan = await Send(new ShowPlan.Query(id) { After = After });
}

[Needs("churn.manage")]
internal sealed class NewPlanPage : PlanForm;

[Needs("churn.manage")]
internal sealed class EditPlanPage : PlanForm;

internal abstract class PlanForm : FormPage<SavePlan.Command>
{
    const int Lines = 5;

    [FromRoute]
    public long Id { get; set; }

    public string? OwnerName { get; private set; }
    public IReadOnlyList<Choice> Goals => Choices.Of<WinBackGoal>(L);
    public IReadOnlyList<Choice> Classes => [.. Choices.Of<RiskClass>(L).Where(c => Enum.Parse<RiskClass>(c.Value) >= RiskClass.Watch)];

    protected override async Task<SavePlan.Command> Load() => Id == 0 ? new() : await Send(new SavePlan.Query(Id));

    protected override async Task Prepare()
    {
        while (Form.Steps.Count < Lines) Form.Steps.Add(new());
        if (Form.OwnerId is { } owner && (await HttpContext.RequestServices.GetRequiredService<IStaffDirectory>().Everyone(HttpContext.RequestAborted)).TryGetValue(owner, out var person)) OwnerName = person.Name;
    }

    protected override async Task<IActionResult> Save() => Done($"/churn/plans/{await Send(Form with { Id = Id })}", "saved");
}

[Needs("churn.manage")]
internal sealed class StartPlanPage : CrmPage
{
    public ShowPlan.Result Plan { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Plan = await Send(new ShowPlan.Query(id));

    public Task<IActionResult> OnPostAsync(long id) => Try(async () => { await Send(new StartPlan.Command(id)); return Done($"/churn/plans/{id}", "winback.startedNow"); }, async () => { await OnGetAsync(id); return Page(); }, prefix: "");
}

[Needs("churn.manage")]
internal sealed class ClosePlanPage : CrmPage
{
    public ShowPlan.Result Plan { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Plan = await Send(new ShowPlan.Query(id));

    public Task<IActionResult> OnPostAsync(long id) => Try(async () => { await Send(new ClosePlan.Command(id)); return Done($"/churn/plans/{id}", "winback.closedNow"); }, async () => { await OnGetAsync(id); return Page(); }, prefix: "");
}
