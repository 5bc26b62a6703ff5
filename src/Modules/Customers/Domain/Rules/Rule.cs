namespace Crm.Customers.Domain.Rules;

/// <summary>Whether all parts of a rule must hold, or one of them.</summary>
internal enum RuleMatch { All, Any }

/// <summary>How a fact is compared. Which of them a fact takes follows from its kind.</summary>
internal enum RuleTest { AtLeast, AtMost, Equal, AnyOf, NoneOf, Contains, Known, Unknown }

/// <summary>One comparison: a fact of the catalogue, a test, and what it is tested against.</summary>
internal sealed record Condition
{
    /// <summary>Key in the catalogue: "spend365".</summary>
    public string Fact { get; init => field = value ?? ""; } = "";

    public RuleTest Is { get; init; }

    /// <summary>Numbers and days in digits, choices in their stored words; several where the test takes several.</summary>
    public List<string> Values { get; init => field = Rule.Present(value); } = [];
}

/// <summary>
/// A question about a customer that is answered by facts: conditions, and groups of conditions inside. Segments,
/// automatic tags and campaigns ask with the same rules.
/// </summary>
internal sealed record Rule
{
    /// <summary>Groups inside groups, the outermost counted.</summary>
    public const int MaxDepth = 3;

    /// <summary>Conditions of a whole rule.</summary>
    public const int MaxConditions = 40;

    public RuleMatch Match { get; init; }
    public List<Condition> Conditions { get; init => field = Present(value); } = [];
    public List<Rule> Groups { get; init => field = Present(value); } = [];

    /// <summary>A rule of one level.</summary>
    public static Rule Of(RuleMatch match, params Condition[] conditions) => new() { Match = match, Conditions = [.. conditions] };

    /// <summary>A condition, for shipped rules and tests.</summary>
    public static Condition When(string fact, RuleTest test, params string[] values) => new() { Fact = fact, Is = test, Values = [.. values] };

    /// <summary>All conditions, wherever they stand.</summary>
    public IEnumerable<Condition> Every() => Conditions.Concat(Groups.SelectMany(g => g.Every()));

    /// <summary>JSON may leave lists out and hold nulls; a rule does not.</summary>
    internal static List<T> Present<T>(List<T>? list) where T : class => list is null ? [] : list.Contains(null!) ? list.FindAll(x => x is not null) : list;
}
