using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Crm.Contracts.Customers;
using Crm.Customers.Domain;
using Crm.Platform.Files.Tables;
using Crm.Platform.Localization;
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

/// <summary>How the columns of a file are read: which field each fills, and how dates and decimals are written.</summary>
internal sealed class ImportLayout
{
    readonly Dictionary<string, int[]> columns;

    public ImportLayout(IReadOnlyList<string> headers, ImportSettings settings, Texts? texts)
    {
        Fields = settings.Columns;
        (Dates, Decimals, Words) = (settings.Dates, settings.Decimals, new ImportWords(texts));
        columns = settings.Columns.Select((field, i) => (field, i)).Where(c => c.field.Length > 0).GroupBy(c => c.field, c => c.i).ToDictionary(g => g.Key, g => g.ToArray());
        Formatted = [.. headers.Select(h => SearchText.Fold(h).EndsWith("formatted", StringComparison.Ordinal))];
        Labels = [.. headers.Select(h => ImportFields.LabelOf(h) is { } label && texts is not null ? texts["customers.import.label." + label] : null)];
    }

    /// <summary>A layout of these fields, read as they come.</summary>
    public ImportLayout(params string[] fields) : this(fields, new ImportSettings { Columns = [.. fields] }, null) { }

    public IReadOnlyList<string> Fields { get; }

    public IReadOnlyList<string?> Labels { get; }

    /// <summary>Columns that say in one text what others of the file say in parts, as Google's do.</summary>
    public IReadOnlyList<bool> Formatted { get; }

    public DateOrder Dates { get; }

    public DecimalMark Decimals { get; }

    public ImportWords Words { get; }

    public int[] At(string field) => columns.GetValueOrDefault(field, []);
}

/// <summary>Words people write for a choice, in both languages, among them those of our own exports.</summary>
internal sealed class ImportWords(Texts? texts)
{
    readonly Dictionary<Type, object> known = [];

    static readonly Dictionary<Enum, string[]> Also = new()
    {
        [CustomerKind.Individual] = ["person", "private", "consumer", "个体", "自然人"], [CustomerKind.Organisation] = ["organization", "company", "business", "enterprise", "机构", "企业", "公司", "单位", "法人"],
        [CustomerLevel.Normal] = ["standard", "regular", "一般", "标准"], [CustomerLevel.Key] = ["important", "重要", "重点客户"], [CustomerLevel.Vip] = ["贵宾", "VIP客户"],
        [CustomerSize.Micro] = ["微"], [CustomerSize.Small] = ["小"], [CustomerSize.Medium] = ["中"], [CustomerSize.Large] = ["大"], [CustomerSize.Group] = ["集团公司"],
        [SourceChannel.Online] = ["web", "website", "线上", "网络", "官网"], [SourceChannel.MarketResearch] = ["市调"], [SourceChannel.Exhibition] = ["trade fair"], [SourceChannel.Social] = ["social media", "微信"], [SourceChannel.PartnerReferral] = ["referral", "推荐", "转介绍", "合作伙伴推荐"],
        [InteractionType.Call] = ["phone", "phone call", "telephone", "打电话", "电话沟通"], [InteractionType.Email] = ["mail", "e-mail", "邮件"], [InteractionType.Visit] = ["meeting", "上门", "见面", "面谈"], [InteractionType.OnlineChat] = ["chat", "im", "聊天", "在线沟通"], [InteractionType.Social] = ["wechat", "微信"], [InteractionType.Event] = ["活动"],
        [Outcome.Resolved] = ["done", "closed", "完成", "已完成"], [Outcome.InProgress] = ["open", "处理中", "跟进中"], [Outcome.ToFollowUp] = ["follow up", "follow-up", "待跟进"],
        [DecisionRole.Decider] = ["decision maker", "决策人"], [DecisionRole.Buyer] = ["采购"], [DecisionRole.User] = ["使用人"], [DecisionRole.Technician] = ["技术"],
    };

