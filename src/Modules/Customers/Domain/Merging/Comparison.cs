using Crm.Contracts.Customers;

namespace Crm.Customers.Domain;

/// <summary>Why two records look like one customer, or do not.</summary>
internal enum LikenessReason { SamePhone, SameSwitchboard, SameEmail, SameName, LikeName, OtherName, SameBirthday, LikeBirthday, OtherBirthday, SameAddress, LikeAddress, OtherAddress, OtherPhone, OtherKind }

/// <summary>A reason; <paramref name="Percent"/> says how alike, where that is a matter of degree.</summary>
internal sealed record Reason(LikenessReason Why, int? Percent = null);

/// <summary>
/// How likely two records are one customer. After I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage" (1969):
/// each field adds log2(m / u), the share of true pairs that agree as much over the share of other pairs that do; in
/// between, agreement is interpolated by similarity as Winkler (1990) does. A name that many bear counts less (Winkler,
/// "Frequency-Based Matching", 2000). The sum, in bits, over the odds of a pair that merely shares a blocking key, is
/// the odds of a match.
/// </summary>
internal sealed record Comparison(double Bits, IReadOnlyList<Reason> Reasons)
{
    /// <summary>Of the pairs that share a blocking key about one in 2^8 is one customer: found so many bits, it is as likely as not.</summary>
    public const double EvenBits = 8;

    /// <summary>From here on a pair is shown to a person: rather one customer than two.</summary>
    public const double Possible = EvenBits;

    /// <summary>From here on nothing else is to be expected (1 in 64 is wrong).</summary>
    public const double Certain = EvenBits + 6;

    // Agreement on a phone: nine of ten true pairs share one, of others one in some ten thousand (families, reception desks).
    const double SamePhone = 14, SameEmail = 14;

    // The same line with two extensions is a common employer or building.
    const double SameSwitchboard = 2;

    // People have several phones and change them; only of those with known numbers can it be said at all.
    const double OtherPhone = -2.5, OtherEmail = -1;

    // One day of a hundred years is 1 in 36,500; a bit and a half less because some days are default values.
    const double SameBirthday = 13;

    // 1 January is what forms put in when the day is not known.
    const double SameNewYear = 6;

    // One digit wrong, two swapped, or day and month: typing errors; others fall so close together 1 in 200 times.
    const double LikeBirthday = 7, SameYear = -2, OtherBirthday = -5;

    const double OtherKind = -3;

    // Similarity to bits. Names of people in Latin letters: the full name of another person agrees 1 in 2,000 times.
    static readonly (double At, double Bits)[] LatinName = [(0, -5), (0.5, -4), (0.7, -1), (0.85, 5), (1, 11)];

    // Two or three characters: millions share them, and one other character is another name.
    static readonly (double At, double Bits)[] CjkName = [(0, -5), (0.5, -4), (0.7, -1), (0.85, 3), (1, 9)];

    // Firms choose names that nobody else has; those of one trade and city sound alike.
    static readonly (double At, double Bits)[] FirmName = [(0, -6), (0.8, -3), (0.9, 3), (1, 14)];

    static readonly (double At, double Bits)[] Address = [(0, -5), (0.3, -2), (0.5, 3), (0.75, 9), (1, 14)];

    /// <summary>A name keeps at least so much, however many bear it.</summary>
    const double LeastForName = 3;

    /// <summary>Odds as a chance, 0 to 100, never quite certain.</summary>
    public int Percent => PercentOf(Bits);

    /// <summary>The same for stored bits.</summary>
    public static int PercentOf(double bits) => (int)Math.Min(99, Math.Round(100 / (1 + Math.Pow(2, EvenBits - bits))));

    /// <summary>Compares two records; <paramref name="namesakes"/> is how many records bear this name, both included.</summary>
    public static Comparison Of(Likeness a, Likeness b, int namesakes = 2)
    {
        var reasons = new List<Reason>();
        var bits = Names(a, b, namesakes, reasons) + Phones(a, b, reasons) + Emails(a, b, reasons) + Birthdays(a, b, reasons);
        if (a.Kind != b.Kind)
        {
            bits += OtherKind;
            reasons.Add(new(LikenessReason.OtherKind));
        }
        // Words of addresses are the dearest to compare: not done when they cannot change the answer.
        if (a.AddressParts.Length > 0 && b.AddressParts.Length > 0 && bits + Address[^1].Bits >= Possible) bits += Addresses(a, b, reasons);
        return new(bits, reasons);
    }

    static double Names(Likeness a, Likeness b, int namesakes, List<Reason> reasons)
    {
        if (a.Name.Length == 0 || b.Name.Length == 0) return 0;
        var curve = a.Kind == CustomerKind.Organisation && b.Kind == CustomerKind.Organisation ? FirmName : a.IsCjkName && b.IsCjkName ? CjkName : LatinName;
        var same = a.SortedName == b.SortedName;
        var alike = same ? 1 : Math.Max(JaroWinkler.Similarity(a.Name, b.Name), Overlap(a.NameParts, b.NameParts, 0.7));
        reasons.Add(same ? new(LikenessReason.SameName) : alike >= 0.8 ? new(LikenessReason.LikeName, Percentage(alike)) : new(LikenessReason.OtherName));
        var bits = Between(curve, alike);
        return same && namesakes > 2 ? Math.Max(LeastForName, bits - Math.Log2(namesakes - 1)) : bits;
    }

