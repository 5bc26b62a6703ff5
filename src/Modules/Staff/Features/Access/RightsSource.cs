using Crm.Platform.Time;
using Crm.Platform.Users;

namespace Crm.Staff.Features.Access;

internal sealed class RightsSource(StaffCache cache, InstallationZone zone) : IRightsSource
{
    /// <summary>Without a session id a job goes on for the person who started it.</summary>
    public async Task<bool> SignIn(CurrentUser user, long staffId, string? sessionId, CancellationToken ct)
    {
        if (sessionId is not null && (!Guid.TryParse(sessionId, out var session) || await cache.OwnerOf(session, ct) != staffId)) return false;
        if ((await cache.Snapshot(ct)).People.GetValueOrDefault(staffId) is not { Active: true } person) return false;
        Become(user, person, person.Rights, null);
        return true;
    }

    public async Task<bool> SignInByToken(CurrentUser user, string token, CancellationToken ct)
    {
        if (token.Length is < 20 or > 200 || await cache.Token(token, ct) is not { } held) return false;
        if ((await cache.Snapshot(ct)).People.GetValueOrDefault(held.StaffId) is not { Active: true } person) return false;
        var rights = held.Permissions is null ? person.Rights
            : person.Rights with { Grants = person.Rights.Grants.Where(g => held.Permissions.Contains(g.Key)).ToDictionary() };
        Become(user, person, rights, held.Id);
        return true;
    }

    void Become(CurrentUser user, Person person, Rights rights, long? tokenId)
    {
        var language = person.Language ?? user.Language;
        user.Become(person.Id, person.NameIn(language), rights, language, person.Zone ?? zone.Zone.Id, tokenId);
    }
}
