using System.Globalization;

namespace Crm.Surveys.Domain;

/// <summary>What happened to a part of a questionnaire between two of its states.</summary>
internal enum ChangeKind { Added, Removed, Moved, Changed }

/// <summary>A text or setting that differs. Values are texts, numbers, yes or no, or an <see cref="ItemKind"/>.</summary>
/// <param name="Field">"text", "hint", "required" …: the end of a resource key.</param>
/// <param name="Language">Of a text; null for a setting.</param>
internal sealed record FieldChange(string Field, string? Language, object? Before, object? After);

/// <summary>One change, told so that a person sees what it means.</summary>
/// <param name="Item">Null for a dimension; with <paramref name="Dimension"/> null too, for the whole.</param>
/// <param name="Where">The dimension it stands in now; for what was moved or removed, <paramref name="Was"/> is where it stood.</param>
internal sealed record DefinitionChange(ChangeKind Kind, string? Dimension, string? Item, LocalText Name, LocalText Where, LocalText Was, IReadOnlyList<FieldChange> Fields);

/// <summary>The difference between two states of a questionnaire, by keys: texts may change without making a question another.</summary>
internal static class DefinitionDiff
{
    /// <param name="language">In which conditions and facts are described; texts are told in both.</param>
    public static IReadOnlyList<DefinitionChange> Of(SurveyDefinition before, SurveyDefinition after, string language)
    {
        var changes = new List<DefinitionChange>();
        Changed(null, null, after.Title, new(), [.. Texts("title", before.Title, after.Title), .. Texts("intro", before.Intro, after.Intro), .. Texts("end", before.End, after.End)]);

        var (oldDimensions, newDimensions) = (before.Dimensions.ToDictionary(d => d.Key), after.Dimensions.ToDictionary(d => d.Key));
        foreach (var d in before.Dimensions.Where(d => !newDimensions.ContainsKey(d.Key))) changes.Add(new(ChangeKind.Removed, d.Key, null, d.Title, new(), new(), []));
        var movedDimensions = Moved([.. before.Dimensions.Select(d => d.Key)], [.. after.Dimensions.Select(d => d.Key)]);
        foreach (var d in after.Dimensions)
        {
            if (!oldDimensions.TryGetValue(d.Key, out var old)) { changes.Add(new(ChangeKind.Added, d.Key, null, d.Title, new(), new(), [])); continue; }
            if (movedDimensions.Contains(d.Key)) changes.Add(new(ChangeKind.Moved, d.Key, null, d.Title, new(), new(), []));
            Changed(d.Key, null, d.Title, new(),
            [
                .. Texts("title", old.Title, d.Title), .. Texts("intro", old.Intro, d.Intro),
                .. Setting("weight", old.Weight, d.Weight), .. Setting("inindex", old.InIndex, d.InIndex), .. Setting("apart", old.Apart, d.Apart),
            ]);
        }

        var oldPlace = before.Dimensions.SelectMany(d => d.Items.Select(i => (i, d))).ToDictionary(p => p.i.Key, p => p);
        var newPlace = after.Dimensions.SelectMany(d => d.Items.Select(i => (i, d))).ToDictionary(p => p.i.Key, p => p);
        foreach (var (item, dimension) in oldPlace.Values.Where(p => !newPlace.ContainsKey(p.i.Key))) changes.Add(new(ChangeKind.Removed, dimension.Key, item.Key, item.Text, new(), dimension.Title, []));
        foreach (var d in after.Dimensions)
        {
            // Order counts among those that stayed in the dimension: whoever came or went has moved nobody else.
            var moved = oldDimensions.TryGetValue(d.Key, out var oldD) ? Moved([.. oldD.Items.Select(i => i.Key)], [.. d.Items.Select(i => i.Key)]) : [];
            foreach (var item in d.Items)
            {
                if (!oldPlace.TryGetValue(item.Key, out var old)) { changes.Add(new(ChangeKind.Added, d.Key, item.Key, item.Text, d.Title, new(), [])); continue; }
                if (old.d.Key != d.Key || moved.Contains(item.Key)) changes.Add(new(ChangeKind.Moved, d.Key, item.Key, item.Text, d.Title, old.d.Title, []));
                Changed(d.Key, item.Key, item.Text, d.Title, [.. FieldsOf(before, old.i, after, item, language)]);
            }
        }
        return changes;

        void Changed(string? dimension, string? item, LocalText name, LocalText where, FieldChange[] fields)
        {
            if (fields.Length > 0) changes.Add(new(ChangeKind.Changed, dimension, item, name, where, where, fields));
        }
    }

