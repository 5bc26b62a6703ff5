using System.Text.Json.Serialization;

namespace Crm.Surveys.Domain;

/// <summary>What an answer has to keep to; null is no limit. Each kind looks at its own ones and leaves the others alone.</summary>
internal sealed record ItemLimits
{
    /// <summary>A number's least and greatest.</summary>
    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    /// <summary>A date's first and last day.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    /// <summary>How many choices; of a ranking, how many places are given.</summary>
    public int? Fewest { get; init; }

    public int? Most { get; init; }

    /// <summary>Characters of a text.</summary>
    public int? Length { get; init; }

    [JsonIgnore]
    public bool IsOpen => this == new ItemLimits();

    /// <summary>Reduced to what the kind looks at; null when nothing is left.</summary>
    public ItemLimits? For(ItemKind kind)
    {
        var own = kind switch
        {
            ItemKind.Number => new ItemLimits { Min = Min, Max = Max },
            ItemKind.Date => new ItemLimits { From = From, Until = Until },
            ItemKind.Multi => new ItemLimits { Fewest = Fewest, Most = Most },
            ItemKind.Ranking => new ItemLimits { Most = Most },
            ItemKind.Text or ItemKind.LongText => new ItemLimits { Length = Length },
            _ => new ItemLimits(),
        };
        return own.IsOpen ? null : own;
    }

    /// <summary>The resource key of what is contradictory in them, with the name of the property, or null.</summary>
    public (string Key, string Property)? Problem(ItemKind kind, int options) => For(kind) is not { } own ? null
        : own.Min > own.Max ? ("surveys.limits.order", nameof(Max))
        : own.From > own.Until ? ("surveys.limits.order", nameof(Until))
        : own.Fewest > own.Most ? ("surveys.limits.order", nameof(Most))
        : own.Fewest < 0 || own.Fewest > options ? ("surveys.limits.choices", nameof(Fewest))
        : own.Most < 1 || own.Most > options ? ("surveys.limits.choices", nameof(Most))
        : own.Length is < 1 or > AnswerSheet.MaxText ? ("surveys.limits.length", nameof(Length))
        : null;

    /// <summary>The resource key of what is wrong with values that are otherwise good, or null.</summary>
    public string? Refuses(Item item, string[] values) => item.Kind switch
    {
        ItemKind.Number when AnswerSheet.ReadNumber(values[0]) is { } n => n < Min ? "surveys.public.small" : n > Max ? "surveys.public.large" : null,
        ItemKind.Date when AnswerSheet.ReadDate(values[0]) is { } d => d < From ? "surveys.public.early" : d > Until ? "surveys.public.late" : null,
        ItemKind.Multi => values.Length < Fewest ? "surveys.public.few" : values.Length > Most ? "surveys.public.many" : null,
        ItemKind.Text or ItemKind.LongText => values[0].Length > Length ? "surveys.public.long" : null,
        _ => null,
    };
}
