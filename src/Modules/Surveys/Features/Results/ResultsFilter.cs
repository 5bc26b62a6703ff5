using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;

namespace Crm.Surveys.Features.Results;

/// <summary>Which answers a results page speaks of; it stands in the address.</summary>
internal record ResultsFilter : ResponseFilter
{
    /// <summary>Also those that cleaning left out.</summary>
    public bool Flagged { get; init; }

    /// <summary>The same for answers in memory.</summary>
    public TableFilter Table => new() { Facets = Facets, From = From, To = To, Flagged = Flagged, OneByOne = OneByOne };

    Dictionary<Facet, string> Facets
    {
        get
        {
            var facets = new Dictionary<Facet, string>();
            void Add(Facet facet, string? value) { if (!string.IsNullOrWhiteSpace(value)) facets[facet] = value.Trim(); }
            Add(Facet.Wave, Wave?.ToString(CultureInfo.InvariantCulture));
            Add(Facet.Team, Team?.ToString(CultureInfo.InvariantCulture));
            Add(Facet.Owner, Owner?.ToString(CultureInfo.InvariantCulture));
            Add(Facet.Channel, Channel?.ToString());
            Add(Facet.Source, Source?.ToString());
            Add(Facet.Industry, Industry);
            Add(Facet.Size, Size?.ToString());
            Add(Facet.Level, Level?.ToString());
            Add(Facet.ValueClass, ValueClass?.ToString());
            Add(Facet.Region, Region);
            Add(Facet.Band, Band?.ToString());
            return facets;
        }
    }

    /// <summary>The conditions that figures are asked for by, and no others: what only the list of answers knows, what protects anonymous answers does not.</summary>
    public static T Plain<T>(T filter) where T : ResultsFilter, new() => new()
    {
        Survey = filter.Survey, Wave = filter.Wave, Team = filter.Team, Owner = filter.Owner, Channel = filter.Channel, Source = filter.Source, Industry = filter.Industry, Size = filter.Size, Level = filter.Level,
        ValueClass = filter.ValueClass, Region = filter.Region, Band = filter.Band, From = filter.From, To = filter.To, Flagged = filter.Flagged,
    };

    /// <summary>Whether anything narrows the answers down, the wave aside.</summary>
    public bool Narrows => From is not null || To is not null || Facets.Keys.Any(f => f != Facet.Wave);

    /// <summary>Nothing is known of the people who have not answered but who looks after them.</summary>
    public bool AsksForFacts => Facets.Keys.Any(f => f is not (Facet.Wave or Facet.Team or Facet.Owner));

    /// <summary>The same in words: in a file nobody sees the form.</summary>
    public IReadOnlyList<string> InWords(Texts texts, Show show, FilterChoices choices) =>
    [
        .. new[] { ("surveys.filter.from", From), ("surveys.filter.to", To) }.Where(d => d.Item2 is not null).Select(d => texts["surveys.dashboard.narrowed", texts[d.Item1], show.Date(d.Item2)]),
        .. Facets.Where(f => f.Key != Facet.Wave).Select(f => texts["surveys.dashboard.narrowed", texts[f.Key], choices.NameOf(texts, f.Key, f.Value)]),
    ];

    /// <summary>Of which wave or survey, and narrowed to what.</summary>
    public string Subject(Texts texts, Show show, ReadOverview.View about) => string.Join(" · ", [about.Wave ?? about.Survey, .. InWords(texts, show, about.Choices)]);
}

/// <summary>Filters as addresses.</summary>
internal static class FilterAddress
{
    /// <summary>"?wave=3&amp;level=Vip", or nothing: what stays in the address from one tab to the next.</summary>
    public static string Query(ResultsFilter f) =>
        string.Join('&', Pairs(f).Concat(f.Flagged ? [("flagged", "true")] : []).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}")) is { Length: > 0 } query ? "?" + query : "";

    /// <summary>The same with something more to say.</summary>
    public static string With(string query, string more) => query.Length == 0 ? "?" + more : query + "&" + more;

    /// <summary>The list of the answers behind a figure.</summary>
    /// <param name="more">What the figure asks besides; it stands in place of what the filter says of the same name.</param>
    public static string Answers(long survey, ResultsFilter f, string more = "")
    {
        var said = more.Split('&').Select(p => p.Split('=')[0]).ToHashSet();
        return "/responses?" + string.Join('&', new[] { f.Wave is null ? $"survey={survey}" : "", string.Join('&', Pairs(f).Where(p => !said.Contains(p.Name)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}")), f.Flagged ? f.Wave is null ? "first=true" : "" : "counted=true", more }.Where(p => p.Length > 0));
    }

    /// <summary>A facet's value as part of an address. A month is a period: as much of it as the filter lets through.</summary>
    public static string Of(Facet facet, string value, ResponseFilter f)
    {
        if (facet != Facet.Month) return $"{(facet == Facet.ValueClass ? "valueClass" : SnakeCase.Of(facet.ToString()))}={Uri.EscapeDataString(value)}";
        var first = DateOnly.ParseExact(value + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var last = first.AddMonths(1).AddDays(-1);
        return string.Create(CultureInfo.InvariantCulture, $"from={(f.From > first ? f.From : first):yyyy-MM-dd}&to={(f.To < last ? f.To : last):yyyy-MM-dd}");
    }

    public static IEnumerable<(string Name, string Value)> Pairs(ResponseFilter f)
    {
        (string, string?)[] all =
        [
            ("wave", f.Wave?.ToString(CultureInfo.InvariantCulture)), ("team", f.Team?.ToString(CultureInfo.InvariantCulture)), ("owner", f.Owner?.ToString(CultureInfo.InvariantCulture)),
            ("level", f.Level?.ToString()), ("industry", f.Industry), ("size", f.Size?.ToString()), ("valueClass", f.ValueClass?.ToString()), ("region", f.Region), ("band", f.Band?.ToString()),
            ("channel", f.Channel?.ToString()), ("source", f.Source?.ToString()), ("from", f.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("to", f.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ];
        return all.Where(p => !string.IsNullOrWhiteSpace(p.Item2)).Select(p => (p.Item1, p.Item2!));
    }

    /// <summary>What tells a facet's values apart in the database.</summary>
    public static string? FromStored(Facet facet, string? stored) => stored is null ? null : facet switch
    {
        Facet.Channel => Name<TicketChannel>(stored),
        Facet.Source => Name<ResponseSource>(stored),
        Facet.Size => Name<CustomerSize>(stored),
        Facet.Level => Name<CustomerLevel>(stored),
        Facet.ValueClass => Name<ValueClass>(stored),
        Facet.Band => Name<CooperationBand>(stored),
        _ => stored,
    };

    static string? Name<T>(string stored) where T : struct, Enum => Names<T>.ByStored.GetValueOrDefault(stored);

    static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<string, string> ByStored = Enum.GetValues<T>().Select(v => v.ToString()).ToDictionary(SnakeCase.Of);
    }
}
