using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>How much a rule minds something of the customer.</summary>
internal enum Wish { Ignored, Preferred, Required }

/// <summary>How a team's tickets come to its people.</summary>
internal enum RoutingMode { ByHand, Automatic }

/// <summary>What tickets of a type or a category ask of whoever gets them. Every rule that meets a ticket counts.</summary>
internal sealed class RoutingRule : Entity, IAudited
{
    RoutingRule() { }

    public RoutingRule(TicketType? type, long? categoryId, IEnumerable<string> skills, Wish language, Wish region) => Change(type, categoryId, skills, language, region);

    public TicketType? Type { get; private set; }
    /// <summary>This category, or one below it.</summary>
    public long? CategoryId { get; private set; }
    /// <summary>All of them are needed; "technical:2" from the second level up.</summary>
    public string[] Skills { get; private set; } = [];
    /// <summary>Whether they must speak the customer's language.</summary>
    public Wish Language { get; private set; }
    /// <summary>Whether they must look after the customer's region.</summary>
    public Wish Region { get; private set; }

    public void Change(TicketType? type, long? categoryId, IEnumerable<string> skills, Wish language, Wish region) =>
        (Type, CategoryId, Skills, Language, Region) = (type, categoryId, [.. skills.Select(Domain.Skills.Fold).Where(s => s.Length > 0).Distinct()], language, region);

    public bool Meets(TicketType type, IReadOnlyCollection<long> categories) => (Type is null || Type == type) && (CategoryId is null || categories.Contains(CategoryId.Value));
}

/// <summary>How one team works its queue. A team without a row takes its tickets by hand.</summary>
internal sealed class TeamRouting : Entity, IAudited
{
    TeamRouting() { }

    public TeamRouting(long teamId, RoutingMode mode) => (TeamId, Mode) = (teamId, mode);

    public long TeamId { get; private set; }
    public RoutingMode Mode { get; private set; }

    public void Work(RoutingMode mode) => Mode = mode;
}

/// <summary>What a ticket asks for: what is needed decides who may have it, what is preferred who gets it first.</summary>
internal sealed record Demand(string[] Needs, string[] Prefers)
{
    public static readonly Demand Nothing = new([], []);

    public bool Is(IEnumerable<string> needs, IEnumerable<string> prefers) => Needs.SequenceEqual(needs) && Prefers.SequenceEqual(prefers);
}

/// <summary>Categories, rules and the teams' ways of working as they stand at a moment.</summary>
internal sealed class RoutingRules(IEnumerable<RoutingRule> rules, IEnumerable<TeamRouting> teams, IEnumerable<Category> categories)
{
    readonly List<RoutingRule> rules = [.. rules.OrderBy(r => r.Id)];
    readonly HashSet<long> automatic = [.. teams.Where(t => t.Mode == RoutingMode.Automatic).Select(t => t.TeamId)];
    readonly Dictionary<long, Category> categories = categories.ToDictionary(c => c.Id);
    readonly Dictionary<long, long?> parents = categories.ToDictionary(c => c.Id, c => c.ParentId);

    /// <summary>The teams whose queue the machine hands out.</summary>
    public IReadOnlyCollection<long> Automatic => automatic;

    public IEnumerable<Category> Categories => categories.Values;

    public Category? Category(long id) => categories.GetValueOrDefault(id);

    public IReadOnlyList<RoutingRule> Rules => rules;

    /// <summary>What a ticket of this kind, of a customer who speaks this language and lives there, asks for.</summary>
    public Demand Of(TicketType type, long? categoryId, string language, string? region)
    {
        var path = Path(categoryId).Select(c => c.Id).ToList();
        var meeting = rules.Where(r => r.Meets(type, path)).ToList();
        var (speaks, lives) = (meeting.Select(r => r.Language).DefaultIfEmpty().Max(), string.IsNullOrWhiteSpace(region) ? Wish.Ignored : meeting.Select(r => r.Region).DefaultIfEmpty().Max());
        return new([.. meeting.SelectMany(r => r.Skills).Distinct().Order(StringComparer.Ordinal), .. Customer(Wish.Required)], [.. Customer(Wish.Preferred)]);

        IEnumerable<string> Customer(Wish wish)
        {
            if (speaks == wish) yield return Skills.Language(language);
            if (lives == wish) yield return Skills.Region(region!);
        }
    }

    /// <summary>The category decides the team; what it leaves open goes to the opener's team, else to that of the customer's owner, else to the first there is.</summary>
    public (long? Team, Reason Reason) TeamFor(long? categoryId, IEnumerable<long> openersTeams, long? customersTeam, IReadOnlyCollection<long> known)
    {
        foreach (var node in Path(categoryId))
            if (node.TeamId is { } decided && known.Contains(decided)) return (decided, new("tickets.reason.category", node.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (openersTeams.FirstOrDefault(known.Contains) is > 0 and var own) return (own, new("tickets.reason.opener_team"));
        if (customersTeam is { } owners && known.Contains(owners)) return (owners, new("tickets.reason.customer_team"));
        return known.Count == 0 ? (null, new("tickets.reason.no_team")) : (known.Min(), new("tickets.reason.first_team"));
    }

    /// <summary>Whether articles are shown before all else: the category says so, or one above it.</summary>
    public bool ArticlesFirst(long? categoryId) => Path(categoryId).Exists(c => c.ArticlesFirst);

    // The category and those above it.
    List<Category> Path(long? id) => [.. parents.PathOf(id).Select(categories.GetValueOrDefault).OfType<Category>()];
}
