using Crm.Contracts.Customers;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>What an improvement has done: the item in the wave it came from and in the next one; a pilot and the rest.</summary>
internal sealed class Effects(SurveysDb db, SurveyCache cache, ItemFigure figures, ICustomerSegments segments, InstallationZone zone)
{
    /// <summary>Of a wave without end so many whole days before the measure began are "before".</summary>
    public const int DaysBefore = 90;

    const int MostMembers = 200_000;

    /// <param name="From">Of a wave without end: from when on, else null.</param>
    public sealed record Sample(long? WaveId, DateOnly? From, DateOnly? To);

    /// <param name="After">Null: there is no next wave yet.</param>
    public sealed record BeforeAndAfter(Item Item, Sample Before, Sample? After, ItemComparison? Comparison)
    {
        public ItemVerdict Verdict => Comparison?.Verdict ?? ItemVerdict.NotYet;
    }

    /// <param name="Cut">The segment has more members than are compared.</param>
    public sealed record Pilot(Item Item, long? TeamId, long? SegmentId, DateOnly From, DateOnly To, ItemComparison Comparison, bool Cut);

    /// <summary>The item before and after; null for an improvement that is about no item.</summary>
    public async Task<BeforeAndAfter?> Of(Improvement row, RowScope scope, CancellationToken ct)
    {
        if (row.SurveyId is not { } survey || await ItemOf(row, ct) is not { } item) return null;
        var began = row.StartedAt ?? row.ApprovedAt ?? row.ProposedAt;
        // An import began when it was read, whenever its answers were given: it is a "before" where the improvement came from it, and no "after".
        var waves = await db.Waves.AsNoTracking().Where(w => w.SurveyId == survey && w.Kind != WaveKind.Resurvey && (w.Kind != WaveKind.Import || w.Id == row.WaveId) && w.StartedAt != null).OrderBy(w => w.StartedAt).Select(w => new { w.Id, w.Kind, w.StartedAt }).ToListAsync(ct);
        // Where it was seen; proposed from the whole survey, the latest wave until then.
        var first = waves.Find(w => w.Id == row.WaveId) ?? waves.FindLast(w => w.StartedAt <= began);
        if (first is null) return new(item, new(null, null, null), null, null);
        if (first.Kind.Continues())
        {
            // It never ends: the days before the measure began against the days since it is done. The days of change themselves are neither.
            var start = zone.DayOf(began);
            var before = new Sample(first.Id, start.AddDays(-DaysBefore), start.AddDays(-1));
            if (row.DoneAt is not { } done) return new(item, before, null, null);
            var since = zone.DayOf(done).AddDays(1);
            var sides = (Before: new ItemSample(survey, item.Key) { Wave = first.Id, From = zone.StartOf(start.AddDays(-DaysBefore)), Until = zone.StartOf(start) }, After: new ItemSample(survey, item.Key) { Wave = first.Id, From = zone.StartOf(since) });
            return new(item, before, new(first.Id, since, null), await Compare(item, sides.Before, sides.After, scope, ct));
        }
        // The next one that went out after the measure had begun.
        var next = waves.Find(w => !w.Kind.Continues() && w.StartedAt > first.StartedAt && w.StartedAt > began);
        if (next is null) return new(item, new(first.Id, null, null), null, null);
        return new(item, new(first.Id, null, null), new(next.Id, null, null), await Compare(item, new(survey, item.Key) { Wave = first.Id }, new(survey, item.Key) { Wave = next.Id }, scope, ct));
    }

    /// <summary>The pilot against everybody else who answered in its time; null without a pilot or without an item.</summary>
    public async Task<Pilot?> PilotOf(Improvement row, RowScope scope, CancellationToken ct)
    {
        if (!row.HasPilot || row is not { SurveyId: { } survey, PilotFrom: { } from, PilotTo: { } to } || await ItemOf(row, ct) is not { } item) return null;
        var time = new ItemSample(survey, item.Key) { From = zone.StartOf(from), Until = zone.StartOf(to.AddDays(1)) };
        var (rest, pilot, cut) = (time, time, false);
        if (row.PilotTeamId is { } team) (rest, pilot) = (time with { NotTeam = team }, time with { Team = team });
        else if (row.PilotSegmentId is { } segment)
        {
            var members = new List<long>();
            for (long after = 0; members.Count < MostMembers && await segments.Members(segment, after, 5000, ct) is { Count: > 0 } page; after = page[^1].Id) members.AddRange(page.Select(m => m.Id));
            cut = members.Count >= MostMembers;
            long[] ids = [.. members];
            (rest, pilot) = (time with { NotCustomers = ids }, time with { Customers = ids });
        }
        var (other, tried) = (await figures.Of(rest, scope, ct), await figures.Of(pilot, scope, ct));
        return new(item, row.PilotTeamId, row.PilotSegmentId, from, to, ItemComparison.Of(other, tried, [], item.Kind == ItemKind.Rating), cut);
    }

    async Task<ItemComparison> Compare(Item item, ItemSample before, ItemSample after, RowScope scope, CancellationToken ct) =>
        ItemComparison.Of(await figures.Of(before, scope, ct), await figures.Of(after, scope, ct), await figures.Pairs(before, after, scope, ct), item.Kind == ItemKind.Rating);

    async Task<Item?> ItemOf(Improvement row, CancellationToken ct)
    {
        if (row.Item is null) return null;
        var version = await db.Versions.Where(v => v.SurveyId == row.SurveyId).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(ct);
        return version is { } id ? (await cache.Version(db, id, ct)).Find(row.Item) : null;
    }
}
