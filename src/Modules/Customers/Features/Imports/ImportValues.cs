using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Crm.Contracts.Customers;
using Crm.Customers.Domain;
using Crm.Platform.Search;
using Crm.Platform.Time;

namespace Crm.Customers.Features.Imports;

/// <summary>Something in a row cannot be read.</summary>
internal sealed class WrongCellException(string reason, string? value = null) : Exception(reason)
{
    /// <summary>Resource key.</summary>
    public string Reason { get; } = "customers.import.wrong." + reason;

    public string? Value { get; } = value is { Length: > 60 } ? value[..60] + "…" : value;
}

/// <summary>The cells of one row by field, and what people write in them.</summary>
internal sealed partial class ImportValues(IReadOnlyList<string> columns, string[] cells)
{
    static readonly Dictionary<string, CustomerKind> Kinds = Folded(
        (CustomerKind.Individual, ["individual", "person", "private", "consumer", "个人", "个体", "自然人"]),
        (CustomerKind.Organisation, ["organisation", "organization", "company", "business", "enterprise", "机构", "企业", "公司", "单位", "法人"]));

    static readonly Dictionary<string, CustomerLevel> Levels = Folded(
        (CustomerLevel.Normal, ["normal", "standard", "regular", "普通", "一般", "标准"]), (CustomerLevel.Key, ["key", "important", "重点", "重要", "重点客户"]), (CustomerLevel.Vip, ["vip", "贵宾", "VIP客户"]));

    static readonly Dictionary<string, CustomerSize> Sizes = Folded(
        (CustomerSize.Micro, ["micro", "微型", "微"]), (CustomerSize.Small, ["small", "小型", "小"]), (CustomerSize.Medium, ["medium", "中型", "中"]), (CustomerSize.Large, ["large", "大型", "大"]), (CustomerSize.Group, ["group", "集团"]));

    static readonly Dictionary<string, SourceChannel> Sources = Folded(
        (SourceChannel.Online, ["online", "web", "website", "线上", "网络", "官网"]), (SourceChannel.MarketResearch, ["market research", "市场调研"]), (SourceChannel.Exhibition, ["exhibition", "trade fair", "展会"]),
        (SourceChannel.Social, ["social", "social media", "社交媒体", "微信"]), (SourceChannel.PartnerReferral, ["partner referral", "referral", "推荐", "转介绍", "合作伙伴推荐"]), (SourceChannel.Import, ["import", "导入"]), (SourceChannel.Other, ["other", "其他"]));

    /// <summary>The cell of a field, or null when it is empty or not in the file.</summary>
    public string? this[string field]
    {
        get
        {
            for (var i = 0; i < columns.Count && i < cells.Length; i++)
                if (columns[i] == field && cells[i].Length > 0) return cells[i];
            return null;
        }
    }

    /// <summary>The name, also when it comes in two columns.</summary>
    public string? Name
    {
        get
        {
            if (this["name"] is { } name) return name;
            var (family, given) = (this["familyName"], this["givenName"]);
            if (family is null || given is null) return family ?? given;
            return family[0] > 0x2E80 ? family + given : $"{given} {family}";
        }
    }

    public CustomerKind? Kind => One("kind", Kinds);
    public CustomerLevel? Level => One("level", Levels);
    public CustomerSize? Size => One("size", Sizes);
    public SourceChannel? Source => One("source", Sources);

    public string? Language => this["language"] is not { } text ? null
        : SearchText.Fold(text) is "zh" or "zhcn" or "chinese" or "中文" or "汉语" or "简体中文" ? "zh-CN"
        : SearchText.Fold(text) is "en" or "english" or "英文" or "英语" or "engb" or "enus" ? "en"
        : throw new WrongCellException("language", text);

    /// <summary>Phones, e-mails and the address of the row. A cell may hold several.</summary>
    public List<PointValue> Points()
    {
        var points = new List<PointValue>();
        foreach (var field in new[] { "phone", "phone2" })
            foreach (var text in Several(this[field]))
                points.Add(PhoneNumber.TryNormalise(text, out _) ? new(PointKind.Phone, text) : throw new WrongCellException("phone", text));
        foreach (var text in Several(this["email"])) points.Add(EmailAddress.TryNormalise(text, out _) ? new(PointKind.Email, text) : throw new WrongCellException("email", text));
        if (this["address"] is { } address) points.Add(new(PointKind.Address, address.Length <= 300 ? address : address[..300]));
        return points;
    }