    static double Phones(Likeness a, Likeness b, List<Reason> reasons)
    {
        if (a.Phones.Length == 0 || b.Phones.Length == 0) return 0;
        if (a.Phones.Intersect(b.Phones).Any()) { reasons.Add(new(LikenessReason.SamePhone)); return SamePhone; }
        var shared = a.Phones.Select(PhoneNumber.WithoutExtension).Intersect(b.Phones.Select(PhoneNumber.WithoutExtension)).FirstOrDefault();
        if (shared is null) { reasons.Add(new(LikenessReason.OtherPhone)); return OtherPhone; }
        // Once noted with and once without its extension, it is the same phone.
        if (a.Phones.Contains(shared) || b.Phones.Contains(shared)) { reasons.Add(new(LikenessReason.SamePhone)); return SamePhone - 2; }
        reasons.Add(new(LikenessReason.SameSwitchboard));
        return SameSwitchboard;
    }

    static double Emails(Likeness a, Likeness b, List<Reason> reasons)
    {
        if (a.Emails.Length == 0 || b.Emails.Length == 0) return 0;
        if (!a.Emails.Intersect(b.Emails).Any()) return OtherEmail;
        reasons.Add(new(LikenessReason.SameEmail));
        return SameEmail;
    }

    static double Birthdays(Likeness a, Likeness b, List<Reason> reasons)
    {
        if (a.Birthday is not { } x || b.Birthday is not { } y) return 0;
        if (x == y)
        {
            reasons.Add(new(LikenessReason.SameBirthday));
            return x is { Month: 1, Day: 1 } ? SameNewYear : SameBirthday;
        }
        if (Mistyped(x, y)) { reasons.Add(new(LikenessReason.LikeBirthday)); return LikeBirthday; }
        reasons.Add(new(LikenessReason.OtherBirthday));
        return x.Year == y.Year ? SameYear : OtherBirthday;
    }

    static bool Mistyped(DateOnly x, DateOnly y)
    {
        if (x.Year == y.Year && x.Month == y.Day && x.Day == y.Month) return true;
        Span<char> a = stackalloc char[8], b = stackalloc char[8];
        x.TryFormat(a, out _, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        y.TryFormat(b, out _, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        var (different, first) = (0, -1);
        for (var i = 0; i < 8; i++)
        {
            if (a[i] == b[i]) continue;
            if (different++ == 0) first = i;
        }
        return different == 1 || (different == 2 && first < 7 && a[first] == b[first + 1] && a[first + 1] == b[first]);
    }

    static double Addresses(Likeness a, Likeness b, List<Reason> reasons)
    {
        var alike = Overlap(a.AddressParts, b.AddressParts, 0.8);
        // Neighbours share a street. Where both addresses have numbers and none in common, it is another door.
        if (Numbers(a).Any() && Numbers(b).Any() && !Numbers(a).Intersect(Numbers(b)).Any())
        {
            reasons.Add(new(LikenessReason.OtherAddress));
            return Math.Min(0, Between(Address, alike));
        }
        reasons.Add(alike >= 0.95 ? new(LikenessReason.SameAddress) : alike >= 0.45 ? new(LikenessReason.LikeAddress, Percentage(alike)) : new(LikenessReason.OtherAddress));
        return Between(Address, alike);
    }

    static IEnumerable<string> Numbers(Likeness record) => record.AddressParts.Where(w => char.IsAsciiDigit(w[0]));

    /// <summary>Share of the letters that stand in words which have a like one on the other side, each used once. Numbers and Chinese are alike only when the same.</summary>
    internal static double Overlap(string[] a, string[] b, double atLeast)
    {
        var matched = 0.0;
        var (restA, restB) = (new List<string>(a.Length), new List<string>(b));
        foreach (var word in a)
        {
            if (restB.Remove(word)) matched += 2 * word.Length;
            else restA.Add(word);
        }
        while (restA.Count > 0 && restB.Count > 0)
        {
            var (best, x, y) = (0.0, 0, 0);
            for (var i = 0; i < restA.Count; i++)
            {
                if (!Spelled(restA[i])) continue;
                for (var j = 0; j < restB.Count; j++)
                {
                    if (!Spelled(restB[j]) || JaroWinkler.Similarity(restA[i], restB[j]) is var alike && alike <= best) continue;
                    (best, x, y) = (alike, i, j);
                }
            }
            if (best < atLeast) break;
            matched += best * (restA[x].Length + restB[y].Length);
            restA.RemoveAt(x);
            restB.RemoveAt(y);
        }
        return matched / (a.Sum(w => w.Length) + b.Sum(w => w.Length));
    }

    static bool Spelled(string word) => !char.IsAsciiDigit(word[0]) && !Likeness.IsCjk(word[0]);

    static double Between((double At, double Bits)[] curve, double x)
    {
        for (var i = 1; i < curve.Length; i++)
            if (x <= curve[i].At)
                return curve[i - 1].Bits + (curve[i].Bits - curve[i - 1].Bits) * (x - curve[i - 1].At) / (curve[i].At - curve[i - 1].At);
        return curve[^1].Bits;
    }

    static int Percentage(double share) => (int)Math.Round(share * 100);
}
