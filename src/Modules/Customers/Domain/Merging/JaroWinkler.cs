namespace Crm.Customers.Domain;

/// <summary>
/// Similarity of short texts such as names, 0 to 1: Jaro's share of common characters in reach of each other, raised
/// for a common beginning. After W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
/// Fellegi-Sunter Model of Record Linkage" (1990), with his constants.
/// </summary>
internal static class JaroWinkler
{
    /// <summary>What each of the first four common characters takes off the distance.</summary>
    const double PrefixScale = 0.1;

    /// <summary>Below this the texts are unlike, and a common beginning proves nothing.</summary>
    const double BoostFrom = 0.7;

    const int MaxLength = 256;

    public static double Similarity(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b)) return 1;
        if (a.Length == 0 || b.Length == 0) return 0;
        if (a.Length > MaxLength) a = a[..MaxLength];
        if (b.Length > MaxLength) b = b[..MaxLength];
        var jaro = Jaro(a, b);
        if (jaro < BoostFrom) return jaro;
        var prefix = 0;
        while (prefix < 4 && prefix < a.Length && prefix < b.Length && a[prefix] == b[prefix]) prefix++;
        return jaro + prefix * PrefixScale * (1 - jaro);
    }

    static double Jaro(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var reach = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        Span<bool> inA = stackalloc bool[a.Length], inB = stackalloc bool[b.Length];
        inA.Clear();
        inB.Clear();
        var common = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var last = Math.Min(b.Length, i + reach + 1);
            for (var j = Math.Max(0, i - reach); j < last; j++)
            {
                if (inB[j] || a[i] != b[j]) continue;
                inA[i] = inB[j] = true;
                common++;
                break;
            }
        }
        if (common == 0) return 0;
        var (outOfOrder, k) = (0, 0);
        for (var i = 0; i < a.Length; i++)
        {
            if (!inA[i]) continue;
            while (!inB[k]) k++;
            if (a[i] != b[k++]) outOfOrder++;
        }
        var m = (double)common;
        return (m / a.Length + m / b.Length + (m - outOfOrder / 2.0) / m) / 3;
    }
}