    static IEnumerable<FieldChange> FieldsOf(SurveyDefinition before, Item old, SurveyDefinition after, Item item, string language) =>
    [
        .. Setting("kind", old.Kind, item.Kind),
        .. Texts("text", old.Text, item.Text), .. Texts("hint", old.Hint, item.Hint), .. Texts("low", old.Low, item.Low), .. Texts("high", old.High, item.High),
        .. Setting("required", old.Required, item.Required), .. Setting("headline", old.Headline, item.Headline),
        .. Setting("onlyunknown", old.Fact is not null, item.Fact is not null),
        .. Setting("showif", old.ShowIf is { } a ? before.Describe(a, language) : null, item.ShowIf is { } b ? after.Describe(b, language) : null),
        .. Options(old, item),
        .. Setting("min", old.Limits?.Min, item.Limits?.Min), .. Setting("max", old.Limits?.Max, item.Limits?.Max),
        .. Setting("from", Day(old.Limits?.From), Day(item.Limits?.From)), .. Setting("until", Day(old.Limits?.Until), Day(item.Limits?.Until)),
        .. Setting("fewest", old.Limits?.Fewest, item.Limits?.Fewest), .. Setting("most", old.Limits?.Most, item.Limits?.Most), .. Setting("length", old.Limits?.Length, item.Limits?.Length),
    ];

    static IEnumerable<FieldChange> Options(Item old, Item item)
    {
        foreach (var o in old.Options.Where(o => item.Options.All(n => n.Key != o.Key))) yield return new("option", null, Both(o.Text), null);
        foreach (var n in item.Options)
        {
            if (old.Options.FirstOrDefault(o => o.Key == n.Key) is not { } o) yield return new("option", null, null, Both(n.Text));
            else foreach (var change in Texts("option", o.Text, n.Text)) yield return change;
        }
        if (Moved([.. old.Options.Select(o => o.Key)], [.. item.Options.Select(o => o.Key)]).Count > 0)
            yield return new("order", null, string.Join(" · ", old.Options.Select(o => Both(o.Text))), string.Join(" · ", item.Options.Select(o => Both(o.Text))));
    }

    static string Both(LocalText text) => text.IsHalf ? text.In("en") : $"{text.En} / {text.Zh}";

    static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static IEnumerable<FieldChange> Texts(string field, LocalText before, LocalText after)
    {
        if (before.En != after.En) yield return new(field, "en", before.En, after.En);
        if (before.Zh != after.Zh) yield return new(field, "zh-CN", before.Zh, after.Zh);
    }

    static IEnumerable<FieldChange> Setting(string field, object? before, object? after)
    {
        if (!Equals(before, after)) yield return new(field, null, before, after);
    }

    /// <summary>Keys that changed their order among those in both lists: all but a longest increasing run of old positions, so that one dragged item is one move.</summary>
    static HashSet<string> Moved(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var position = before.Select((key, i) => (key, i)).Where(p => after.Contains(p.key)).ToDictionary(p => p.key, p => p.i);
        var stayed = after.Where(position.ContainsKey).ToList();
        var (length, previous) = (new int[stayed.Count], new int[stayed.Count]);
        var last = -1;
        for (var i = 0; i < stayed.Count; i++)
        {
            (length[i], previous[i]) = (1, -1);
            for (var j = 0; j < i; j++)
                if (position[stayed[j]] < position[stayed[i]] && length[j] + 1 > length[i]) (length[i], previous[i]) = (length[j] + 1, j);
            if (last < 0 || length[i] > length[last]) last = i;
        }
        var kept = new HashSet<string>();
        for (var i = last; i >= 0; i = previous[i]) kept.Add(stayed[i]);
        return [.. stayed.Where(key => !kept.Contains(key))];
    }
}
