using System.Globalization;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Whether there is a help centre, and which state of it this is. Asked of the database by every request, so all hosts agree at once.</summary>
internal sealed class HelpCenterState(KnowledgeDb db, ISettings settings, InstallationZone zone, TimeProvider clock)
{
    public const string Setting = "knowledge.help_center";

    // What was rendered by another build may name style sheets that are gone.
    static readonly string Build = typeof(HelpCenterState).Module.ModuleVersionId.ToString("N")[..8];

    string? tag;

    /// <summary>Whether customers may read at all.</summary>
    public ValueTask<bool> IsOn(CancellationToken ct) => settings.Get(Setting, true, ct);

    /// <summary>Changes whenever something changes that readers see: a text, a category, and the day, on which articles expire.</summary>
    public async ValueTask<string> Tag(CancellationToken ct)
    {
        if (tag is not null) return tag;
        var number = await db.Revisions.Where(r => r.Id == Revision.Only).Select(r => r.Number).SingleAsync(ct);
        return tag = string.Create(CultureInfo.InvariantCulture, $"{number}-{Today:yyyyMMdd}-{Build}");
    }

    public DateOnly Today => zone.DayOf(clock.GetUtcNow());
}
