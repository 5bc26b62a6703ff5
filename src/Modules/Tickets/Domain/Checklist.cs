using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

/// <summary>How an item is answered.</summary>
internal enum QualityScale { YesNo, OneToFive }

/// <summary>
/// What work on a ticket is judged by. Its items are never changed: another wording or weight is another revision, and a
/// check keeps the one it was drawn with.
/// </summary>
internal sealed class Checklist : Entity, IAudited
{
    public const int MaxItems = 20;

    readonly List<ChecklistItem> items = [];

    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";

    /// <summary>For tickets of these types; none named: of all.</summary>
    public TicketType[] Types { get; private set; } = [];

    /// <summary>For tickets of these teams; none named: of all.</summary>
    public long[] TeamIds { get; private set; } = [];

    /// <summary>Of several that fit, the first one counts.</summary>
    public int Position { get; private set; }
    public bool Active { get; private set; }

    /// <summary>The items that hold now.</summary>
    public int Revision { get; private set; }

    /// <summary>Of all revisions.</summary>
    public IReadOnlyList<ChecklistItem> Items => items;

    public IReadOnlyList<ChecklistItem> Of(int revision) => [.. items.Where(i => i.Revision == revision).OrderBy(i => i.Position)];

    public bool Fits(TicketType type, long? teamId) => Active && (Types.Length == 0 || Types.Contains(type)) && (TeamIds.Length == 0 || (teamId is { } team && TeamIds.Contains(team)));

    public void Change(string name, string nameZh, IEnumerable<TicketType> types, IEnumerable<long> teams, int position, bool active, IReadOnlyList<ItemTerms> wanted)
    {
        if (wanted.Count == 0) throw new RuleException("tickets.quality.rule.no_items");
        if (wanted.Count > MaxItems) throw new RuleException("tickets.quality.rule.too_many_items", null, MaxItems);
        (Name, NameZh, Types, TeamIds, Position, Active) = (name.Trim(), nameZh.Trim(), [.. types.Distinct().Order()], [.. teams.Distinct().Order()], position, active);
        if (Revision > 0 && Of(Revision).Select(i => i.Terms).SequenceEqual(wanted)) return;
        Revision++;
        items.AddRange(wanted.Select((terms, i) => new ChecklistItem(Revision, i, terms)));
    }

    public string In(string language) => language == "zh-CN" ? NameZh : Name;
}

/// <summary>What is asked, how much it counts, and whether failing it makes everything worth nothing.</summary>
internal sealed record ItemTerms(string Text, string TextZh, int Weight, QualityScale Scale, bool Fatal);

/// <summary>One question of one revision.</summary>
internal sealed class ChecklistItem
{
    ChecklistItem() { }

    internal ChecklistItem(int revision, int position, ItemTerms terms) =>
        (Revision, Position, Text, TextZh, Weight, Scale, Fatal) = (revision, position, terms.Text, terms.TextZh, terms.Weight, terms.Scale, terms.Fatal);

    public long ChecklistId { get; private set; }
    public int Revision { get; private set; }
    public int Position { get; private set; }
    public string Text { get; private set; } = "";
    public string TextZh { get; private set; } = "";
    public int Weight { get; private set; }
    public QualityScale Scale { get; private set; }
    public bool Fatal { get; private set; }

    public ItemTerms Terms => new(Text, TextZh, Weight, Scale, Fatal);

    public string In(string language) => language == "zh-CN" ? TextZh : Text;

    /// <summary>What may be answered.</summary>
    public bool Takes(int value) => Scale == QualityScale.YesNo ? value is 0 or 1 : value is >= 1 and <= 5;

    /// <summary>From 0, the worst, to 1, the best.</summary>
    public decimal ShareOf(int value) => Scale == QualityScale.YesNo ? value : (value - 1) / 4m;
}