    /// <summary>The value a word stands for, or null.</summary>
    public TEnum? Of<TEnum>(string text) where TEnum : struct, Enum
    {
        if (!known.TryGetValue(typeof(TEnum), out var words)) known[typeof(TEnum)] = words = Read<TEnum>();
        return ((Dictionary<string, TEnum>)words).TryGetValue(SearchText.Fold(text), out var value) ? value : null;
    }

    Dictionary<string, TEnum> Read<TEnum>() where TEnum : struct, Enum
    {
        var words = new Dictionary<string, TEnum>();
        foreach (var value in Enum.GetValues<TEnum>())
        {
            var name = value.ToString();
            words.TryAdd(SearchText.Fold(name), value);
            if (texts is not null) foreach (var language in Texts.Languages) words.TryAdd(SearchText.Fold(texts.In(language, $"{typeof(TEnum).Name}.{name}")), value);
        }
        foreach (var value in Enum.GetValues<TEnum>()) foreach (var word in Also.GetValueOrDefault(value, [])) words.TryAdd(SearchText.Fold(word), value);
        return words;
    }
}

/// <summary>The cells of one row by field, and what people write in them.</summary>
internal sealed partial class ImportValues(ImportLayout layout, string[] cells)
{
    /// <summary>The cell of a field, or null when it is empty or not in the file. What a masked export leaves of a value says nothing.</summary>
    public string? this[string field]
    {
        get
        {
            foreach (var i in layout.At(field)) if (i < cells.Length && cells[i].Length > 0 && !IsMasked(cells[i])) return cells[i];
            return null;
        }
    }

    /// <summary>More cells than headings: somewhere a separator is too many, and nothing after it stands where it belongs.</summary>
    public bool IsTooWide => cells.Length > layout.Fields.Count;

    IEnumerable<(string Text, string? Label)> All(string field)
    {
        string? said = null;
        for (var i = 0; i < Math.Min(cells.Length, layout.Fields.Count); i++)
        {
            if (layout.Fields[i] == "pointLabel") said = cells[i];
            else if (layout.Fields[i] == field)
            {
                if (cells[i].Length > 0 && !IsMasked(cells[i])) yield return (cells[i], string.IsNullOrWhiteSpace(said) ? layout.Labels.ElementAtOrDefault(i) : said);
                said = null;
            }
        }
    }

    static bool IsMasked(string text) => text.Contains("**", StringComparison.Ordinal) && (text.Contains('@', StringComparison.Ordinal) || text.Contains("****", StringComparison.Ordinal) || text.EndsWith("***", StringComparison.Ordinal) || text.EndsWith("-**-**", StringComparison.Ordinal));

    /// <summary>The name of the person, also when it comes in parts.</summary>
    public string? Name
    {
        get
        {
            if (this["name"] is { } name) return name;
            var (family, given, middle) = (this["familyName"], this["givenName"], this["middleName"]);
            if (family is not null && family[0] > 0x2E80) return family + middle + given;
            return string.Join(' ', new[] { given, middle, family }.OfType<string>()) is { Length: > 0 } joined ? joined : null;
        }
    }

    /// <summary>Notes of all columns.</summary>
    public string? Note => string.Join("\n", All("note").Select(n => n.Text)) is { Length: > 0 } text ? text : null;

    public TEnum? One<TEnum>(string field) where TEnum : struct, Enum => this[field] is not { } text ? null : layout.Words.Of<TEnum>(text) ?? throw new WrongCellException("choice", text);

    public bool? YesNo(string field) => this[field] is not { } text ? null : SearchText.Fold(text) switch
    {
        "1" or "yes" or "y" or "true" or "是" or "主要" => true,
        "0" or "no" or "n" or "false" or "否" => false,
        _ => throw new WrongCellException("choice", text),
    };

