using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.Search;

namespace Crm.Tickets.Domain;

/// <summary>What a condition looks at.</summary>
internal enum RuleField
{
    Type, Channel, Priority, Status, Category, Team, Assignee, Level, Tier, Tag, Subject, Message, Language, Clock,
    Reopened, HoursSinceCreated, HoursSinceCustomerWrote, HoursInStatus, WorkingTime, Custom,
}

/// <summary>How it looks. Three ask for the value before the change that the rule hears of; the last two ask for none.</summary>
internal enum RuleOperator { Is, IsNot, AtLeast, AtMost, Contains, ContainsNot, Was, Became, Changed, Empty, Filled }

/// <summary>
/// One demand. Its value is the name of a choice, the id of a category, team or person, a number, or words with commas between
/// of which one suffices; <see cref="Nobody"/> stands for none. That of a field of one's own is written as the field holds it.
/// </summary>
/// <param name="Key">Which of the fields of one's own.</param>
internal sealed record RuleCondition(RuleField Field, RuleOperator Operator, string? Value = null, string? Key = null)
{
    public const string Nobody = "none";
    public const int ValueLength = 200;

    /// <summary>The kinds of history that keep what a field was.</summary>
    public static HistoryKind? HistoryOf(RuleField field) => field switch
    {
        RuleField.Type => HistoryKind.Type,
        RuleField.Priority => HistoryKind.Priority,
        RuleField.Status => HistoryKind.Status,
        RuleField.Category => HistoryKind.Category,
        RuleField.Team => HistoryKind.Team,
        RuleField.Assignee => HistoryKind.Assignee,
        RuleField.Level => HistoryKind.Level,
        _ => null,
    };

    /// <summary>The operators that make sense of a field.</summary>
    public static IReadOnlyList<RuleOperator> OperatorsOf(RuleField field) => field switch
    {
        RuleField.Subject or RuleField.Message => [RuleOperator.Contains, RuleOperator.ContainsNot],
        RuleField.Reopened or RuleField.HoursSinceCreated or RuleField.HoursSinceCustomerWrote or RuleField.HoursInStatus => [RuleOperator.AtLeast, RuleOperator.AtMost],
        RuleField.Priority => [RuleOperator.Is, RuleOperator.IsNot, RuleOperator.AtLeast, RuleOperator.AtMost, RuleOperator.Was, RuleOperator.Became, RuleOperator.Changed],
        _ when HistoryOf(field) is not null => [RuleOperator.Is, RuleOperator.IsNot, RuleOperator.Was, RuleOperator.Became, RuleOperator.Changed],
        RuleField.WorkingTime => [RuleOperator.Is],
        RuleField.Custom => [.. Enum.GetValues<FieldKind>().SelectMany(OperatorsOf).Distinct()],
        _ => [RuleOperator.Is, RuleOperator.IsNot],
    };

    /// <summary>Those that make sense of a field of one's own.</summary>
    public static IReadOnlyList<RuleOperator> OperatorsOf(FieldKind kind) => kind switch
    {
        FieldKind.Text => [RuleOperator.Is, RuleOperator.IsNot, RuleOperator.Contains, RuleOperator.ContainsNot, RuleOperator.Empty, RuleOperator.Filled],
        FieldKind.Number or FieldKind.Date => [RuleOperator.Is, RuleOperator.IsNot, RuleOperator.AtLeast, RuleOperator.AtMost, RuleOperator.Empty, RuleOperator.Filled],
        FieldKind.MultiChoice => [RuleOperator.Contains, RuleOperator.ContainsNot, RuleOperator.Empty, RuleOperator.Filled],
        _ => [RuleOperator.Is, RuleOperator.IsNot, RuleOperator.Empty, RuleOperator.Filled],
    };

    /// <summary>Whether an operator asks for a value.</summary>
    public static bool TakesValue(RuleOperator how) => how is not (RuleOperator.Changed or RuleOperator.Empty or RuleOperator.Filled);

    /// <summary>The names that the values of a field have; null: ids, numbers, or words.</summary>
    public static IReadOnlyList<string>? NamesOf(RuleField field) => field switch
    {
        RuleField.Type => Enum.GetNames<TicketType>(),
        RuleField.Channel => Enum.GetNames<TicketChannel>(),
        RuleField.Priority => Enum.GetNames<TicketPriority>(),
        RuleField.Status => Enum.GetNames<TicketStatus>(),
        RuleField.Level => Enum.GetNames<CustomerLevel>(),
        RuleField.Clock => Enum.GetNames<ClockKind>(),
        RuleField.Language => ["en", "zh-CN"],
        RuleField.WorkingTime => ["yes", "no"],
        _ => null,
    };

