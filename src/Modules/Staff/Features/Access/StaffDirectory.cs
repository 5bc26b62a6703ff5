using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Staff.Data;

namespace Crm.Staff.Features.Access;

/// <summary>
/// Names are in the reader's language, where people and teams have two. Inside an open transaction of this module
/// (all demo data is loaded in one) it sees what the transaction sees, which no cache does.
/// </summary>
internal sealed class StaffDirectory(StaffCache cache, StaffDb db) : IStaffDirectory
{
    StaffSnapshot? uncommitted;

    static string Language => Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);

    public async Task<IReadOnlyDictionary<long, StaffFacts>> Everyone(CancellationToken ct) => (await Snapshot(ct)).Facts[Language];

    public async Task<IReadOnlyDictionary<long, TeamFacts>> Teams(CancellationToken ct) => (await Snapshot(ct)).Teams[Language];

    public async Task<IReadOnlyList<long>> HoldersOf(string permission, CancellationToken ct) =>
        [.. (await Snapshot(ct)).People.Values.Where(p => p.Active && p.Rights.Grants.ContainsKey(permission)).Select(p => p.Id)];

    // Whoever asks first in such a scope asks after the staff was written: modules load in order.
    async ValueTask<StaffSnapshot> Snapshot(CancellationToken ct) =>
        db.Database.CurrentTransaction is null ? await cache.Snapshot(ct) : uncommitted ??= await StaffSnapshot.Load(db, ct);
}
