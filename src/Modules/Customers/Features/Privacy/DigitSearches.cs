using System.Collections.Concurrent;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Customers.Features.Privacy;

/// <summary>
/// Digits find masked telephone numbers, which is what an agent with a caller on the line needs; asked often enough
/// they would also spell a number out. So many a minute and person, counted by each host for itself.
/// </summary>
internal sealed class DigitSearches(TimeProvider clock)
{
    readonly ConcurrentDictionary<long, (DateTimeOffset Since, int Count)> asked = new();

    /// <summary>Counts a search for digits; refuses one too many.</summary>
    public async ValueTask Count(string? text, CurrentUser user, ISettings settings, CancellationToken ct)
    {
        if (user.Id is not { } me || text is null || text.Count(char.IsAsciiDigit) < 4 || IsNumber(text)) return;
        var most = await settings.Get(PrivacySettings.DigitSearches, 30, ct);
        var now = clock.GetUtcNow();
        var mine = asked.AddOrUpdate(me, (now, 1), (_, seen) => now - seen.Since >= TimeSpan.FromMinutes(1) || now < seen.Since ? (now, 1) : (seen.Since, seen.Count + 1));
        if (mine.Count > most) throw new TooManyException("customers.search.digits", mine.Since + TimeSpan.FromMinutes(1) - now);
    }

    /// <summary>C000042 asks for a record, not for a telephone. Without its letter it may be either.</summary>
    static bool IsNumber(string text) => char.IsAsciiLetter(text.Trim()[0]) && HumanNumber.TryParse(char.ToUpperInvariant(text.Trim()[0]), text, out _);
}
