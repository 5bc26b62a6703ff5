using Crm.Contracts.Staff;
using Crm.Platform.Data;

namespace Crm.Staff.Domain;

// Signing in: the password, the second factor, and the lock after too many tries.
internal sealed partial class StaffMember
{
    public const int TriesBeforeLock = 5;
    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    [NotAudited] public string? PasswordHash { get; set; }
    public DateTimeOffset? PasswordChangedAt { get; private set; }
    [NotAudited] public int FailedTries { get; private set; }
    public DateTimeOffset? LockedUntil { get; private set; }

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    public void Fail(DateTimeOffset now)
    {
        if (++FailedTries < TriesBeforeLock) return;
        FailedTries = 0;
        LockedUntil = now + LockedFor;
    }

    public void Succeed()
    {
        FailedTries = 0;
        LockedUntil = null;
    }

    public void PasswordIs(string hash, DateTimeOffset now)
    {
        (PasswordHash, PasswordChangedAt) = (hash, now);
        Succeed();
    }
}
