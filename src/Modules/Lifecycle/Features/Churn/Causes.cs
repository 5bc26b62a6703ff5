using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>By what losses are told apart.</summary>
internal enum CauseSegment { ValueClass, Source, Industry }

/// <summary>
/// Why customers left in the last twelve months: reasons by the value that went with them, largest first and summed up (V. Pareto's few
/// that make most of it, as J. M. Juran, Quality Control Handbook, reads them), and across the kinds of customers. Losses nobody has explained stand beside, not left out.
/// </summary>
[Needs("lifecycle.read")]
internal static class ShowCauses
{
    public sealed record Query(CauseSegment By) : IRequest<Result>;

    /// <param name="Cumulative">Share of all lost value that this reason and those above it make.</param>
    public sealed record Line(long? ReasonId, string? Reason, long Losses, long Back, decimal Value, double? Cumulative, IReadOnlyDictionary<string, decimal> BySegment);

    public sealed record Result(DateOnly From, string Currency, long Losses, decimal Value, long Unexplained, IReadOnlyList<string> Segments, IReadOnlyList<Line> Lines);

    public sealed class Handler(LifecycleDb db, InstallationZone zone, Texts texts, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var from = zone.DayOf(db.Clock.GetUtcNow()).AddYears(-1);
            var losses = db.Losses.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).Where(l => l.LostOn >= from);
            var cells = await (query.By switch
            {
                CauseSegment.Source => losses.Select(l => new { l.ReasonId, Segment = l.Source, l.Value, l.Currency, l.BackAt }),
                CauseSegment.Industry => losses.Select(l => new { l.ReasonId, Segment = l.Industry, l.Value, l.Currency, l.BackAt }),
                _ => losses.Select(l => new { l.ReasonId, Segment = (string?)l.Segment, l.Value, l.Currency, l.BackAt }),
            }).GroupBy(l => new { l.ReasonId, l.Segment, l.Currency }).Select(g => new { g.Key.ReasonId, g.Key.Segment, g.Key.Currency, Losses = g.LongCount(), Back = g.LongCount(l => l.BackAt != null), Value = g.Sum(l => l.Value) }).ToListAsync(ct);
            var names = (await db.ChurnReasons.AsNoTracking().ToListAsync(ct)).ToDictionary(r => r.Id, r => r.In(user.Language));
            // Sums are of one currency: the one most was lost in. Losses in another count as losses without a value.
            var currency = cells.GroupBy(c => c.Currency).OrderByDescending(g => g.Sum(c => c.Losses)).Select(g => g.Key).FirstOrDefault() ?? "CNY";
            var total = cells.Where(c => c.Currency == currency).Sum(c => c.Value);
            var segments = cells.Select(c => Named(query.By, c.Segment)).Distinct().Order(StringComparer.CurrentCulture).ToList();
            var sum = 0m;
            var lines = cells.GroupBy(c => c.ReasonId).Select(g => (Id: g.Key, Losses: g.Sum(c => c.Losses), Back: g.Sum(c => c.Back), Value: g.Where(c => c.Currency == currency).Sum(c => c.Value), Cells: g.ToList()))
                .OrderBy(g => g.Id is null).ThenByDescending(g => g.Value).ThenByDescending(g => g.Losses).Select(g =>
                {
                    sum += g.Value;
                    return new Line(g.Id, g.Id is { } id ? names.GetValueOrDefault(id) : null, g.Losses, g.Back, g.Value, total > 0 ? (double)(sum / total) : null,
                        g.Cells.Where(c => c.Currency == currency).GroupBy(c => Named(query.By, c.Segment)).ToDictionary(s => s.Key, s => s.Sum(c => c.Value)));
                }).ToList();
            return new(from, currency, lines.Sum(l => l.Losses), total, lines.Where(l => l.ReasonId is null).Sum(l => l.Losses), segments, lines);
        }

        string Named(CauseSegment by, string? segment) => segment is null ? texts["churn.unknown"]
            : by == CauseSegment.ValueClass ? texts[new SnakeCase.SnakeEnum<ValueClass>().ConvertFromProvider(segment) is ValueClass value ? value : ValueClass.Low]
            : by == CauseSegment.Source ? texts[new SnakeCase.SnakeEnum<SourceChannel>().ConvertFromProvider(segment) is SourceChannel source ? source : SourceChannel.Other]
            : segment;
    }
}

