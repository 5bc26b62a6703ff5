using System.Globalization;
using System.Text;
using Crm.Platform.Files.Tables;

namespace Crm.Surveys.Domain;

/// <summary>Something in a row cannot be read.</summary>
internal sealed class WrongAnswerException(string reason, string? value = null) : Exception(reason)
{
    /// <summary>What it is; see <see cref="AnswerImportRow.Is"/>.</summary>
    public string Reason { get; } = reason;

    public string? Value { get; } = value;
}

/// <summary>A row as the answer it will be.</summary>
/// <param name="At">As written, in whatever zone; null where the file has no dates.</param>
internal sealed record ReadAnswer(AnswerSheet Answers, DateTimeOffset? Stamp, DateTime? At, string? Id, string? Origin, string? Link, string? Industry, string? Region, string? Language, string? Number, string? Email, string? Phone)
{
    public bool NamesCustomer => Number is not null || Email is not null || Phone is not null;
}

/// <summary>How the rows of a file become answers to a survey.</summary>
internal sealed class AnswerLayout
{
    readonly IReadOnlyList<AnswerColumn> columns;
    readonly Item?[] items;
    readonly Dictionary<string, string>?[] options;
    readonly DateOrder dates;

    public AnswerLayout(IReadOnlyList<AnswerColumn> columns, SurveyDefinition survey, DateOrder dates)
    {
        (this.columns, this.dates) = (columns, dates);
        items = [.. columns.Select(c => c.Item is { } key ? survey.Find(key) : null)];
        options = [.. items.Select(i => i is { IsChoice: true } ? OptionsOf(i) : null)];
    }

    /// <exception cref="WrongAnswerException">The row cannot be read.</exception>
    public ReadAnswer Read(string[] cells)
    {
        if (cells.Length > columns.Count) throw new WrongAnswerException("wide");
        var answers = new AnswerSheet();
        var facts = new Dictionary<string, string>();
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = cells[i];
            if (cell.Length == 0) continue;
            if (items[i] is { } item) answers[item.Key] = Values(item, cell, columns[i], options[i]);
            else if (columns[i].Target.Length > 0) facts.TryAdd(columns[i].Target, cell);
        }
        if (answers.Count == 0) throw new WrongAnswerException("nothing");
        string? Fact(string name, int most) => facts.GetValueOrDefault(name) is { } text ? text.Length <= most ? text : throw new WrongAnswerException("long", text) : null;
        DateTimeOffset? stamp = null;
        DateTime? at = null;
        if (facts.GetValueOrDefault("date") is { } date)
        {
            stamp = DateCells.Stamp(date);
            if (stamp is null) at = DateCells.Read(date, dates, out var ambiguous) ?? throw new WrongAnswerException(ambiguous ? "dateAmbiguous" : "date", date);
        }
        else if (columns.Any(c => c.Target == "date")) throw new WrongAnswerException("dateMissing");
        var link = Fact("link", 1000);
        if (link is not null && !(Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")) throw new WrongAnswerException("link", link);
        return new(answers, stamp, at, Fact("id", 100), Fact("origin", 100), link, Fact("industry", 100), Fact("region", 100), LanguageOf(facts.GetValueOrDefault("language")), Fact("number", 40), Fact("email", 254), Fact("phone", 60));
    }

    string[] Values(Item item, string cell, AnswerColumn column, Dictionary<string, string>? choices)
    {
        if (item.Scale is { } scale) return [(ScoreCells.Read(cell, scale, column.From, column.To) ?? throw new WrongAnswerException("score", cell)).ToString(CultureInfo.InvariantCulture)];
        switch (item.Kind)
        {
            case ItemKind.Single:
                return [choices!.GetValueOrDefault(Bare(cell)) ?? throw new WrongAnswerException("choice", cell)];
            case ItemKind.Multi:
                if (choices!.TryGetValue(Bare(cell), out var whole)) return [whole];
                return [.. Several(cell).Select(c => choices.GetValueOrDefault(Bare(c)) ?? throw new WrongAnswerException("choice", c)).Distinct()];
            case ItemKind.Number:
                var number = cell.Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal).Trim();
                return decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var n) ? [n.ToString(CultureInfo.InvariantCulture)] : throw new WrongAnswerException("number", cell);
            case ItemKind.Date:
                var day = DateCells.Stamp(cell)?.DateTime ?? DateCells.Read(cell, dates, out _) ?? throw new WrongAnswerException("date", cell);
                return [day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];
            default:
                return [cell.Length > AnswerSheet.MaxText ? cell[..AnswerSheet.MaxText] : cell];
        }
    }

    /// <summary>The choices of a cell that may hold several.</summary>
    public static IEnumerable<string> Several(string cell) => cell.Split([',', ';', '|', '\n', '、', '，', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A choice is known by its key or its text in either language, however it is written.</summary>
    static Dictionary<string, string> OptionsOf(Item item)
    {
        var known = new Dictionary<string, string>();
        foreach (var option in item.Options)
            foreach (var text in new[] { option.Text.En, option.Text.Zh, option.Key })
                if (text.Length > 0) known.TryAdd(Bare(text), option.Key);
        return known;
    }

    static string? LanguageOf(string? text) => text is null ? null : Bare(text) switch
    {
        "zh" or "zhcn" or "zhhans" or "chinese" or "中文" or "简体中文" or "汉语" => "zh-CN",
        "en" or "enus" or "engb" or "english" or "英文" or "英语" => "en",
        _ => throw new WrongAnswerException("language", text),
    };

    /// <summary>Letters and digits alone, folded; a text without any is itself.</summary>
    internal static string Bare(string text)
    {
        var bare = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant()) if (char.IsLetterOrDigit(c)) bare.Append(c);
        return bare.Length > 0 ? bare.ToString() : text;
    }
}
