using System.Globalization;
using System.Linq.Expressions;
using Crm.Contracts.Customers;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Platform.Data;

namespace Crm.Customers.Features.Rules;

/// <summary>What kind of value a fact is: decides its tests and what is typed.</summary>
internal enum FactKind { Number, Money, Share, DaysAgo, Choice, Text, Words, Person, Team }

/// <summary>A fact a rule may ask about. Its label is the resource key "customers.fact.{Key}".</summary>
/// <param name="Group">Heading in the list of facts: "customers.fact.group.{Group}".</param>
/// <param name="Read">From a row of facts to the value.</param>
internal sealed record Fact(string Key, string Group, FactKind Kind, LambdaExpression Read)
{
    readonly Delegate read = Read.Compile();

    public string Label => "customers.fact." + Key;

    /// <summary>The value of a row, or null.</summary>
    public object? Of(FactRow row) => read.DynamicInvoke(row);

    /// <summary>The value's type, without "or unknown".</summary>
    public Type Type { get; } = Nullable.GetUnderlyingType(Read.ReturnType) ?? Read.ReturnType;

    /// <summary>Whether the value may be missing.</summary>
    public bool Optional { get; } = Nullable.GetUnderlyingType(Read.ReturnType) is not null || Kind is FactKind.Text or FactKind.Words;

    /// <summary>Stored words of a choice, with the enum value each stands for.</summary>
    public IReadOnlyList<(string Word, Enum Value)> Choices { get; } = Kind != FactKind.Choice ? []
        : [.. Enum.GetValues(Nullable.GetUnderlyingType(Read.ReturnType) ?? Read.ReturnType).Cast<Enum>().Select(v => (SnakeCase.Of(v.ToString()), v))];

    /// <summary>Tests the fact takes, the first being the usual one.</summary>
    public IReadOnlyList<RuleTest> Tests { get; } =
    [
        .. Kind switch
        {
            FactKind.Number => new[] { RuleTest.AtLeast, RuleTest.AtMost, RuleTest.Equal },
            FactKind.Money or FactKind.Share or FactKind.DaysAgo => [RuleTest.AtLeast, RuleTest.AtMost],
            FactKind.Text => [RuleTest.AnyOf, RuleTest.NoneOf, RuleTest.Contains],
            _ => [RuleTest.AnyOf, RuleTest.NoneOf],
        },
        .. Nullable.GetUnderlyingType(Read.ReturnType) is not null || Kind is FactKind.Text or FactKind.Words ? new[] { RuleTest.Known, RuleTest.Unknown } : [],
    ];

    /// <summary>Whether the typed value is one the fact can be compared with.</summary>
    public bool Takes(string value) => Kind switch
    {
        FactKind.Number or FactKind.Money => Number(value) is >= -1_000_000_000 and <= 1_000_000_000_000,
        FactKind.Share => Number(value) is >= 0 and <= 100,
        FactKind.DaysAgo => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 36_500,
        FactKind.Choice => Choices.Any(c => c.Word == value),
        FactKind.Person or FactKind.Team => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => value.Trim().Length is > 0 and <= 200,
    };