    public string? Language => this["language"] is not { } text ? null
        : SearchText.Fold(text) is "zh" or "zhcn" or "chinese" or "中文" or "汉语" or "简体中文" ? "zh-CN"
        : SearchText.Fold(text) is "en" or "english" or "英文" or "英语" or "engb" or "enus" ? "en"
        : throw new WrongCellException("language", text);

    /// <summary>Phones, e-mails and addresses of the row. A cell may hold several.</summary>
    public List<PointValue> Points()
    {
        var points = new List<PointValue>();
        foreach (var (cell, label) in All("phone"))
            foreach (var text in Several(cell))
                points.Add(PhoneNumber.TryNormalise(text, out _) ? Labelled(PointKind.Phone, text, label) : throw new WrongCellException("phone", text));
        foreach (var (cell, label) in All("email"))
            foreach (var text in Several(cell))
                points.Add(EmailAddress.TryNormalise(text, out _) ? Labelled(PointKind.Email, text, label) : throw new WrongCellException("email", text));
        points.AddRange(Composed());
        foreach (var (text, label) in Whole(inParts: points.Exists(p => p.Kind == PointKind.Address)))
            points.Add(text.Length <= PostalAddress.MaxLine ? Labelled(PointKind.Address, text, label) : throw new WrongCellException("long", text));
        return points;
    }

    /// <summary>Addresses in one line each.</summary>
    IEnumerable<(string Text, string? Label)> Whole(bool inParts)
    {
        for (var i = 0; i < Math.Min(cells.Length, layout.Fields.Count); i++)
        {
            if (layout.Fields[i] != "address" || cells[i].Length == 0 || IsMasked(cells[i])) continue;
            var lines = cells[i].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (!layout.Formatted[i]) foreach (var line in lines) yield return (line, layout.Labels.ElementAtOrDefault(i));
            else if (!inParts) yield return (string.Join(lines.Any(l => l.Any(c => c > 0x2E80)) ? "" : ", ", lines), layout.Labels.ElementAtOrDefault(i));
        }
    }

    /// <summary>Google marks the main one with an asterisk.</summary>
    static PointValue Labelled(PointKind kind, string text, string? label) =>
        new(kind, text, label?.TrimStart('*', ' ') is { Length: > 0 } kept ? kept[..Math.Min(kept.Length, 60)] : null, label?.StartsWith("* ", StringComparison.Ordinal) == true);

    /// <summary>Addresses that come in parts. A part that comes again begins the next one.</summary>
    IEnumerable<PointValue> Composed()
    {
        var parts = new Dictionary<string, string>();
        var before = "";
        string? label = null;
        for (var i = 0; i < Math.Min(cells.Length, layout.Fields.Count); i++)
        {
            var field = layout.Fields[i];
            if (field is not ("street" or "district" or "city" or "province" or "postcode" or "country")) continue;
            if (field != before && parts.ContainsKey(field))
            {
                if (Address(parts, label) is { } address) yield return address;
                parts.Clear();
            }
            before = field;
            if (cells[i].Length > 0) label = layout.Labels.ElementAtOrDefault(i);
            // Street lines belong together; an empty one still tells that this address has had its street.
            parts[field] = parts.GetValueOrDefault(field) is { Length: > 0 } line && cells[i].Length > 0 ? line + "\n" + cells[i] : parts.GetValueOrDefault(field) + cells[i];
        }
        if (Address(parts, label) is { } last) yield return last;
    }

