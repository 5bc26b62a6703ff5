using Crm.Contracts.Customers;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Churn;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Worth;

/// <summary>What customers are worth by both methods, beside each other: how it is spread, by value class, and by the channel they came through with what winning them cost.</summary>
[Needs("lifecycle.read")]
internal static class ShowWorth
{
    /// <summary>An average of fewer than so many tells about persons.</summary>
    public const int Least = 5;

    /// <param name="Segment">Only customers who are in it now.</param>
    public sealed record Query(long? Segment = null) : IRequest<Result>;

    /// <summary>Customers whose worth lies from here up to the next.</summary>
    public sealed record Band(decimal From, long Future, long Handbook);

    public sealed record Line(string? Key, long Customers, long Valued, decimal? AverageFuture, decimal? AverageHandbook, decimal TotalFuture);

    /// <param name="New">Customers of the channel whose relation began in the year that costs are counted for; of the whole installation.</param>
    /// <param name="PerCustomer">Cost of winning one; null without costs or without new customers.</param>
    /// <param name="Ratio">Average worth of the channel's customers over what winning one costs.</param>
    public sealed record Channel(SourceChannel? Source, Line Worth, long New, decimal Cost, decimal? PerCustomer, double? Ratio, double? HandbookRatio);

    public sealed record ClassLine(ValueClass Class, Line Line);

    public sealed record Result(string Currency, ValueFitResult? Fit, Scoring.Fits Fits, Line All, IReadOnlyList<Band> Bands, IReadOnlyList<ClassLine> Classes, IReadOnlyList<Channel> Channels, DateOnly CostsFrom, DateOnly CostsTo, long CostsInOtherCurrencies);

    public sealed class Handler(LifecycleDb db, Scoring scoring, Acquisition acquisition, ICustomerSegments segments, InstallationZone zone, CurrentUser user) : IRequestHandler<Query, Result>
    {
        static readonly decimal[] Edges = [0, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var fits = await scoring.Latest(ct);
            var currency = fits.Value?.Currency ?? "CNY";
            var scope = user.ScopeOf("lifecycle.read");
            var conditions = new Conditions("s.").Within(scope);
            var edges = conditions.Parameter(Edges);
            // What is no longer in the currency of the last scoring is left for the next one.
            conditions.And("s.currency = {0}", currency);
            if (query.Segment is { } segment) conditions.And("s.customer_id = any({0})", await In(segment, ct));
            var cells = await db.Database.SqlQueryRaw<Cell>($"""
                select c.value_class as "Class", c.source as "Source", width_bucket(s.future_value, {edges}) as "FutureBand", width_bucket(s.handbook_value, {edges}) as "HandbookBand",
                       count(*) as "Customers", count(s.future_value) as "Futures", coalesce(sum(s.future_value), 0) as "Future", count(s.handbook_value) as "Handbooks", coalesce(sum(s.handbook_value), 0) as "Handbook"
                from lifecycle.scores s join lifecycle.customers c on c.customer_id = s.customer_id and c.gone_at is null
                where {conditions.Where} group by 1, 2, 3, 4
                """, conditions.Parameters).ToListAsync(ct);

            var today = zone.DayOf(db.Clock.GetUtcNow());
            var to = new DateOnly(today.Year, today.Month, 1);
            var from = to.AddMonths(-12);
            var acquired = await acquisition.Between(from, to, currency, ct);
            var channels = cells.GroupBy(c => c.Source).ToDictionary(g => g.Key ?? "", g => LineOf(g.Key, g));
            foreach (var word in acquired.Spent.Keys.Concat(acquired.Gained.Keys).Where(w => !channels.ContainsKey(w))) channels[word] = LineOf(word, []);
            return new(currency, fits.Value, fits, LineOf(null, cells),
                [.. Edges.Select((edge, i) => new Band(edge, cells.Where(c => c.FutureBand == i + 1).Sum(c => c.Customers), cells.Where(c => c.HandbookBand == i + 1).Sum(c => c.Customers)))],
                [.. Enum.GetValues<ValueClass>().Reverse().Select(v => new ClassLine(v, LineOf(Word(v), cells.Where(c => c.Class == Word(v)))))],
                [.. channels.OrderByDescending(c => c.Value.Customers).Select(c => ChannelOf(c.Key, c.Value, acquired.Gained.GetValueOrDefault(c.Key), acquired.Spent.GetValueOrDefault(c.Key)))],
                from, to.AddMonths(-1), acquired.OtherCurrencies);
        }

        async Task<long[]> In(long segment, CancellationToken ct)
        {
            if (!await segments.MayUse(segment, ct)) throw new MissingException("Segment", segment);
            return [.. await segments.Among(segment, await db.Scores.Select(s => s.CustomerId).ToListAsync(ct), ct)];
        }

        static Channel ChannelOf(string word, Line worth, long gained, decimal cost)
        {
            var each = Acquired.Each(cost, gained);
            return new(word.Length == 0 ? null : Sources[word], worth, gained, cost, each is { } e ? Math.Round(e, 2) : null, each is { } a && worth.AverageFuture is { } f ? (double)(f / a) : null, each is { } b && worth.AverageHandbook is { } h ? (double)(h / b) : null);
        }

        static Line LineOf(string? key, IEnumerable<Cell> cells)
        {
            var all = cells.ToList();
            var (customers, futures, handbooks) = (all.Sum(c => c.Customers), all.Sum(c => c.Futures), all.Sum(c => c.Handbooks));
            return new(key, customers, futures, futures >= Least ? Math.Round(all.Sum(c => c.Future) / futures, 2) : null, handbooks >= Least ? Math.Round(all.Sum(c => c.Handbook) / handbooks, 2) : null, all.Sum(c => c.Future));
        }

        static string? Word(Enum? value) => value is null ? null : SnakeCase.Of(value.ToString());

        static readonly Dictionary<string, SourceChannel> Sources = Enum.GetValues<SourceChannel>().ToDictionary(s => SnakeCase.Of(s.ToString()));

        sealed record Cell(string Class, string? Source, int? FutureBand, int? HandbookBand, long Customers, long Futures, decimal Future, long Handbooks, decimal Handbook);
    }
}

/// <summary>What winning customers has cost, by month and channel, latest first.</summary>
[Needs("churn.manage")]
internal static class ListCosts
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, SourceChannel Channel, DateOnly Month, decimal Amount, string Currency, string? Note);

    sealed record Keys(DateOnly Month, long Id);

    public sealed class Handler(LifecycleDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var costs = db.AcquisitionCosts.AsNoTracking();
            if (Cursor.Read<Keys>(query.After) is { } after) costs = costs.Where(c => c.Month < after.Month || (c.Month == after.Month && c.Id < after.Id));
            var page = await costs.OrderByDescending(c => c.Month).ThenByDescending(c => c.Id).Take(query.Limit + 1).Select(c => new Row(c.Id, c.Channel, c.Month, c.Amount, c.Currency, c.Note)).ToListAsync(ct);
            return Cursor.Cut(page, query.Limit, c => new Keys(c.Month, c.Id));
        }
    }
}

[Needs("lifecycle.read")]
internal sealed class WorthPage(ICustomerSegments segments) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public long? Segment { get; set; }

    public IReadOnlyList<Choice> Segments { get; private set; } = [];

    public ShowWorth.Result Worth { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        Segments = [.. (await segments.Usable(HttpContext.RequestAborted)).Select(s => new Choice(s.Id, s.Name))];
        Worth = await Send(new ShowWorth.Query(Segment));
    }
}
