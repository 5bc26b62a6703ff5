using System.Text.Json.Serialization;

namespace Crm.Surveys.Domain;

/// <summary>A text in the languages of the product. A missing one is replaced by the other, so that nobody sees a hole.</summary>
internal sealed record LocalText
{
    [JsonPropertyName("en")]
    public string En { get; init; } = "";

    [JsonPropertyName("zh-CN")]
    public string Zh { get; init; } = "";

    public static LocalText Of(string en, string zh) => new() { En = en, Zh = zh };

    public string In(string language) => language == "zh-CN" ? (Zh.Length > 0 ? Zh : En) : En.Length > 0 ? En : Zh;

    [JsonIgnore]
    public bool IsEmpty => En.Length == 0 && Zh.Length == 0;

    /// <summary>Present in one language, absent in the other: the editor marks it.</summary>
    [JsonIgnore]
    public bool IsHalf => !IsEmpty && (En.Length == 0 || Zh.Length == 0);

    public LocalText Trimmed() => new() { En = (En ?? "").Trim(), Zh = (Zh ?? "").Trim() };
}

/// <summary>What an item asks for.</summary>
internal enum ItemKind { Rating, Nps, Ces, Single, Multi, Ranking, Text, LongText, Number, Date, Gap }

/// <summary>A fact of the customer that an item asks for only where the record does not know it; the answer completes the snapshot.</summary>
internal enum AskedFact { Industry, CooperationBand }

/// <summary>One of the choices of an item. The key is what is stored; it never changes when the text does.</summary>
internal sealed record Option(string Key, LocalText Text);

/// <summary>Shows an item only when an item of an earlier page was answered with one of these values.</summary>
internal sealed record ShowIf(string Item, IReadOnlyList<string> AnyOf);

/// <summary>A question.</summary>
internal sealed record Item
{
    /// <summary>Unique in the survey, the same through all its versions: answers are stored under it.</summary>
    public string Key { get; init; } = "";

    public ItemKind Kind { get; init; }
    public LocalText Text { get; init; } = new();
    public LocalText Hint { get; init; } = new();

    /// <summary>What the ends of a scale mean.</summary>
    public LocalText Low { get; init; } = new();

    public LocalText High { get; init; } = new();
    public bool Required { get; init; }

    /// <summary>The 1-5 item that stands for the whole: CSAT, low mark and follow-up look at it.</summary>
    public bool Headline { get; init; }

    public AskedFact? Fact { get; init; }
    public ShowIf? ShowIf { get; init; }
    public IReadOnlyList<Option> Options { get; init; } = [];
    public ItemLimits? Limits { get; init; }

    /// <summary>How many places a ranking gives.</summary>
    [JsonIgnore]
    public int Places => Limits?.Most is { } most && most < Options.Count ? most : Options.Count;

    [JsonIgnore]
    public bool IsText => Kind is ItemKind.Text or ItemKind.LongText;

    [JsonIgnore]
    public bool IsChoice => Kind is ItemKind.Single or ItemKind.Multi or ItemKind.Ranking;

    /// <summary>First and last step of a scale; null for what is no scale.</summary>
    [JsonIgnore]
    public (int From, int To)? Scale => Kind switch
    {
        ItemKind.Rating or ItemKind.Gap => (1, 5),
        ItemKind.Nps => (0, 10),
        ItemKind.Ces => (1, 7),
        _ => null,
    };

    public bool VisibleWith(AnswerSheet answers, IReadOnlySet<AskedFact> known) =>
        (Fact is not { } fact || !known.Contains(fact))
        && (ShowIf is not { } rule || (answers.TryGetValue(rule.Item, out var given) && given.Any(rule.AnyOf.Contains)));
}

/// <summary>A group of items: one page of the form, and one line of the index when it has ratings.</summary>
internal sealed record Dimension
{
    public string Key { get; init; } = "";
    public LocalText Title { get; init; } = new();
    public LocalText Intro { get; init; } = new();

    /// <summary>Weight in the overall index.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether its ratings count in the index; the headline and other outcomes stand outside.</summary>
    public bool InIndex { get; init; } = true;

    /// <summary>Shows every rating by itself, not neighbours with the same ends as one table.</summary>
    public bool Apart { get; init; }

    public IReadOnlyList<Item> Items { get; init; } = [];
}