    static PointValue? Address(Dictionary<string, string> parts, string? label)
    {
        // A country alone is no address, and neither is what a mask has left of one.
        if (!parts.Any(p => p.Key is "street" or "city" && p.Value.Length > 0) || parts.Values.Any(IsMasked)) return null;
        string Part(string field, int most) => parts.GetValueOrDefault(field, "") is var part && part.Length <= most ? part : throw new WrongCellException("long", part);
        var (country, code) = (Part("country", PostalAddress.MaxPart), Countries.Find(parts.GetValueOrDefault("country")));
        var address = PostalAddress.Of(code, Part("province", PostalAddress.MaxPart), Part("city", PostalAddress.MaxPart), Part("district", PostalAddress.MaxPart), Part("street", PostalAddress.MaxStreet), Part("postcode", PostalAddress.MaxCode))!;
        var line = Labelled(PointKind.Address, address.Line(), label);
        // A country nobody knows is kept as it stands, and the address in one line with it.
        return code is not null || country.Length == 0 ? line with { Parts = address } : line with { Value = address.Line().Any(c => c > 0x2E80) ? country + line.Value : $"{line.Value}, {country}" };
    }

    /// <summary>Tags of all columns; Google's own groups are none.</summary>
    public List<string> Tags => [.. All("tags").SelectMany(t => Several(t.Text)).Where(t => !t.StartsWith("* ", StringComparison.Ordinal)).Select(t => t.Length <= 40 ? t : throw new WrongCellException("long", t)).Distinct()];

    public DateOnly? Birthday => this["birthday"] is { } text && !NoDay().IsMatch(text) ? DateOnly.FromDateTime(Date(text)) : null;

    /// <summary>The instant of a date, in the installation's zone when only the clock's hands are given.</summary>
    public DateTimeOffset? Instant(string field, InstallationZone zone)
    {
        if (this[field] is not { } text) return null;
        return DateCells.Stamp(text) ?? zone.Zone.Instant(Date(text));
    }

    /// <summary>An amount of money: "1,234.50", "¥ 88", "1.234,50"; never a guess.</summary>
    public decimal? Money(string field) => Number(field, 2);

    /// <summary>How much of something, to so many decimals.</summary>
    public decimal? Number(string field, int decimals)
    {
        if (this[field] is not { } text) return null;
        var s = Currency().Replace(text.Normalize(NormalizationForm.FormKC), "");
        if (layout.Decimals == DecimalMark.Comma && Digital().IsMatch(s)) s = s.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        else if (layout.Decimals == DecimalMark.Point && Digital().IsMatch(s)) s = s.Replace(",", "", StringComparison.Ordinal);
        else if (English().IsMatch(s)) s = s.Replace(",", "", StringComparison.Ordinal);
        else if (Continental().IsMatch(s)) s = s.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        if (!decimal.TryParse(s, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) throw new WrongCellException("amount", text);
        return amount is >= 0 and <= 1_000_000_000 ? decimal.Round(amount, decimals, MidpointRounding.AwayFromZero) : throw new WrongCellException("amount", text);
    }

    DateTime Date(string text) => DateCells.Read(text, layout.Dates, out var ambiguous) ?? throw new WrongCellException(ambiguous ? "dateAmbiguous" : "date", text);

    internal static IEnumerable<string> Several(string? cell) => (cell ?? "").Split([",", ";", "、", "，", "；", "|", "\n", ":::"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal static bool IsCompany(string name) => Endings.Any(name.EndsWith);

    static readonly string[] Endings = ["公司", "集团", "厂", "中心", "学校", "大学", "医院", "银行", "事务所", "工作室", " Ltd", " Ltd.", " Inc", " Inc.", " GmbH", " LLC", " Limited", " Company", " Corp.", " Group"];

    [GeneratedRegex(@"[¥￥$€£元\s]|CNY|RMB|USD|EUR")]
    private static partial Regex Currency();

    [GeneratedRegex(@"^-?[\d.,]+$")]
    private static partial Regex Digital();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+(\.\d+)?$")]
    private static partial Regex English();

    [GeneratedRegex(@"^-?(\d{1,3}(\.\d{3})+,\d{1,2}|\d+,\d{1,2})$")]
    private static partial Regex Continental();

    /// <summary>How Outlook says that there is no birthday.</summary>
    [GeneratedRegex(@"^0{1,4}[/-]0{1,4}[/-]0{1,4}$")]
    private static partial Regex NoDay();
}
