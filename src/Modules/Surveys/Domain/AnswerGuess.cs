using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Crm.Platform.Files.Tables;

namespace Crm.Surveys.Domain;

/// <summary>What the columns of a file may be, by their headings and by what stands in them. A person corrects it.</summary>
internal static partial class AnswerGuess
{
    static readonly (string Fact, string[] Headings)[] Facts =
    [
        ("id", ["id", "response id", "respondent id", "responseid", "review id", "编号", "答卷编号", "答卷id", "序号", "评论id"]),
        ("date", ["date", "timestamp", "time", "submitted", "submitted at", "submit date", "submission date", "completed at", "created at", "end date", "answered at", "日期", "时间", "提交时间", "提交答卷时间", "填写时间", "评论时间", "评价时间", "访谈日期", "访谈时间"]),
        ("number", ["customer number", "customer no", "customer id", "客户编号", "客户号"]),
        ("email", ["email", "e-mail", "mail", "email address", "e-mail address", "邮箱", "电子邮箱", "邮件"]),
        ("phone", ["phone", "mobile", "telephone", "phone number", "手机", "电话", "手机号", "手机号码", "联系电话"]),
        ("origin", ["source", "platform", "site", "channel", "来源", "平台", "渠道", "网站"]),
        ("link", ["link", "url", "review url", "链接", "网址", "评论链接"]),
        ("industry", ["industry", "行业", "所属行业"]),
        ("region", ["region", "area", "province", "地区", "所在地区", "区域", "省份"]),
        ("language", ["language", "lang", "语言"]),
    ];

    /// <summary>Scales that files have, narrow before wide.</summary>
    static readonly (int From, int To)[] Scales = [(1, 5), (1, 7), (0, 10), (1, 10), (0, 100)];

    /// <param name="survey">The survey the columns are to be found in; null: one is made from them.</param>
    /// <param name="sample">Some rows.</param>
    public static List<AnswerColumn> Of(AnswerImportKind kind, IReadOnlyList<string> headers, IReadOnlyList<string[]> sample, SurveyDefinition? survey)
    {
        var columns = new List<AnswerColumn>();
        var taken = new HashSet<string>();
        for (var i = 0; i < headers.Count; i++)
        {
            var values = sample.Select(r => i < r.Length ? r[i] : "").Where(v => v.Length > 0).ToList();
            var column = FactOf(headers[i], values) is { } fact && !taken.Contains(fact) ? new AnswerColumn(fact)
                : survey is null ? Fresh(kind, headers[i], values, taken)
                : Known(survey, headers[i], values, taken);
            if (column.Target.Length > 0 && column.Fresh is null or "headline" or "nps") taken.Add(column.Target);
            columns.Add(column);
        }
        return columns;
    }

    static string? FactOf(string header, IReadOnlyList<string> values)
    {
        var bare = AnswerLayout.Bare(header);
        var fact = Facts.FirstOrDefault(f => f.Headings.Any(h => AnswerLayout.Bare(h) == bare)).Fact;
        // A column "time" of numbers is a score, or how long it took.
        return fact == "date" && values.Count > 0 && values.Take(20).Count(v => DateCells.Stamp(v) is not null || DateCells.Read(v, DateOrder.MonthFirst, out _) is not null || DateCells.Read(v, DateOrder.DayFirst, out _) is not null) * 2 < Math.Min(values.Count, 20) ? null : fact;
    }

    static AnswerColumn Known(SurveyDefinition survey, string header, IReadOnlyList<string> values, HashSet<string> taken)
    {
        var bare = AnswerLayout.Bare(header);
        var item = survey.Items.FirstOrDefault(i => AnswerTargets.CanFill(i) && !taken.Contains(AnswerTargets.Item + i.Key) && new[] { i.Key, i.Text.En, i.Text.Zh }.Any(t => t.Length > 0 && AnswerLayout.Bare(t) == bare));
        if (item is null) return new();
        // Of a scale it is known that it is one: a few odd values do not make it another.
        var scale = item.Scale is null ? null : ScaleOf(header, values, 0.8);
        return new(AnswerTargets.Item + item.Key, scale?.From, scale?.To);
    }

