using System.Text;
using Crm.Contracts.Customers;

namespace Crm.Customers.Domain;

/// <summary>A customer as comparison sees it: folded, cut into words, without what says nothing (titles, legal forms).</summary>
internal sealed class Likeness
{
    static readonly string[] LegalForms = ["股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "集团公司", "集团", "公司"];
    static readonly HashSet<string> LegalWords = ["ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "plc", "gmbh", "ag", "kg", "bv", "nv", "sa", "sarl", "srl", "spa", "pty", "oy", "ab"];
    static readonly string[] TitlesBehind = ["先生", "女士", "小姐", "太太"];
    static readonly HashSet<string> TitlesBefore = ["mr", "mrs", "ms", "miss", "dr", "prof"];

    Likeness() { }

    public long Id { get; private init; }
    public CustomerKind Kind { get; private init; }

    /// <summary>Words of the name; a Chinese name is one word.</summary>
    public string[] NameParts { get; private init; } = [];

    /// <summary>The words in one.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The words in one, whatever their order was.</summary>
    public string SortedName { get; private init; } = "";

    public DateOnly? Birthday { get; private init; }
    public string[] Phones { get; private init; } = [];
    public string[] Emails { get; private init; } = [];

    /// <summary>Words and numbers of the addresses; runs of Chinese as pairs of characters.</summary>
    public string[] AddressParts { get; private init; } = [];

    /// <summary>For each address the end of its street's name with all its numbers: what stays when the rest is written differently.</summary>
    public string[] Doors { get; private init; } = [];

    /// <summary>Whether anything but the name says who it is.</summary>
    public bool HasReach => Phones.Length + Emails.Length > 0;

    public bool IsCjkName => Name.Length > 0 && IsCjk(Name[0]);

    public static Likeness Of(long id, CustomerKind kind, string name, DateOnly? birthday, IEnumerable<(PointKind Kind, string Normal)> points)
    {
        var parts = NameOf(kind, name);
        var (phones, emails, words, doors) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
        foreach (var (pointKind, normal) in points)
        {
            if (pointKind == PointKind.Phone) phones.Add(normal);
            else if (pointKind == PointKind.Email) emails.Add(EmailAddress.Mailbox(normal));
            else if (words.Count < 40) Cut(normal, words, doors);
        }
        return new Likeness
        {
            Id = id, Kind = kind, NameParts = parts, Name = string.Concat(parts), SortedName = string.Concat(parts.Order(StringComparer.Ordinal)), Birthday = birthday,
            Phones = [.. phones.Distinct()], Emails = [.. emails.Distinct()], AddressParts = [.. words.Distinct()], Doors = [.. doors.Distinct()],
        };
    }

    static string[] NameOf(CustomerKind kind, string name)
    {
        var words = Words(name);
        string[] kept;
        if (kind == CustomerKind.Organisation) kept = [.. words.Where(w => !LegalWords.Contains(w)).Select(w => WithoutEnding(w, LegalForms)).Where(w => w.Length > 0)];
        else kept = [.. words.Where(w => !TitlesBefore.Contains(w)).Select(w => WithoutEnding(w, TitlesBehind)).Where(w => w.Length > 0)];
        return kept.Length > 0 ? kept : [.. words];
    }

    /// <summary>A whole name is more than its ending: "公司" alone stays, and so does "王先生", whose one character would be everybody's.</summary>
    static string WithoutEnding(string word, string[] endings) =>
        Array.Find(endings, e => word.EndsWith(e, StringComparison.Ordinal)) is { } ending && word.Length >= ending.Length + 2 ? word[..^ending.Length] : word;

    static void Cut(string address, List<string> words, List<string> doors)
    {
        var (street, numbers) = ("", new List<string>());
        foreach (var word in Words(address))
        {
            if (IsCjk(word[0]))
            {
                for (var i = 0; i + 1 < word.Length; i++) words.Add(word.Substring(i, 2));
                if (numbers.Count == 0) street = word.Length > 3 ? word[^3..] : word;
            }
            else
            {
                words.Add(word);
                if (char.IsAsciiDigit(word[0])) numbers.Add(word);
            }
        }
        if (street.Length > 0 && numbers.Count > 0) doors.Add(street + string.Join('-', numbers));
    }

    /// <summary>Folded words: letters, digits and Chinese characters each by themselves ("中山路8号" is three).</summary>
    internal static List<string> Words(string text)
    {
        string folded;
        try { folded = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(); }
        catch (ArgumentException) { folded = text.ToLowerInvariant(); } // lone surrogates have no normal form
        var words = new List<string>();
        var (start, kind) = (0, 0);
        for (var i = 0; i <= folded.Length; i++)
        {
            var now = i == folded.Length ? 0 : KindOf(folded[i]);
            if (now == kind) continue;
            if (kind != 0) words.Add(folded[start..i]);
            (start, kind) = (i, now);
        }
        return words;
    }

    /// <summary>0 for what separates, 1 for letters, 2 for digits, 3 for Chinese, Japanese and Korean.</summary>
    static int KindOf(char c) => IsCjk(c) ? 3 : char.IsDigit(c) ? 2 : char.IsLetter(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark ? 1 : 0;

    internal static bool IsCjk(char c) => c is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF');
}
