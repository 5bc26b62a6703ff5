using Crm.Platform.Fields;

namespace Crm.Customers.Domain;

/// <summary>The values of a record of which a merge keeps one of two; what there can be many of (tags, phones, ...) is united.</summary>
internal static class MergeFields
{
    /// <summary>A field: how to read it and how to put another record's value in.</summary>
    public sealed record Field(string Name, Func<Profile, object?> Value, Func<Profile, Profile, Profile> TakeFrom);

    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<Field> All =
    [
        new("name", p => p.Name, (p, o) => p with { Name = o.Name }),
        new("kind", p => p.Kind, (p, o) => p with { Kind = o.Kind }),
        new("level", p => p.Level, (p, o) => p with { Level = o.Level }),
        new("owner", p => p.OwnerId, (p, o) => p with { OwnerId = o.OwnerId, TeamId = o.TeamId }),
        new("birthday", p => p.Birthday, (p, o) => p with { Birthday = o.Birthday }),
        new("industry", p => p.Industry, (p, o) => p with { Industry = o.Industry }),
        new("size", p => p.Size, (p, o) => p with { Size = o.Size }),
        new("region", p => p.Region, (p, o) => p with { Region = o.Region }),
        new("source", p => p.Source, (p, o) => p with { Source = o.Source }),
        new("language", p => p.Language, (p, o) => p with { Language = o.Language }),
        new("zone", p => p.Zone, (p, o) => p with { Zone = o.Zone }),
        new("preferredChannel", p => p.PreferredChannel, (p, o) => p with { PreferredChannel = o.PreferredChannel }),
    ];

    /// <summary>The side a field is taken from when nobody chose: the surviving record's, unless that has none.</summary>
    public static MergeSide Usual(Field field, Profile into, Profile from) => field.Value(into) is null && field.Value(from) is not null ? MergeSide.From : MergeSide.Into;

    public static Profile Combine(Profile into, Profile from, IReadOnlyDictionary<string, MergeSide> choices)
    {
        var combined = into with { Custom = Unite(into.Custom, from.Custom), Tags = [.. into.Tags.Union(from.Tags, StringComparer.OrdinalIgnoreCase)], Points = Unite(into.Points, from.Points) };
        foreach (var field in All)
            if ((choices.TryGetValue(field.Name, out var side) ? side : Usual(field, into, from)) == MergeSide.From) combined = field.TakeFrom(combined, from);
        return combined;
    }

    /// <summary>What the merge changed and nobody touched since becomes what it was; what the merge added goes; the rest stays.</summary>
    public static Profile Restore(Profile now, Profile before, Profile after)
    {
        var added = after.Points.Select(Key).Except(before.Points.Select(Key)).ToHashSet();
        var marks = before.Points.ToDictionary(Key);
        var merged = after.Points.ToDictionary(Key);
        var restored = now with
        {
            Tags = [.. now.Tags.Except(after.Tags.Except(before.Tags, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase)],
            Custom = Restore(now.Custom, before.Custom, after.Custom),
            Points = [.. now.Points.Where(p => !added.Contains(Key(p))).Select(p => marks.TryGetValue(Key(p), out var was) && merged.TryGetValue(Key(p), out var became) && p == became ? was : p)],
        };
        foreach (var field in All)
            if (Equals(field.Value(now), field.Value(after))) restored = field.TakeFrom(restored, before);
        return restored;
    }

    /// <summary>Each phone, e-mail and address once. A refusal or a failure noted on either record holds.</summary>
    static List<PointValue> Unite(IReadOnlyList<PointValue> into, IReadOnlyList<PointValue> from)
    {
        var other = from.ToLookup(Key);
        var known = into.Select(Key).ToHashSet();
        var kinds = into.Select(p => p.Kind).ToHashSet();
        return
        [
            .. into.Select(p => other[Key(p)].FirstOrDefault() is { } twin ? p with { Parts = p.Parts ?? twin.Parts, Label = p.Label ?? twin.Label, Invalid = p.Invalid || twin.Invalid, OptedOut = p.OptedOut || twin.OptedOut } : p),
            .. from.Where(p => !known.Contains(Key(p))).Select(p => p with { Primary = p.Primary && !kinds.Contains(p.Kind) }),
        ];
    }

    /// <summary>Fields of one's own: what the surviving record lacks comes from the other one.</summary>
    static CustomValues? Unite(CustomValues? into, CustomValues? from) =>
        (from?.Keys ?? []).Aggregate(into ?? CustomValues.None, (values, key) => values[key] is null ? values.With(key, from![key]) : values);

    static CustomValues? Restore(CustomValues? now, CustomValues? before, CustomValues? after) =>
        (after?.Keys ?? []).Where(key => before?[key] is null && Equals(now?[key], after![key])).Aggregate(now, (values, key) => values!.With(key, null));

    static (PointKind Kind, string Normal) Key(PointValue point) => (point.Kind, ContactPoint.Normalise(point.Kind, point.Value));
}