/// <summary>Customers who were lost, latest first; those nobody has explained, or those of one reason.</summary>
[Needs("lifecycle.read")]
internal static class ListLosses
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public long? ReasonId { get; init; }

        /// <summary>Only those without a reason.</summary>
        public bool Unexplained { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long CustomerId, string Name, DateOnly LostOn, decimal Value, string Currency, string? Reason, string? Owner, DateTimeOffset? BackAt);

    sealed record Keys(DateOnly Day, long Id);

    public sealed class Handler(LifecycleDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var losses = db.Losses.AsNoTracking().Within(user.ScopeOf("lifecycle.read"));
            if (query.Unexplained) losses = losses.Where(l => l.ReasonId == null && l.BackAt == null);
            if (query.ReasonId is { } reason) losses = losses.Where(l => l.ReasonId == reason);
            if (Cursor.Read<Keys>(query.After) is { } after) losses = losses.Where(l => l.LostOn < after.Day || (l.LostOn == after.Day && l.Id < after.Id));
            var page = await losses.OrderByDescending(l => l.LostOn).ThenByDescending(l => l.Id).Take(query.Limit + 1)
                .Select(l => new { l.Id, l.CustomerId, l.OwnerId, l.LostOn, l.Value, l.Currency, l.ReasonId, l.BackAt, Name = db.Customers.Where(c => c.CustomerId == l.CustomerId).Select(c => c.Name).FirstOrDefault() }).ToListAsync(ct);
            var (names, people) = ((await db.ChurnReasons.AsNoTracking().ToListAsync(ct)).ToDictionary(r => r.Id, r => r.In(user.Language)), await staff.Everyone(ct));
            var cut = Cursor.Cut(page, query.Limit, l => new Keys(l.LostOn, l.Id));
            return new([.. cut.Items.Select(l => new Row(l.Id, l.CustomerId, l.Name ?? "", l.LostOn, l.Value, l.Currency, l.ReasonId is { } id ? names.GetValueOrDefault(id) : null, l.OwnerId is { } owner ? people.GetValueOrDefault(owner)?.Name : null, l.BackAt))], cut.NextCursor);
        }
    }
}

/// <summary>Says why a customer was lost.</summary>
[Needs("lifecycle.write")]
internal static class ExplainLoss
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public string? Customer { get; init; }
        public long? ReasonId { get; init; }
        public string? Note { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.ReasonId).NotNull().WithMessage(_ => texts["churn.reasonNeeded"]);
            RuleFor(c => c.Note).MaximumLength(2000);
        }
    }

    public sealed class Loader(LifecycleDb db, CurrentUser user) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) =>
            await db.Losses.Within(user.ScopeOf("lifecycle.write")).Where(l => l.Id == query.Id)
                .Select(l => new Command { Id = l.Id, Version = l.Version, ReasonId = l.ReasonId, Note = l.Note, Customer = db.Customers.Where(c => c.CustomerId == l.CustomerId).Select(c => c.Name).FirstOrDefault() }).SingleOrDefaultAsync(ct)
            ?? throw new MissingException("loss", query.Id);
    }

    public sealed class Handler(LifecycleDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var loss = await db.Losses.Within(user.ScopeOf("lifecycle.write")).SingleOrDefaultAsync(l => l.Id == command.Id, ct) ?? throw new MissingException("loss", command.Id);
            db.Expect(loss, command.Version);
            if (!await db.ChurnReasons.AnyAsync(r => r.Id == command.ReasonId && (r.Offered || r.Id == loss.ReasonId), ct)) throw new RuleException("churn.reasonNeeded", nameof(command.ReasonId));
            loss.Explain(command.ReasonId!.Value, command.Note, user.Id, db.Clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

[Needs("lifecycle.read")]
internal sealed class CausesPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public CauseSegment By { get; set; }

    public ShowCauses.Result Report { get; private set; } = null!;

    public async Task OnGetAsync() => Report = await Send(new ShowCauses.Query(By));
}

[Needs("lifecycle.read")]
internal sealed class LossesPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListLosses.Query Filter { get; set; } = new();

    public Slice<ListLosses.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { Limit = 50 });
}

[Needs("lifecycle.write")]
internal sealed class LossPage : FormPage<ExplainLoss.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string? Customer { get; private set; }
    public IReadOnlyList<Choice> Reasons { get; private set; } = [];

    protected override Task<ExplainLoss.Command> Load() => Send(new ExplainLoss.Query(Id));

    protected override async Task Prepare()
    {
        Customer = (await Send(new ExplainLoss.Query(Id))).Customer;
        Reasons = [.. (await Send(new ListChurnReasons.Query())).Where(r => r.Offered || r.Id == Form.ReasonId).Select(r => new Choice($"{r.Id}", r.Name))];
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/churn/losses?unexplained=true", "saved");
    }
}