    static AnswerColumn Fresh(AnswerImportKind kind, string header, IReadOnlyList<string> values, HashSet<string> taken)
    {
        if (values.Count == 0) return new();
        if (ScaleOf(header, values) is { } scale)
        {
            var recommends = Recommend().IsMatch(header);
            // The first scale of 0 to 10 is the recommendation, unless the headings say which one is.
            if (kind == AnswerImportKind.Answers && scale == (0, 10) && !taken.Contains("new:nps") && (recommends || Range().IsMatch(header))) return new("new:nps");
            var stands = !taken.Contains("new:headline") && (kind == AnswerImportKind.Reviews || Overall().IsMatch(header));
            return new(stands ? "new:headline" : "new:rating", scale.From, scale.To);
        }
        if (values.Take(50).All(v => DateCells.Stamp(v) is not null || DateCells.Read(v, DateOrder.DayFirst, out _) is not null || DateCells.Read(v, DateOrder.MonthFirst, out _) is not null)) return new("new:date");
        if (values.All(v => decimal.TryParse(v, NumberStyles.Number, CultureInfo.InvariantCulture, out _))) return new("new:number");
        var different = values.Distinct().Count();
        if (kind == AnswerImportKind.Answers && different is >= 2 and <= 12 && values.Count >= different * 3 && values.All(v => v.Length <= 100)) return new("new:single");
        return new(values.Average(v => v.Length) > 40 || kind != AnswerImportKind.Answers ? "new:long_text" : "new:text");
    }

    /// <summary>The scale of a column of scores: as its heading says, else the narrowest that holds all of them, or this share.</summary>
    static (int From, int To)? ScaleOf(string header, IReadOnlyList<string> values, double share = 1)
    {
        if (values.Count == 0) return null;
        if (Range().Match(header.Normalize(NormalizationForm.FormKC)) is { Success: true } said)
        {
            var (from, to) = (int.Parse(said.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(said.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            if (from < to && to <= 100 && values.All(v => ScoreCells.Read(v, (from, to), from, to) is not null)) return (from, to);
        }
        foreach (var scale in Scales)
            if (values.Count(v => ScoreCells.Read(v, scale, scale.From, scale.To) is not null) >= values.Count * share) return scale;
        return null;
    }

    [GeneratedRegex(@"(?<!\d)(\d{1,2})\s*(?:-|–|—|~|to|至|到)\s*(\d{1,3})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Range();

    [GeneratedRegex(@"recommend|\bnps\b|\brec\b|推荐", RegexOptions.IgnoreCase)]
    private static partial Regex Recommend();

    [GeneratedRegex(@"overall|总体|整体|总评|综合", RegexOptions.IgnoreCase)]
    private static partial Regex Overall();
}

/// <summary>A survey made from the columns of a file.</summary>
internal static class ColumnSurvey
{
    /// <summary>More different values are no choices any more.</summary>
    public const int MostChoices = 50;

    /// <summary>The columns as they fill the items made from them.</summary>
    public static List<AnswerColumn> Filled(IReadOnlyList<AnswerColumn> columns) => [.. columns.Select((c, i) => c.Fresh is null ? c : c with { Target = AnswerTargets.Item + KeyOf(i) })];

    static string KeyOf(int column) => FormattableString.Invariant($"c{column + 1}");

    /// <param name="choices">The different values of a column that becomes a choice.</param>
    public static SurveyDefinition Of(string title, IReadOnlyList<string> headers, IReadOnlyList<AnswerColumn> columns, IReadOnlyDictionary<int, IReadOnlyList<string>> choices)
    {
        var (rated, other) = (new List<Item>(), new List<Item>());
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Fresh is not { } fresh) continue;
            var kind = AnswerTargets.Kinds[fresh];
            var item = new Item
            {
                Key = KeyOf(i), Kind = kind, Text = Said(headers[i].Length > 0 ? headers[i] : $"#{i + 1}"), Headline = fresh == "headline",
                Options = kind is ItemKind.Single or ItemKind.Multi ? [.. choices[i].Select((c, n) => new Option($"o{n + 1}", Said(c)))] : [],
            };
            (kind == ItemKind.Rating && fresh != "headline" ? rated : other).Add(item);
        }
        var dimensions = new List<Dimension>();
        if (rated.Count > 0) dimensions.Add(new() { Key = "d1", Title = LocalText.Of("Ratings", "评分"), Items = rated });
        if (other.Count > 0) dimensions.Add(new() { Key = "d2", Title = LocalText.Of("Further answers", "其他回答"), InIndex = false, Items = other });
        return new() { Title = Said(title), Dimensions = dimensions };
    }

    /// <summary>A text in the language it is written in.</summary>
    internal static LocalText Said(string text) => text.EnumerateRunes().Any(r => r.Value is >= 0x4E00 and <= 0x9FFF) ? LocalText.Of("", text) : LocalText.Of(text, "");
}

/// <summary>A survey made for notes that are typed: a topic, and what was said about it.</summary>
internal static class Topics
{
    /// <summary>Key of its only item.</summary>
    public const string Note = "note";

    public static SurveyDefinition Of(string title) => new()
    {
        Title = ColumnSurvey.Said(title),
        Dimensions = [new() { Key = "d1", Title = LocalText.Of("Notes", "记录"), InIndex = false, Items = [new() { Key = Note, Kind = ItemKind.LongText, Text = LocalText.Of("What was said", "访谈内容") }] }],
    };
}