    public static bool IsId(RuleField field) => field is RuleField.Category or RuleField.Team or RuleField.Assignee;

    public static bool IsNumber(RuleField field) => OperatorsOf(field)[0] == RuleOperator.AtLeast;

    public static bool IsWords(RuleField field) => NamesOf(field) is null && !IsId(field) && !IsNumber(field);

    /// <summary>What is wrong with it, as a resource key; null when nothing is.</summary>
    public string? Wrong => !OperatorsOf(Field).Contains(Operator) ? "tickets.rules.wrong.operator"
        : !TakesValue(Operator) ? null
        : string.IsNullOrWhiteSpace(Value) ? "tickets.rules.wrong.empty"
        : Value.Length > ValueLength ? "tickets.rules.wrong.long"
        : NamesOf(Field) is { } names && !names.Contains(Value) ? "tickets.rules.wrong.choice"
        : IsId(Field) && Value != Nobody && !long.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "tickets.rules.wrong.choice"
        : IsNumber(Field) && !decimal.TryParse(Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? "tickets.rules.wrong.number"
        : Operator is RuleOperator.Contains or RuleOperator.ContainsNot && Words.All(w => SearchText.Fold(w).Length == 0) ? "tickets.rules.wrong.empty"
        : null;

    /// <summary>The same on a field of one's own, its value as the field holds it; else what is wrong with which part.</summary>
    public (RuleCondition? Settled, string Part, string Wrong) Settle(TicketField? field)
    {
        if (field is null) return (null, nameof(Key), "tickets.rules.wrong.field");
        if (!OperatorsOf(field.Kind).Contains(Operator)) return (null, nameof(Operator), "tickets.rules.wrong.operator");
        if (!TakesValue(Operator)) return (this, "", "");
        if (string.IsNullOrWhiteSpace(Value)) return (null, nameof(Value), "tickets.rules.wrong.empty");
        // Words to look for are no value of the field.
        if (field.Kind == FieldKind.Text) return (this, "", "");
        return field.TryParse([Value], out var value, out var wrong) ? (this with { Value = string.Join(", ", CustomField.Typed(value)) }, "", "") : (null, nameof(Value), wrong);
    }

    IEnumerable<string> Words => TicketChanges.TagsIn(Value);

    /// <summary>Whether a ticket meets it, and what was found.</summary>
    /// <param name="facts">The ticket.</param>
    /// <param name="pathOf">A category and those above it.</param>
    public RuleVerdict Judge(RuleFacts facts, Func<long?, IReadOnlyCollection<long>> pathOf)
    {
        var change = HistoryOf(Field) is { } kind ? facts.Changes.GetValueOrDefault(kind) : null;
        if (Operator is RuleOperator.Was or RuleOperator.Became or RuleOperator.Changed)
            return new(this, (Operator == RuleOperator.Became ? change?.To : change?.From) ?? (change is null ? null : Nobody), change is not null && change.From != change.To && Operator switch
            {
                RuleOperator.Was => Same(change.From),
                RuleOperator.Became => Same(change.To) && !Same(change.From),
                _ => true,
            });
        return Field switch
        {
            RuleField.Tag => Not(facts.Tags.Any(t => Words.Any(w => string.Equals(Tag.Clean(w), t, StringComparison.OrdinalIgnoreCase))), string.Join(", ", facts.Tags)),
            RuleField.Tier => Not(Words.Any(w => string.Equals(w, facts.Tier, StringComparison.OrdinalIgnoreCase)), facts.Tier),
            RuleField.Clock => Not(facts.Clocks.Any(c => c.ToString() == Value), string.Join(", ", facts.Clocks)),
            // What was said is not repeated in the log.
            RuleField.Subject => new(this, null, Holds(facts.Subject) == (Operator == RuleOperator.Contains)),
            RuleField.Message => new(this, null, Holds(facts.Message) == (Operator == RuleOperator.Contains)),
            RuleField.Priority => new(this, facts.Priority.ToString(), Compare((int)facts.Priority, (int)Enum.Parse<TicketPriority>(Value!))),
            RuleField.Reopened => Number(facts.Reopened),
            RuleField.HoursSinceCreated => Number(Hours(facts.At - facts.CreatedAt)),
            RuleField.HoursSinceCustomerWrote => facts.CustomerWroteAt is { } wrote ? Number(Hours(facts.At - wrote)) : new(this, null, false),
            RuleField.HoursInStatus => Number(Hours(facts.At - facts.StatusSince)),
            // What a field of one's own holds may be about a person: it is not repeated either.
            RuleField.Custom => new(this, null, Held(facts.Custom[Key ?? ""])),
            RuleField.WorkingTime => new(this, facts.Working ? "yes" : "no", facts.Working == (Value == "yes")),
            _ => facts.ValueOf(Field) is var value ? Not(Same(value), value ?? Nobody) : null!,
        };

        // A category stands for those below it.
        bool Same(string? value) => Field == RuleField.Category && value is not null && value != Nobody
            ? Value != Nobody && pathOf(long.Parse(value, CultureInfo.InvariantCulture)).Contains(long.Parse(Value!, CultureInfo.InvariantCulture))
            : (value ?? Nobody) == Value;

        RuleVerdict Not(bool same, string? found) => new(this, found, same == (Operator == RuleOperator.Is));
        RuleVerdict Number(decimal found) => new(this, found.ToString("0.#", CultureInfo.InvariantCulture), Compare(found, decimal.Parse(Value!, CultureInfo.InvariantCulture)));
        bool Compare(decimal found, decimal wanted) => Operator switch { RuleOperator.AtLeast => found >= wanted, RuleOperator.AtMost => found <= wanted, RuleOperator.IsNot => found != wanted, _ => found == wanted };
        bool Holds(string? text) => text is not null && SearchText.Fold(text) is var folded && Words.Select(SearchText.Fold).Any(w => w.Length > 0 && folded.Contains(w, StringComparison.Ordinal));
        bool Held(object? held) => Operator switch
        {
            RuleOperator.Empty => held is null,
            RuleOperator.Filled => held is not null,
            RuleOperator.IsNot or RuleOperator.ContainsNot => !Fits(held),
            _ => Fits(held),
        };
        bool Fits(object? held) => held switch
        {
            null => false,
            decimal number => decimal.TryParse(Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var wanted) && InOrder(number.CompareTo(wanted)),
            IReadOnlyList<string> several => several.Intersect(Words.Append(Value)).Any(),
            string text when Operator is RuleOperator.Contains or RuleOperator.ContainsNot => Holds(text),
            _ => InOrder(string.Compare(CustomField.Typed(held)[0], Value, StringComparison.OrdinalIgnoreCase)),
        };
        bool InOrder(int order) => Operator switch { RuleOperator.AtLeast => order >= 0, RuleOperator.AtMost => order <= 0, _ => order == 0 };
        static decimal Hours(TimeSpan span) => (decimal)span.TotalHours;
    }
}

/// <summary>All of the first, and of the second at least one where there are any.</summary>
internal sealed record RuleConditions(IReadOnlyList<RuleCondition> All, IReadOnlyList<RuleCondition> Any)
{
    public const int Most = 20;

