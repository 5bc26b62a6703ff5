using Crm.Contracts.Staff;
using Crm.Platform.Data;

namespace Crm.Staff.Domain;

// Who can be given work: active, not switched to "away", not in an absence.
internal sealed partial class StaffMember
{
    /// <summary>Switched off by the person; null while at work.</summary>
    public DateTimeOffset? AwaySince { get; private set; }

    /// <summary>As the other modules were last told.</summary>
    [NotAudited] public bool Available { get; private set; } = true;

    public List<Absence> Absences { get; } = [];

    public Absence? AbsenceAt(DateTimeOffset now) => Absences.Where(a => a.Covers(now)).MaxBy(a => a.Until);

    public void GoAway(DateTimeOffset now)
    {
        AwaySince ??= now;
        Settle(now);
    }

    public void ComeBack(DateTimeOffset now)
    {
        AwaySince = null;
        Settle(now);
    }

    public void BeAbsent(Absence absence, DateTimeOffset now)
    {
        Absences.Add(absence);
        Settle(now);
    }

    /// <summary>An absence not yet begun goes; one that runs ends now.</summary>
    public void CutShort(Absence absence, DateTimeOffset now)
    {
        if (absence.From >= now) Absences.Remove(absence);
        else absence.EndAt(now);
        Settle(now);
    }

    public void Deactivate(DateTimeOffset now)
    {
        var leaves = Active;
        DeactivatedAt ??= now;
        Settle(now, tell: leaves); // also of somebody who was away: their work has to go to others
    }

    public void Reactivate(DateTimeOffset now)
    {
        DeactivatedAt = null;
        Settle(now, tell: true);
    }

    /// <summary>Tells the others when availability has changed, by an act or by time.</summary>
    public bool Settle(DateTimeOffset now, bool tell = false)
    {
        var available = Active && AwaySince is null && AbsenceAt(now) is null;
        if (available == Available && !tell) return false;
        Available = available;
        Raise(() => new StaffAvailabilityChanged(Id, Active, Available, now));
        return true;
    }
}

/// <summary>A person is away from one instant to another; a colleague may stand in.</summary>
internal sealed class Absence : Entity, IAudited
{
    Absence() { }

    public Absence(DateTimeOffset from, DateTimeOffset until, long? substituteId, string? note) => (From, Until, SubstituteId, Note) = (from, until, substituteId, note.OrNull());

    public long StaffMemberId { get; private set; }
    public DateTimeOffset From { get; private set; }
    public DateTimeOffset Until { get; private set; }
    public long? SubstituteId { get; private set; }
    public string? Note { get; private set; }

    public bool Covers(DateTimeOffset now) => From <= now && now < Until;

    public void EndAt(DateTimeOffset now) => Until = now;
}
