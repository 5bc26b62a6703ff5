using System.Globalization;
using Crm.Contracts.Staff;

namespace Crm.Staff.Features.Access;

/// <summary>Names are in the reader's language, where people, teams and roles have two.</summary>
internal sealed class StaffDirectory(StaffCache cache) : IStaffDirectory, IRoleDirectory
{
    static string Language => Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);

    public async Task<IReadOnlyDictionary<long, StaffFacts>> Everyone(CancellationToken ct) => (await cache.Snapshot(ct)).Facts[Language];

    public async Task<IReadOnlyDictionary<long, TeamFacts>> Teams(CancellationToken ct) => (await cache.Snapshot(ct)).Teams[Language];

    public async Task<IReadOnlyList<long>> HoldersOf(string permission, CancellationToken ct) =>
        [.. (await cache.Snapshot(ct)).People.Values.Where(p => p.Active && p.Rights.Grants.ContainsKey(permission)).Select(p => p.Id)];

    public async Task<IReadOnlyList<long>> WhoReaches(string permission, long? ownerId, long? teamId, CancellationToken ct) =>
        [.. (await cache.Snapshot(ct)).People.Values.Where(p => p.Active && p.Rights.ScopeOf(permission, p.Id).Covers(ownerId, teamId)).Select(p => p.Id)];

    async Task<IReadOnlyDictionary<long, string>> IRoleDirectory.Names(CancellationToken ct) => (await cache.Snapshot(ct)).Roles[Language];

    async Task<IReadOnlyList<long>> IRoleDirectory.Of(long staffId, CancellationToken ct) => (await cache.Snapshot(ct)).People.GetValueOrDefault(staffId)?.RoleIds ?? [];
}
