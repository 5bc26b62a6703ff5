using System.Globalization;
using System.Text;
using Crm.Platform.Data;

namespace Crm.Customers.Domain;

/// <summary>What a field of one's own holds.</summary>
internal enum FieldKind { Text, Number, Date, Choice, MultiChoice, YesNo }

/// <summary>One of the choices of a field.</summary>
/// <param name="Value">What is stored.</param>
internal sealed record FieldOption(string Value, string English, string Chinese)
{
    public string Label(string language) => language == "zh-CN" ? Chinese : English;
}

/// <summary>Everything an administrator may say about a field.</summary>
internal sealed record FieldDesign(string English, string Chinese, bool Required, bool InList, bool Archived, IReadOnlyList<FieldOption> Options);

/// <summary>A field of customers that an administrator has added. Key and kind stay: values are stored by them.</summary>
internal sealed class FieldDefinition : Entity, IAudited
{
    /// <summary>Longest text a field takes.</summary>
    public const int LongestText = 1000;

    /// <summary>Largest number, and how many decimals.</summary>
    public const decimal LargestNumber = 1_000_000_000_000_000m;
    public const int Decimals = 6;

    static readonly char[] Between = [',', '，', ';', '；', '、', '|', '\n'];
    static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];
    static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "true", "yes", "y", "1", "on", "是", "有", "对" };
    static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "false", "no", "n", "0", "off", "否", "无", "没有" };

    FieldDefinition() { }

    public FieldDefinition(string key, FieldKind kind, int position, FieldDesign design)
    {
        (Key, Kind, Position) = (key, kind, position);
        Change(design);
    }

    /// <summary>Name in the API, in files and in the database.</summary>
    public string Key { get; private set; } = "";

    public FieldKind Kind { get; private set; }
    public string English { get; private set; } = "";
    public string Chinese { get; private set; } = "";

    /// <summary>Must be filled in by whoever edits a customer.</summary>
    public bool Required { get; private set; }

    /// <summary>Has a column in the list.</summary>
    public bool InList { get; private set; }

    /// <summary>Not offered any more; what customers hold stays.</summary>
    public bool Archived { get; private set; }

    public int Position { get; private set; }

    public List<FieldOption> Options { get; private set; } = [];

    public bool HasOptions => Kind is FieldKind.Choice or FieldKind.MultiChoice;

    public string Label(string language) => language == "zh-CN" ? Chinese : English;

    public void Change(FieldDesign design)
    {
        (English, Chinese, Required, InList, Archived) = (design.English.Trim(), design.Chinese.Trim(), design.Required, design.InList, design.Archived);
        if (!Options.SequenceEqual(design.Options)) Options = HasOptions ? [.. design.Options] : [];
    }

    public void MoveTo(int position) => Position = position;

    /// <summary>
    /// Reads what a person typed or a file says: numbers with thousands separators, days in the usual orders, choices by
    /// key or by label in either language. Nothing typed is null. False: <paramref name="wrong"/> is the resource key of why.
    /// </summary>
    public bool TryParse(IReadOnlyList<string?> typed, out object? value, out string wrong)
    {
        (value, wrong) = (null, "");
        var texts = typed.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t!.Trim()).ToList();
        if (texts.Count == 0) return true;
        if (texts.Exists(t => t.Contains('\0', StringComparison.Ordinal))) { wrong = "customers.custom.unstorable"; return false; }
        if (texts.Count > 1 && Kind != FieldKind.MultiChoice) { wrong = "customers.custom.one"; return false; }
        var text = texts[0];
        switch (Kind)
        {
            case FieldKind.Text:
                if (text.Length > LongestText) { wrong = "customers.custom.long"; return false; }
                value = text;
                return true;
            case FieldKind.Number:
                if (!decimal.TryParse(text.Normalize(NormalizationForm.FormKC), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > LargestNumber) { wrong = "customers.custom.number"; return false; }
                value = decimal.Round(number, Decimals) / 1.000000000000000000000000000000m; // 3.50 and 3.5 are one number
                return true;
            case FieldKind.Date:
                if (!DateOnly.TryParseExact(text.Normalize(NormalizationForm.FormKC), Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1800 or > 2200) { wrong = "customers.custom.date"; return false; }
                value = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                return true;
            case FieldKind.YesNo:
                if (!Yes.Contains(text) && !No.Contains(text)) { wrong = "customers.custom.yesNo"; return false; }
                value = Yes.Contains(text);
                return true;
            case FieldKind.Choice:
                value = Find(text);
                if (value is null) wrong = "customers.custom.choice";
                return value is not null;
            default:
                // One cell of a file holds several; a label may contain the separator, so it is tried whole first.
                var chosen = texts.SelectMany(t => Find(t) is { } whole ? [whole] : t.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Find)).Distinct().ToList();
                if (chosen.Contains(null)) { wrong = "customers.custom.choice"; return false; }
                value = Options.Select(o => o.Value).Where(chosen.Contains).ToList();
                return true;
        }
    }

    /// <summary>The typed form of a value: what a form or a file shows and <see cref="TryParse"/> reads again.</summary>
    public static IReadOnlyList<string> Typed(object? value) => value switch
    {
        null => [],
        string text => [text],
        decimal number => [number.ToString(CultureInfo.InvariantCulture)],
        bool yes => [yes ? "true" : "false"],
        IReadOnlyList<string> list => list,
        _ => throw new ArgumentException($"No value of a field: {value.GetType()}", nameof(value)),
    };

    /// <summary>A value in words of a language; yes and no are the caller's, who has the texts.</summary>
    public string Format(object? value, string language, Func<bool, string> yesNo) => value switch
    {
        bool yes => yesNo(yes),
        decimal number => number.ToString("#,0.######", CultureInfo.InvariantCulture),
        _ when HasOptions => string.Join(language == "zh-CN" ? "、" : ", ", Typed(value).Select(v => Options.Find(o => o.Value == v)?.Label(language) ?? v)),
        _ => string.Join(", ", Typed(value)),
    };

    string? Find(string text) => (Options.Find(o => o.Value == text)
        ?? Options.Find(o => o.Value.Equals(text, StringComparison.OrdinalIgnoreCase) || o.English.Equals(text, StringComparison.OrdinalIgnoreCase) || o.Chinese.Equals(text, StringComparison.OrdinalIgnoreCase)))?.Value;
}
