using Crm.Platform.Localization;
using Crm.Surveys.Domain;

namespace Crm.Surveys.Features.Public;

/// <summary>A page of a questionnaire, for customers or as a preview for its authors.</summary>
internal sealed record SurveyFormView(SurveyForm Form, string Language, string? Own, bool Preview)
{
    /// <summary>In a pre-test: what was remarked so far, by item; then every question has a field for it.</summary>
    public IReadOnlyDictionary<string, string>? Remarks { get; init; }

    /// <summary>In a preview nothing is stored: answers of other pages go along with the form.</summary>
    public AnswerSheet? Carried { get; init; }

    /// <summary>What else the address of the form has to keep: "&version=3".</summary>
    public string Further { get; init; } = "";

    /// <summary>The page's script sends what is typed: neither a preview nor a pre-test has a place for it.</summary>
    public bool Keeps => !Preview && Remarks is null;

    public string Say(LocalText text) => Form.Say(text, Language);

    /// <summary>
    /// Questions in the order they are asked, neighbouring 1-5 ratings with the same ends together: they are shown as one
    /// table, unless the page shows ratings one by one.
    /// </summary>
    public IEnumerable<IReadOnlyList<Item>> Runs
    {
        get
        {
            var run = new List<Item>();
            foreach (var item in Form.Items)
            {
                if (run.Count > 0 && !(Fits(run[^1]) && Fits(item) && run[^1].Low == item.Low && run[^1].High == item.High)) { yield return run; run = []; }
                run.Add(item);
            }
            if (run.Count > 0) yield return run;
        }
    }

    bool Fits(Item item) => !Form.Dimension.Apart && item.Kind == ItemKind.Rating && item.Hint.IsEmpty && Remarks is null;
}

/// <summary>One question of a page as it is rendered.</summary>
internal sealed record QuestionView(SurveyFormView Page, Item Item)
{
    public string Name => "a." + Item.Key;

    public string Id => "i-" + Item.Key;

    public string? Wrong => Page.Form.Errors.GetValueOrDefault(Item.Key);

    public string? Value => Page.Form.Answers.One(Item.Key);

    /// <summary>Of a pair or a ranking: the value at a place.</summary>
    public string? At(int place) => Page.Form.Answers.TryGetValue(Item.Key, out var values) ? values.ElementAtOrDefault(place) : null;

    /// <summary>What an answer has to keep to, in words; null when it says itself.</summary>
    public string? Rule(Texts texts)
    {
        var limits = Item.Limits;
        string Say(string key, params object?[] args) => texts.In(Page.Language, "surveys.public.rule." + key, [.. args.Select(a => a is decimal d ? d.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture) : a is DateOnly day ? day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : a ?? "")]);
        return (Item.Kind, limits) switch
        {
            (ItemKind.Ranking, _) => Say("rank", Item.Places),
            (_, null) => null,
            (ItemKind.Multi, { Fewest: > 0, Most: not null }) => Say("choices", limits.Fewest, limits.Most),
            (ItemKind.Multi, { Fewest: > 0 }) => Say("fewest", limits.Fewest),
            (ItemKind.Multi, { Most: not null }) => Say("most", limits.Most),
            (ItemKind.Number, { Min: not null, Max: not null }) => Say("between", limits.Min, limits.Max),
            (ItemKind.Number, { Min: not null and not 0m }) => Say("min", limits.Min),
            (ItemKind.Number, { Max: not null }) => Say("max", limits.Max),
            (ItemKind.Date, { From: not null, Until: not null }) => Say("between", limits.From, limits.Until),
            (ItemKind.Date, { From: not null }) => Say("from", limits.From),
            (ItemKind.Date, { Until: not null }) => Say("until", limits.Until),
            _ => null,
        };
    }

    /// <summary>The ids of what explains the control.</summary>
    public string? Describes(string? rule) => string.Join(' ', new[] { Item.Hint.IsEmpty ? null : Id + "-hint", rule is null ? null : Id + "-rule", Wrong is null ? null : Id + "-error" }.OfType<string>()) is { Length: > 0 } ids ? ids : null;
}

/// <summary>Neighbouring ratings with the same ends.</summary>
internal sealed record MatrixView(SurveyFormView Page, IReadOnlyList<Item> Items);
