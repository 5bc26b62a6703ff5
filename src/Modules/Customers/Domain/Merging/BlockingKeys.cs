using Crm.Contracts.Customers;

namespace Crm.Customers.Domain;

/// <summary>
/// What two records of one customer are likely to share in spite of typing errors, each as a 64-bit hash: only records
/// with a common key are compared. About ten keys a record; each error spoils some of them, hardly ever all.
/// </summary>
internal static class BlockingKeys
{
    /// <summary>Numbers of an address from this length on are postcodes and large house numbers; shorter ones everybody has.</summary>
    const int TellingNumber = 3;

    /// <summary>Words from this length on are names of streets and places rather than "the" and "st".</summary>
    const int TellingWord = 5;

    /// <summary>All keys of a record.</summary>
    public static long[] Of(Likeness record)
    {
        var keys = new HashSet<long>();
        foreach (var phone in record.Phones) keys.Add(Hash('p', PhoneNumber.WithoutExtension(phone)));
        foreach (var email in record.Emails) keys.Add(Hash('e', email));
        foreach (var door in record.Doors) keys.Add(Hash('d', door));
        if (record.Name.Length > 0) keys.Add(OfName(record));
        var parts = record.NameParts.Take(4).ToArray();
        if (record.Birthday is { } day) foreach (var part in parts) keys.Add(Hash('b', $"{day.DayNumber}|{part[0]}"));
        if (parts.Length > 1 && record.Kind == CustomerKind.Individual) keys.Add(Hash('i', string.Join('|', parts.Select(p => Start(p, 3)).Order(StringComparer.Ordinal))));
        if (record.Kind == CustomerKind.Organisation) foreach (var piece in Pieces(record)) keys.Add(Hash('t', piece));
        foreach (var number in record.AddressParts.Where(w => w.Length >= TellingNumber && char.IsAsciiDigit(w[0])).Take(4))
            foreach (var part in parts) keys.Add(Hash('a', $"{number}|{Start(part, 3)}"));
        var places = record.AddressParts.Where(w => w.Length >= TellingWord && !char.IsAsciiDigit(w[0])).OrderByDescending(w => w.Length).ThenBy(w => w, StringComparer.Ordinal).Take(2).ToArray();
        foreach (var place in places)
            foreach (var part in parts) keys.Add(Hash('w', $"{place}|{Start(part, 4)}"));
        if (places.Length == 2) keys.Add(Hash('s', string.Join('|', places.Order(StringComparer.Ordinal))));
        return [.. keys];
    }

    /// <summary>The key all namesakes share: its block tells how common a name is.</summary>
    public static long OfName(Likeness record) => Hash('n', record.SortedName);

    /// <summary>Trigrams of an organisation's name, so that "云帆科技" meets "上海云帆科技". Common ones make blocks too large to be used.</summary>
    static IEnumerable<string> Pieces(Likeness record)
    {
        if (!record.IsCjkName) return record.NameParts.Where(p => p.Length >= 4).Take(4).Select(p => Start(p, 6));
        return Enumerable.Range(0, Math.Clamp(record.Name.Length - 2, 0, 10)).Select(i => record.Name.Substring(i, 3));
    }

    static string Start(string word, int length) => word.Length <= length ? word : word[..length];

    /// <summary>FNV-1a: the same on every host and in every version, which string.GetHashCode is not.</summary>
    static long Hash(char kind, string text)
    {
        var hash = (14695981039346656037UL ^ kind) * 1099511628211UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
        return unchecked((long)hash);
    }
}