/// <summary>A questionnaire as it is written; frozen into a version by publishing.</summary>
internal sealed record SurveyDefinition
{
    public LocalText Title { get; init; } = new();
    public LocalText Intro { get; init; } = new();
    public LocalText End { get; init; } = new();
    public IReadOnlyList<Dimension> Dimensions { get; init; } = [];

    [JsonIgnore]
    public IEnumerable<Item> Items => Dimensions.SelectMany(d => d.Items);

    [JsonIgnore]
    public Item? Headline => Items.FirstOrDefault(i => i is { Headline: true, Kind: ItemKind.Rating });

    [JsonIgnore]
    public Item? Nps => Items.FirstOrDefault(i => i.Kind == ItemKind.Nps);

    /// <summary>What the survey is about in one number: the headline, where there is none the NPS.</summary>
    [JsonIgnore]
    public Item? Outcome => Headline ?? Nps;

    public Item? Find(string key) => Items.FirstOrDefault(i => i.Key == key);

    /// <summary>The pages somebody sees: dimensions with at least one visible item.</summary>
    public IReadOnlyList<(Dimension Dimension, IReadOnlyList<Item> Items)> PagesFor(AnswerSheet answers, IReadOnlySet<AskedFact> known)
    {
        // What was answered before it went out of sight decides nothing any more.
        var seen = Items.Any(i => i.ShowIf is not null) ? new AnswerSheet() : answers;
        var pages = new List<(Dimension, IReadOnlyList<Item>)>();
        foreach (var dimension in Dimensions)
        {
            Item[] items = [.. dimension.Items.Where(i => i.VisibleWith(seen, known))];
            if (items.Length > 0) pages.Add((dimension, items));
            if (seen == answers) continue;
            foreach (var item in items)
                if (answers.TryGetValue(item.Key, out var given)) seen[item.Key] = given;
        }
        return pages;
    }

    /// <summary>Seconds a careful reader needs, by the kinds of the items.</summary>
    [JsonIgnore]
    public int EstimatedSeconds => 10 + Items.Sum(SecondsFor);

    public static int SecondsFor(Item item) => item.Kind switch
    {
        ItemKind.Rating or ItemKind.Nps or ItemKind.Ces => 7,
        ItemKind.Single or ItemKind.Number or ItemKind.Date => 9,
        ItemKind.Gap => 14,
        ItemKind.Multi => 14,
        ItemKind.Ranking => 25,
        ItemKind.Text => 20,
        _ => 40,
    };

    /// <summary>What keeps it from being published, as resource keys with the item concerned.</summary>
    public IEnumerable<(string Key, string What)> Problems()
    {
        if (Title.IsEmpty) yield return ("surveys.problem.title", "");
        if (!Items.Any()) yield return ("surveys.problem.empty", "");
        else if (Items.All(i => i.Fact is not null || i.ShowIf is not null)) yield return ("surveys.problem.unseen", "");
        foreach (var item in Items)
        {
            if (item.Text.IsEmpty) yield return ("surveys.problem.text", item.Key);
            if (item.IsChoice && item.Options.Count < 2) yield return ("surveys.problem.options", item.Text.In("en"));
            if (item.Limits?.Problem(item.Kind, item.Options.Count) is not null) yield return ("surveys.problem.limits", item.Text.In("en"));
        }
        foreach (var broken in this.LogicProblems()) yield return ("surveys.problem.logic", broken.Item.Text.In("en"));
        if (Items.Count(i => i.Headline) > 1) yield return ("surveys.problem.headlines", "");
        foreach (var key in Items.GroupBy(i => i.Key).Where(g => g.Count() > 1)) yield return ("surveys.problem.keys", key.Key);
    }

    /// <summary>How many texts exist in one language only.</summary>
    [JsonIgnore]
    public int HalfTexts => Texts().Count(t => t.IsHalf);

    public IEnumerable<LocalText> Texts()
    {
        yield return Title;
        yield return Intro;
        yield return End;
        foreach (var dimension in Dimensions)
        {
            yield return dimension.Title;
            yield return dimension.Intro;
            foreach (var item in dimension.Items)
            {
                yield return item.Text;
                yield return item.Hint;
                yield return item.Low;
                yield return item.High;
                foreach (var option in item.Options) yield return option.Text;
            }
        }
    }
}
