using System.Globalization;
using System.Text;
using Crm.Platform.Data;

namespace Crm.Platform.Fields;

/// <summary>What a field of one's own holds.</summary>
public enum FieldKind
{
    /// <summary>Words.</summary>
    Text,
    /// <summary>A number.</summary>
    Number,
    /// <summary>A day.</summary>
    Date,
    /// <summary>One of several.</summary>
    Choice,
    /// <summary>Some of several.</summary>
    MultiChoice,
    /// <summary>Yes or no.</summary>
    YesNo,
}

/// <summary>One of the choices of a field.</summary>
/// <param name="Value">What is stored.</param>
public sealed record FieldOption(string Value, string English, string Chinese)
{
    /// <summary>Its name in a language.</summary>
    public string Label(string language) => language == "zh-CN" ? Chinese : English;
}

/// <summary>Everything an administrator may say about a field.</summary>
public sealed record FieldDesign(string English, string Chinese, bool Required, bool InList, bool Archived, IReadOnlyList<FieldOption> Options);

/// <summary>A field that an administrator has added to the records of a module. Key and kind stay: values are stored by them.</summary>
public abstract class CustomField : Entity, IAudited, IPlaced
{
    /// <summary>Longest text a field takes.</summary>
    public const int LongestText = 1000;

    /// <summary>Largest number.</summary>
    public const decimal LargestNumber = 1_000_000_000_000_000m;
    /// <summary>Most decimals of a number.</summary>
    public const int Decimals = 6;

    static readonly char[] Between = [',', '，', ';', '；', '、', '|', '\n'];
    static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];
    static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "true", "yes", "y", "1", "on", "是", "有", "对" };
    static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "false", "no", "n", "0", "off", "否", "无", "没有" };

    /// <summary>Read from the database.</summary>
    protected CustomField() { }

    /// <summary>A new one.</summary>
    protected CustomField(string key, FieldKind kind, int position, FieldDesign design)
    {
        (Key, Kind, Position) = (key, kind, position);
        Change(design);
    }

    /// <summary>Name in the API, in files and in the database.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What it holds.</summary>
    public FieldKind Kind { get; private set; }
    /// <summary>Its name.</summary>
    public string English { get; private set; } = "";
    /// <summary>Its name.</summary>
    public string Chinese { get; private set; } = "";

    /// <summary>Must be filled in by whoever fills in the form.</summary>
    public bool Required { get; private set; }

    /// <summary>Has a column in the list.</summary>
    public bool InList { get; private set; }

    /// <summary>Not offered any more; what is held stays.</summary>
    public bool Archived { get; private set; }

    /// <summary>Place among the others.</summary>
    public int Position { get; private set; }

    /// <summary>What can be chosen.</summary>
    public List<FieldOption> Options { get; private set; } = [];

    /// <summary>Whether one chooses.</summary>
    public bool HasOptions => Kind is FieldKind.Choice or FieldKind.MultiChoice;

    /// <summary>Its name in a language.</summary>
    public string Label(string language) => language == "zh-CN" ? Chinese : English;

    /// <summary>Makes it what the design says.</summary>
    public void Change(FieldDesign design)
    {
        (English, Chinese, Required, InList, Archived) = (design.English.Trim(), design.Chinese.Trim(), design.Required, design.InList, design.Archived);
        if (!Options.SequenceEqual(design.Options)) Options = HasOptions ? [.. design.Options] : [];
    }

    /// <summary>Puts it in its place.</summary>
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
        if (texts.Exists(t => t.Contains('\0', StringComparison.Ordinal))) { wrong = "custom.unstorable"; return false; }
        if (texts.Count > 1 && Kind != FieldKind.MultiChoice) { wrong = "custom.one"; return false; }
        var text = texts[0];
        switch (Kind)
        {
            case FieldKind.Text:
                if (text.Length > LongestText) { wrong = "custom.long"; return false; }
                value = text;
                return true;
            case FieldKind.Number:
                if (!decimal.TryParse(text.Normalize(NormalizationForm.FormKC), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > LargestNumber) { wrong = "custom.number"; return false; }
                value = decimal.Round(number, Decimals) / 1.000000000000000000000000000000m; // 3.50 and 3.5 are one number
                return true;
            case FieldKind.Date:
                if (!DateOnly.TryParseExact(text.Normalize(NormalizationForm.FormKC), Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1800 or > 2200) { wrong = "custom.date"; return false; }
                value = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                return true;
            case FieldKind.YesNo:
                if (!Yes.Contains(text) && !No.Contains(text)) { wrong = "custom.yesNo"; return false; }
                value = Yes.Contains(text);
                return true;
            case FieldKind.Choice:
                value = Find(text);
                if (value is null) wrong = "custom.choice";
                return value is not null;
            default:
                // One cell of a file holds several; a label may contain the separator, so it is tried whole first.
                var chosen = texts.SelectMany(t => Find(t) is { } whole ? [whole] : t.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Find)).Distinct().ToList();
                if (chosen.Contains(null)) { wrong = "custom.choice"; return false; }
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
