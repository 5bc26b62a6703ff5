using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;

namespace Crm.Tickets.Domain;

/// <summary>Whether a code is asked for when work ends.</summary>
internal enum CodeAsked { Required, Optional, Never }

/// <summary>From which step on something must be known of a ticket.</summary>
internal enum NeededFrom { Never, Open, Start, Resolve }

/// <summary>Who among those with the right may take a step.</summary>
internal enum StepBy { Anyone, Team, Assignee }

/// <summary>Everything an administrator may say about the way of a type's tickets.</summary>
internal sealed record TypeDesign
{
    /// <summary>A supervisor looks at the work before the survey goes out, within so many hours.</summary>
    public bool Review { get; init; }
    public int ReviewHours { get; init; } = 24;

    /// <summary>Somebody must have the ticket before work on it begins or ends.</summary>
    public bool Assignment { get; init; }

    /// <summary>Finished tickets go to the archive: after a good score at once, without an answer after so many days.</summary>
    public bool Archive { get; init; } = true;
    public int ArchiveDays { get; init; } = 7;

    /// <summary>So many days after it was finished a ticket can be opened again; later a new one goes on.</summary>
    public int ReopenDays { get; init; } = 7;

    public CodeAsked Cause { get; init; }
    public CodeAsked Resolution { get; init; }
    public NeededFrom Category { get; init; }
    public NeededFrom Contact { get; init; }
    public StepBy ResolveBy { get; init; }
    public StepBy ReopenBy { get; init; }

    /// <summary>As shipped: complaints are reviewed.</summary>
    public static TypeDesign Shipped(TicketType type) => new() { Review = type == TicketType.Complaint };
}

/// <summary>The way the tickets of a type go. One row a type.</summary>
internal sealed class TypeRules : Entity, IAudited
{
    TypeRules() { }

    public TypeRules(TicketType type, TypeDesign design)
    {
        Type = type;
        Change(design);
    }

    public TicketType Type { get; private set; }
    public bool Review { get; private set; }
    public int ReviewHours { get; private set; }
    public bool Assignment { get; private set; }
    public bool Archive { get; private set; }
    public int ArchiveDays { get; private set; }
    public int ReopenDays { get; private set; }
    public CodeAsked Cause { get; private set; }
    public CodeAsked Resolution { get; private set; }
    public NeededFrom Category { get; private set; }
    public NeededFrom Contact { get; private set; }
    public StepBy ResolveBy { get; private set; }
    public StepBy ReopenBy { get; private set; }

    public void Change(TypeDesign d) =>
        (Review, ReviewHours, Assignment, Archive, ArchiveDays, ReopenDays, Cause, Resolution, Category, Contact, ResolveBy, ReopenBy) =
        (d.Review, d.ReviewHours, d.Assignment, d.Archive, d.ArchiveDays, d.ReopenDays, d.Cause, d.Resolution, d.Category, d.Contact, d.ResolveBy, d.ReopenBy);
}

/// <summary>A field of tickets that an administrator has added.</summary>
internal sealed class TicketField : CustomField
{
    TicketField() { }

    public TicketField(string key, FieldKind kind, int position, FieldDesign design) : base(key, kind, position, design) { }

    /// <summary>Must be known before work ends; <see cref="CustomField.Required"/> asks for it from the beginning.</summary>
    public bool RequiredToResolve { get; private set; }

    /// <summary>Types of tickets that have it; none: all.</summary>
    public TicketType[] Types { get; private set; } = [];

    public void Ask(bool toResolve, IEnumerable<TicketType> types) => (RequiredToResolve, Types) = (toResolve, [.. types.Distinct().Order()]);

    public bool IsOf(TicketType type) => Types.Length == 0 || Types.Contains(type);

    public NeededFrom Needed => Required ? NeededFrom.Open : RequiredToResolve ? NeededFrom.Resolve : NeededFrom.Never;
}

/// <summary>The way of every type, and the fields of one's own, at a moment.</summary>
internal sealed class FlowRules(IEnumerable<TypeRules> types, IEnumerable<TicketField> fields)
{
    readonly Dictionary<TicketType, TypeRules> types = types.ToDictionary(t => t.Type);

    /// <summary>As an installation begins.</summary>
    public static readonly FlowRules Shipped = new([], []);

    /// <summary>In their order, archived ones too.</summary>
    public IReadOnlyList<TicketField> Fields { get; } = [.. fields.OrderBy(f => f.Position).ThenBy(f => f.Id)];

    public TypeRules Of(TicketType type) => types.GetValueOrDefault(type) ?? new TypeRules(type, TypeDesign.Shipped(type));

    /// <summary>Whether something holds for every type.</summary>
    public bool All(Func<TypeRules, bool> holds) => Enum.GetValues<TicketType>().All(type => holds(Of(type)));

    /// <summary>The fields that tickets of a type have.</summary>
    public IReadOnlyList<TicketField> FieldsOf(TicketType type) => [.. Fields.Where(f => !f.Archived && f.IsOf(type))];

    /// <summary>What must be known before a step, and is not.</summary>
    /// <param name="contacts">Whether the customer has any contact who could be named.</param>
    /// <returns>Names of properties; "Custom[key]" for fields of one's own.</returns>
    public IReadOnlyList<string> Missing(NeededFrom step, TicketType type, long? categoryId, long? contactId, CustomValues custom, bool contacts)
    {
        var rules = Of(type);
        var missing = new List<string>();
        if (categoryId is null && IsNeeded(rules.Category, step)) missing.Add("CategoryId");
        if (contactId is null && contacts && IsNeeded(rules.Contact, step)) missing.Add("ContactId");
        missing.AddRange(FieldsOf(type).Where(f => custom[f.Key] is null && IsNeeded(f.Needed, step)).Select(f => $"Custom[{f.Key}]"));
        return missing;
    }

    /// <summary>Whether something needed from one step on is needed for another.</summary>
    public static bool IsNeeded(NeededFrom from, NeededFrom step) => from != NeededFrom.Never && from <= step;
}