    public static decimal? Number(string value) => decimal.TryParse(value.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>The facts rules may ask about, by key.</summary>
internal static class FactBook
{
    static readonly List<Fact> Facts = [];

    /// <summary>All of them, in the order of the list.</summary>
    public static IReadOnlyList<Fact> All => Facts;

    public static Fact? Find(string key) => Facts.Find(f => f.Key == key);

    static FactBook()
    {
        Add("purchases", FactKind.Money, "spend30", f => f.Spend30);
        Add("purchases", FactKind.Money, "spend90", f => f.Spend90);
        Add("purchases", FactKind.Money, "spend365", f => f.Spend365);
        Add("purchases", FactKind.Money, "spendEver", f => f.SpendEver);
        Add("purchases", FactKind.Number, "orders30", f => f.Orders30);
        Add("purchases", FactKind.Number, "orders90", f => f.Orders90);
        Add("purchases", FactKind.Number, "orders365", f => f.Orders365);
        Add("purchases", FactKind.Number, "ordersEver", f => f.OrdersEver);
        Add("purchases", FactKind.Money, "averageOrder30", f => f.AverageOrder30);
        Add("purchases", FactKind.Money, "averageOrder90", f => f.AverageOrder90);
        Add("purchases", FactKind.Money, "averageOrder365", f => f.AverageOrder365);
        Add("purchases", FactKind.Money, "averageOrderEver", f => f.AverageOrderEver);
        Add("purchases", FactKind.DaysAgo, "lastPurchase", f => f.LastPurchaseAt);
        Add("purchases", FactKind.DaysAgo, "firstPurchase", f => f.FirstPurchaseAt);
        Add("purchases", FactKind.Words, "products", f => f.Products);

        Add("contact", FactKind.Number, "interactions30", f => f.Interactions30);
        Add("contact", FactKind.Number, "interactions90", f => f.Interactions90);
        Add("contact", FactKind.Number, "interactions365", f => f.Interactions365);
        Add("contact", FactKind.Number, "interactionsEver", f => f.InteractionsEver);
        Add("contact", FactKind.DaysAgo, "lastContact", f => f.LastContactAt);
        Add("contact", FactKind.DaysAgo, "contactDue", f => f.ContactDueAt);

        Add("usage", FactKind.Number, "usages30", f => f.Usages30);
        Add("usage", FactKind.Number, "usages90", f => f.Usages90);
        Add("usage", FactKind.Number, "usages365", f => f.Usages365);
        Add("usage", FactKind.Number, "usagesEver", f => f.UsagesEver);
        Add("usage", FactKind.DaysAgo, "lastUsed", f => f.LastUsedAt);

        Add("relation", FactKind.Choice, "band", f => f.Band);
        Add("relation", FactKind.DaysAgo, "since", f => f.Since);
        Add("relation", FactKind.DaysAgo, "firstContract", f => f.FirstContractAt);
        Add("relation", FactKind.DaysAgo, "created", f => f.CreatedAt);

        Add("service", FactKind.Number, "score", f => f.Score);
        Add("service", FactKind.DaysAgo, "scored", f => f.ScoreAt);
        Add("service", FactKind.Number, "openTickets", f => f.OpenTickets);
        Add("service", FactKind.Number, "openComplaints", f => f.OpenComplaints);

        Add("value", FactKind.Choice, "valueClass", f => f.ValueClass);
        Add("value", FactKind.Choice, "stage", f => f.Stage);
        Add("value", FactKind.Share, "churnRisk", f => f.ChurnRisk);
        Add("value", FactKind.Choice, "rfm", f => f.Rfm);
        Add("value", FactKind.Number, "recency", f => f.Recency);
        Add("value", FactKind.Number, "frequency", f => f.Frequency);
        Add("value", FactKind.Number, "money", f => f.Money);
        Add("value", FactKind.Number, "cluster", f => f.Cluster);

        Add("record", FactKind.Choice, "kind", f => f.Kind);
        Add("record", FactKind.Choice, "level", f => f.Level);
        Add("record", FactKind.Choice, "size", f => f.Size);
        Add("record", FactKind.Text, "industry", f => f.Industry);
        Add("record", FactKind.Text, "region", f => f.Region);
        Add("record", FactKind.Choice, "source", f => f.Source);
        Add("record", FactKind.Choice, "admission", f => f.Admission);
        Add("record", FactKind.Person, "owner", f => f.OwnerId);
        Add("record", FactKind.Team, "team", f => f.TeamId);
        Add("record", FactKind.Words, "tags", f => f.Tags);
    }

    static void Add<T>(string group, FactKind kind, string key, Expression<Func<FactRow, T>> read) => Facts.Add(new Fact(key, group, kind, read));
}
