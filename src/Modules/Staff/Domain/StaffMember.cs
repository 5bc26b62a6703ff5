using Crm.Contracts.Staff;
using Crm.Platform.Data;

namespace Crm.Staff.Domain;

/// <summary>Somebody who works with the CRM: a name, a way to sign in, a place in the organisation.</summary>
internal sealed partial class StaffMember : Entity, IAudited
{
    StaffMember() { }

    public StaffMember(string name, string? englishName, string email)
    {
        Name = name.Trim();
        EnglishName = englishName.OrNull();
        Email = email.Trim();
        NormalizedEmail = Normalize(email);
    }

    public string Name { get; private set; } = "";
    /// <summary>Shown to readers of English, when given.</summary>
    public string? EnglishName { get; private set; }
    public string Email { get; private set; } = "";
    [NotAudited] public string NormalizedEmail { get; private set; } = "";
    /// <summary>Null: whatever the browser asks for.</summary>
    public string? Language { get; private set; }
    /// <summary>Null: the installation's zone.</summary>
    public string? Zone { get; private set; }
    /// <summary>Null: whatever the browser prefers.</summary>
    public string? Theme { get; private set; }
    /// <summary>Null: taken from the name.</summary>
    public string? Initials { get; private set; }

    public List<string> Skills { get; private set; } = [];
    public List<string> Regions { get; private set; } = [];
    /// <summary>Tickets that may be assigned or in progress at once.</summary>
    public int Capacity { get; private set; } = 10;

    public DateTimeOffset? DeactivatedAt { get; private set; }
    public bool Active => DeactivatedAt is null;

    public List<RoleHeld> Roles { get; } = [];
    public List<Membership> Memberships { get; } = [];

    public string NameIn(string language) => language == "en" && EnglishName is not null ? EnglishName : Name;

    public string InitialsIn(string language) => Initials ?? InitialsOf(NameIn(language));

    public void Rename(string name, string? englishName, string email)
    {
        (Name, EnglishName) = (name.Trim(), englishName.OrNull());
        (Email, NormalizedEmail) = (email.Trim(), Normalize(email));
    }

    public void Prefer(string? language, string? zone, string? theme, string? initials) =>
        (Language, Zone, Theme, Initials) = (language.OrNull(), zone.OrNull(), theme.OrNull(), initials.OrNull());

    public void Speak(string? language) => Language = language.OrNull();

    public void Paint(string? theme) => Theme = theme.OrNull();

    /// <summary>What they are good at ("technical", "technical:3" for the third level), where, and how much at once. Who is new is heard of by their teams.</summary>
    public void Work(IEnumerable<string> skills, IEnumerable<string> regions, int capacity, DateTimeOffset at)
    {
        var (knows, looksAfter) = (Clean(skills), Clean(regions));
        var changed = !knows.SequenceEqual(Skills) || !looksAfter.SequenceEqual(Regions) || capacity != Capacity;
        (Skills, Regions, Capacity) = (knows, looksAfter, capacity);
        if (changed && Id != 0) Raise(() => new StaffSkillsChanged(Id, at));
    }

    public void Hold(IReadOnlyCollection<long> roles)
    {
        Roles.RemoveAll(r => !roles.Contains(r.RoleId));
        foreach (var role in roles.Where(id => Roles.All(r => r.RoleId != id))) Roles.Add(new RoleHeld { RoleId = role });
    }

    /// <summary>The teams in order: rows the person owns belong to the first.</summary>
    public void Join(IReadOnlyList<long> teams, DateTimeOffset at, bool quietly = false)
    {
        var before = Memberships.OrderBy(m => m.Position).Select(m => m.TeamId).ToList();
        if (before.SequenceEqual(teams)) return;
        Memberships.RemoveAll(m => !teams.Contains(m.TeamId));
        for (var i = 0; i < teams.Count; i++)
        {
            if (Memberships.Find(m => m.TeamId == teams[i]) is { } kept) kept.Position = i;
            else Memberships.Add(new Membership { TeamId = teams[i], Position = i });
        }
        if (!quietly) Raise(() => new StaffTeamsChanged(Id, teams.Count > 0 ? teams[0] : null, at));
    }

    /// <summary>E-mail addresses are compared without regard to case and width.</summary>
    public static string Normalize(string email) => email.Trim().Normalize(System.Text.NormalizationForm.FormKC).ToUpperInvariant();

    static List<string> Clean(IEnumerable<string> words) => [.. words.Select(w => w.Trim()).Where(w => w.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The last two characters of a Chinese name, else the first letters of the first and the last word.</summary>
    static string InitialsOf(string name)
    {
        var runes = name.Trim().EnumerateRunes().ToList();
        if (runes.Count == 0) return "?";
        if (runes[0].Value is >= 0x2E80 and < 0x10000 or >= 0x20000) return string.Concat(runes.TakeLast(2));
        var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(new[] { words[0], words.Length > 1 ? words[^1] : "" }.Where(w => w.Length > 0).Select(w => w.EnumerateRunes().First().ToString().ToUpperInvariant()));
    }
}

internal static class Blank
{
    public static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A person has a role.</summary>
internal sealed class RoleHeld : IAudited
{
    public long StaffMemberId { get; init; }
    public long RoleId { get; init; }
}

/// <summary>A person works in a team.</summary>
internal sealed class Membership : IAudited
{
    public long StaffMemberId { get; init; }
    public long TeamId { get; init; }
    public int Position { get; set; }
}
