namespace Crm.Surveys.Domain;

/// <summary>
/// Says whether figures of anonymous answers may be shown. A group under five is not, nor is one whose complement, or whose
/// difference from a wider group that can be seen too, is under five: the smaller group would follow by subtraction
/// (primary and secondary suppression, as in statistical disclosure control: Hundepool et al., Statistical Disclosure
/// Control, 2012, chapter 4).
/// </summary>
internal static class AnonymousGuard
{
    /// <summary>The smallest group that is shown.</summary>
    public const int Least = 5;

    /// <param name="n">Answers that the figures are made of.</param>
    /// <param name="wider">Answers of each wider group that the reader can also see: the whole wave, and the filter less one of its conditions.</param>
    public static bool Shows(long n, params IEnumerable<long> wider) => n >= Least && wider.All(w => w == n || w - n >= Least);

    /// <summary>Items that some answered but fewer than five: not everybody whose answers are shown answers every question.</summary>
    /// <param name="anonymous">What people without a name answered.</param>
    public static IEnumerable<string> Few(IEnumerable<ValueCount> anonymous) => anonymous.GroupBy(c => c.Item).Where(g => g.Sum(c => c.First) is > 0 and < Least).Select(g => g.Key);

    /// <summary>Of groups that make up a whole (a cross table's cells): those to be left empty. When only one were, it would follow from the sum; then the next smallest goes too.</summary>
    public static IReadOnlySet<TKey> Hidden<TKey>(IReadOnlyDictionary<TKey, long> groups) where TKey : notnull
    {
        var hidden = groups.Where(g => g.Value is > 0 and < Least).Select(g => g.Key).ToHashSet();
        if (hidden.Count == 0) return hidden;
        foreach (var next in groups.Where(g => g.Value >= Least).OrderBy(g => g.Value))
        {
            if (hidden.Count > 1 && hidden.Sum(k => groups[k]) >= Least) break;
            hidden.Add(next.Key);
        }
        return hidden;
    }
}