    public static readonly RuleConditions None = new([], []);

    public bool AsksFor(RuleField field) => All.Concat(Any).Any(c => c.Field == field);

    /// <summary>Every condition is judged, also when an earlier one says no already: the log says why.</summary>
    public RuleJudgement Judge(RuleFacts facts, Func<long?, IReadOnlyCollection<long>> pathOf)
    {
        var (all, any) = (All.Select(c => c.Judge(facts, pathOf)).ToList(), Any.Select(c => c.Judge(facts, pathOf)).ToList());
        return new(all.TrueForAll(v => v.Met) && (any.Count == 0 || any.Exists(v => v.Met)), all, any);
    }
}

/// <summary>What one condition found.</summary>
/// <param name="Found">In the manner of the condition's value; null where it is not told.</param>
internal sealed record RuleVerdict(RuleCondition Condition, string? Found, bool Met);

/// <summary>What all conditions of a rule found.</summary>
internal sealed record RuleJudgement(bool Met, IReadOnlyList<RuleVerdict> All, IReadOnlyList<RuleVerdict> Any);

/// <summary>What a field was and what it became.</summary>
internal sealed record FieldChange(string? From, string? To);

/// <summary>A ticket at a moment, as conditions see it.</summary>
internal sealed record RuleFacts
{
    public required long TicketId { get; init; }
    public required DateTimeOffset At { get; init; }
    public TicketType Type { get; init; }
    public TicketChannel Channel { get; init; }
    public TicketPriority Priority { get; init; }
    public TicketStatus Status { get; init; }
    public long? CategoryId { get; init; }
    public long? TeamId { get; init; }
    public long? AssigneeId { get; init; }
    public CustomerLevel Level { get; init; }
    public string? Tier { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>What it holds in fields of one's own.</summary>
    public CustomValues Custom { get; init; } = CustomValues.None;
    public string Subject { get; init; } = "";
    /// <summary>What was said that the rule hears of, else the customer's last words.</summary>
    public string? Message { get; init; }
    /// <summary>Language the customer reads.</summary>
    public string Language { get; init; } = "en";
    public int Reopened { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? CustomerWroteAt { get; init; }
    public DateTimeOffset StatusSince { get; init; }
    /// <summary>The standard calendar, where a condition asks for it.</summary>
    public WorkingTime? Calendar { get; init; }
    /// <summary>Clocks that warned or ran out.</summary>
    public IReadOnlyList<ClockKind> Clocks { get; init; } = [];
    /// <summary>What changed with what the rule hears of.</summary>
    public IReadOnlyDictionary<HistoryKind, FieldChange> Changes { get; init; } = new Dictionary<HistoryKind, FieldChange>();

    /// <summary>Whether it is working time.</summary>
    public bool Working => (Calendar ?? WorkingTime.Always).Between(At, At + TimeSpan.FromMinutes(1)) > TimeSpan.Zero;

    public string? ValueOf(RuleField field) => field switch
    {
        RuleField.Type => Type.ToString(),
        RuleField.Channel => Channel.ToString(),
        RuleField.Priority => Priority.ToString(),
        RuleField.Status => Status.ToString(),
        RuleField.Level => Level.ToString(),
        RuleField.Language => Language,
        RuleField.Category => Id(CategoryId),
        RuleField.Team => Id(TeamId),
        RuleField.Assignee => Id(AssigneeId),
        _ => null,
    };

    static string? Id(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// As it was at an earlier moment: whatever was changed later is taken back, step by step. What its history does not
    /// keep (language, tier, fields of one's own) is as it is today.
    /// </summary>
    public RuleFacts AsOf(DateTimeOffset at, IEnumerable<HistoryRow> history)
    {
        var (facts, since) = (this with { At = at }, CreatedAt);
        foreach (var row in history.OrderByDescending(h => h.At).ThenByDescending(h => h.Id))
        {
            if (row.At <= at)
            {
                if (row.Kind == HistoryKind.Status && row.At > since) since = row.At;
                continue;
            }
            facts = row.Kind switch
            {
                HistoryKind.Type => facts with { Type = Enum.Parse<TicketType>(row.From!) },
                HistoryKind.Priority => facts with { Priority = Enum.Parse<TicketPriority>(row.From!) },
                HistoryKind.Level => facts with { Level = Enum.Parse<CustomerLevel>(row.From!) },
                HistoryKind.Status when row.From is not null => facts with { Status = Enum.Parse<TicketStatus>(row.From), Reopened = facts.Reopened - (Again(row) ? 1 : 0) },
                HistoryKind.Category => facts with { CategoryId = Read(row.From) },
                HistoryKind.Team => facts with { TeamId = Read(row.From) },
                HistoryKind.Assignee => facts with { AssigneeId = Read(row.From) },
                HistoryKind.Tags => facts with { Tags = [.. (row.From ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries)] },
                _ => facts,
            };
        }
        return facts with { StatusSince = since, Reopened = Math.Max(0, facts.Reopened) };

        static long? Read(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a step of the status opened what counted as resolved.</summary>
    public static bool Again(HistoryRow row) => row is { Kind: HistoryKind.Status, From: nameof(TicketStatus.Resolved) or nameof(TicketStatus.Reviewed), To: nameof(TicketStatus.Created) or nameof(TicketStatus.InProgress) };

    /// <summary>What changed with some rows of one moment.</summary>
    public static IReadOnlyDictionary<HistoryKind, FieldChange> ChangesIn(IEnumerable<HistoryRow> rows) =>
        rows.OrderBy(r => r.Id).GroupBy(r => r.Kind).ToDictionary(g => g.Key, g => new FieldChange(g.First().From, g.Last().To));
}
