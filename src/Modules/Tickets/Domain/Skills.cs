using System.Globalization;
using System.Text;

namespace Crm.Tickets.Domain;

/// <summary>
/// What a ticket asks for and a person offers, as words that can be compared by a set operation, in memory and in the
/// database alike: a skill ("technical"), a skill from a level up ("technical:2"), a language ("@zh"), a region ("#上海").
/// </summary>
internal static class Skills
{
    public const char LanguageMark = '@', RegionMark = '#';

    const int Highest = 9;

    /// <summary>Case, width and spaces make no difference.</summary>
    public static string Fold(string word) => word.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>"zh-CN" is spoken by whoever knows "zh".</summary>
    public static string Language(string language) => LanguageMark + Fold(language).Split('-')[0];

    public static string Region(string region) => RegionMark + Fold(region);

    /// <summary>All that a person with these skills and regions may be asked for: who is at the third level is at the first two as well, and who knows "en" speaks it.</summary>
    public static HashSet<string> Of(IEnumerable<string> skills, IEnumerable<string> regions)
    {
        HashSet<string> offered = [.. regions.Select(Region)];
        foreach (var (name, level) in skills.Select(s => Read(Fold(s))))
        {
            offered.Add(name);
            offered.Add(Language(name));
            for (var i = 1; i <= level; i++) offered.Add(string.Create(CultureInfo.InvariantCulture, $"{name}:{i}"));
        }
        return offered;
    }

    static (string Name, int Level) Read(string word) =>
        word.LastIndexOf(':') is > 0 and var at && int.TryParse(word.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= Highest ? (word[..at], level) : (word, 1);
}
