using System.Text;
using Crm.Platform.Search;

namespace Crm.Customers.Domain;

/// <summary>A postal address in parts. Which of them there are differs from country to country.</summary>
internal sealed record PostalAddress
{
    /// <summary>Longest address in one line.</summary>
    public const int MaxLine = 500;

    /// <summary>Longest street, with its lines.</summary>
    public const int MaxStreet = 200;

    /// <summary>Longest of the other parts.</summary>
    public const int MaxPart = 60;

    /// <summary>Longest postal code.</summary>
    public const int MaxCode = 20;

    /// <summary>Two letters of ISO 3166-1: see <see cref="Countries"/>.</summary>
    public string? Country { get; init; }

    /// <summary>Province, state, autonomous region.</summary>
    public string? Province { get; init; }

    public string? City { get; init; }
    public string? District { get; init; }

    /// <summary>Street, number, building, room; several lines end in \n.</summary>
    public string? Street { get; init; }

    public string? PostalCode { get; init; }

    /// <summary>Parts as they were typed, without blanks around them. Null when nothing says where it is: a country or a code alone is no address.</summary>
    public static PostalAddress? Of(string? country, string? province, string? city, string? district, string? street, string? postalCode)
    {
        var address = new PostalAddress
        {
            Country = Clean(country)?.ToUpperInvariant(), Province = Clean(province), City = Clean(city), District = Clean(district), PostalCode = Clean(postalCode),
            Street = Clean(string.Join('\n', (street ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))),
        };
        return address.IsSomewhere() ? address : null;
    }

    /// <summary>Whether it says more than a country and a code.</summary>
    bool IsSomewhere() => (Province ?? City ?? District ?? Street) is not null;

    /// <summary>
    /// In one line, the same for every reader: as its own script is read. By it addresses are compared and found to be the same.
    /// </summary>
    public string Line() => In(chinese: new[] { Province, City, District, Street }.Any(p => p is not null && p.Any(IsCjk)));

    /// <summary>In one line for a reader: in Chinese from the large to the small without commas, otherwise the street first.</summary>
    public string In(bool chinese)
    {
        var country = Country is null ? null : Countries.NameOf(Country, chinese);
        // A municipality is its own province, and is said once.
        var city = City == Province ? null : City;
        if (chinese) return string.Join(' ', new[] { Glue([country, Province, city, District, .. Lines()]), PostalCode }.Where(p => !string.IsNullOrEmpty(p)));
        var region = string.Join(' ', new[] { Province, PostalCode }.OfType<string>());
        return string.Join(", ", Lines().Concat([District, city, region.Length == 0 ? null : region, country]).OfType<string>());
    }

    /// <summary>As far as the city: what those may know who are not responsible for the customer.</summary>
    public PostalAddress AsFarAsCity() => new() { Country = Country, Province = Province, City = City };

    /// <summary>Whether a typed line says what the parts say, in whichever order.</summary>
    public bool Says(string line)
    {
        var folded = SearchText.Fold(line);
        return folded == SearchText.Fold(Line()) || folded == SearchText.Fold(In(chinese: true)) || folded == SearchText.Fold(In(chinese: false));
    }

    /// <summary>The lines of the street.</summary>
    public IReadOnlyList<string> Lines() => Street?.Split('\n') ?? [];

    /// <summary>The province as people call a region: without "province" and the like at its end.</summary>
    public string? Region()
    {
        if (Province is not { } province) return null;
        var ending = Array.Find(Endings, e => province.Length >= e.Length + 2 && province.EndsWith(e, StringComparison.Ordinal));
        return ending is null ? province : province[..^ending.Length];
    }

    static readonly string[] Endings = ["特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"];

    static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Chinese runs on without spaces, Latin words need them.</summary>
    static string Glue(IEnumerable<string?> parts)
    {
        var line = new StringBuilder();
        foreach (var part in parts.OfType<string>())
        {
            if (line.Length > 0 && !RunsOn(line[^1], part[0])) line.Append(' ');
            line.Append(part);
        }
        return line.ToString();
    }

    static bool RunsOn(char left, char right) => (IsCjk(left) || IsCjk(right)) && (IsCjk(left) || char.IsDigit(left)) && (IsCjk(right) || char.IsDigit(right));

    static bool IsCjk(char c) => c >= 0x2E80;
}