    public List<string> Tags => [.. Several(this["tags"]).Select(t => t.Length <= 40 ? t : throw new WrongCellException("long", t))];

    public DateOnly? Birthday => this["birthday"] is { } text ? DateOnly.FromDateTime(Date(text)) : null;

    /// <summary>The instant of a date, in the installation's zone when only the clock's hands are given.</summary>
    public DateTimeOffset? Instant(string field, InstallationZone zone)
    {
        if (this[field] is not { } text) return null;
        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && text[^1] is 'Z' or (>= '0' and <= '9') && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10))
            return instant.ToUniversalTime();
        return zone.Zone.Instant(Date(text));
    }

    /// <summary>An amount of money: "1,234.50", "¥ 88", "1.234,50"; never a guess.</summary>
    public decimal? Money(string field)
    {
        if (this[field] is not { } text) return null;
        var s = Currency().Replace(text.Normalize(NormalizationForm.FormKC), "");
        if (English().IsMatch(s)) s = s.Replace(",", "", StringComparison.Ordinal);
        else if (Continental().IsMatch(s)) s = s.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        if (!decimal.TryParse(s, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) throw new WrongCellException("amount", text);
        return amount is >= 0 and <= 1_000_000_000 ? decimal.Round(amount, 2) : throw new WrongCellException("amount", text);
    }

    /// <summary>A day: year first, or with the month told by its place where day and month cannot be confused.</summary>
    static DateTime Date(string text)
    {
        var s = text.Normalize(NormalizationForm.FormKC).Trim();
        if (DateTime.TryParseExact(s, YearFirst, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var at)) return Sane(at, text);
        if (Mixed().Match(s) is { Success: true } m)
        {
            var (a, b, year) = (int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), int.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture));
            if (a <= 12 && b <= 12 && a != b && !s.Contains('.', StringComparison.Ordinal)) throw new WrongCellException("dateAmbiguous", text);
            // With dots the day always comes first.
            var (day, month) = a > 12 || s.Contains('.', StringComparison.Ordinal) ? (a, b) : (b, a);
            if (month is >= 1 and <= 12 && year is >= 1800 and <= 2200 && day >= 1 && day <= DateTime.DaysInMonth(year, month)) return Sane(new DateTime(year, month, day), text);
        }
        throw new WrongCellException("date", text);
    }

    static DateTime Sane(DateTime at, string text) => at.Year is >= 1800 and <= 2200 ? at : throw new WrongCellException("date", text);

    static readonly string[] YearFirst = [.. from day in new[] { "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日" } from time in new[] { "", " H:mm", " H:mm:ss", "'T'H:mm:ss", "'T'H:mm" } select day + time];

    TEnum? One<TEnum>(string field, Dictionary<string, TEnum> words) where TEnum : struct, Enum =>
        this[field] is not { } text ? null : words.TryGetValue(SearchText.Fold(text), out var value) ? value : throw new WrongCellException("choice", text);

    static Dictionary<string, TEnum> Folded<TEnum>(params (TEnum Value, string[] Words)[] words) where TEnum : struct, Enum =>
        words.SelectMany(w => w.Words, (w, word) => (Key: SearchText.Fold(word), w.Value)).ToDictionary(p => p.Key, p => p.Value);

    static IEnumerable<string> Several(string? cell) => (cell ?? "").Split([',', ';', '、', '，', '；', '|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"[¥￥$€£元\s]|CNY|RMB|USD|EUR")]
    private static partial Regex Currency();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+(\.\d+)?$")]
    private static partial Regex English();

    [GeneratedRegex(@"^-?(\d{1,3}(\.\d{3})+,\d{1,2}|\d+,\d{1,2})$")]
    private static partial Regex Continental();

    [GeneratedRegex(@"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")]
    private static partial Regex Mixed();
}
