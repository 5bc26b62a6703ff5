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

    /// <summary>The authenticator app's key, encrypted; without <see cref="SecondFactorSince"/> it is only offered yet.</summary>
    [NotAudited] public string? AuthenticatorKey { get; private set; }
    public DateTimeOffset? SecondFactorSince { get; private set; }
    /// <summary>The half minute of the last code accepted: no code works twice.</summary>
    [NotAudited] public long LastStep { get; private set; }
    /// <summary>Hashes of the recovery codes that are left.</summary>
    [NotAudited] public List<string> RecoveryCodes { get; private set; } = [];

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    public bool HasSecondFactor => SecondFactorSince is not null;

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

    public void OfferSecondFactor(string protectedKey)
    {
        if (!HasSecondFactor) AuthenticatorKey = protectedKey;
    }

    public void TurnOnSecondFactor(DateTimeOffset now) => SecondFactorSince ??= now;

    public void TurnOffSecondFactor()
    {
        (SecondFactorSince, AuthenticatorKey, LastStep) = (null, null, 0);
        RecoveryCodes = [];
    }

    /// <summary>Accepts a code of the app unless it, or a later one, has been used.</summary>
    public bool TakeCode(byte[] key, string code, DateTimeOffset now)
    {
        if (OneTimeCode.StepOf(key, code, now) is not { } step || step <= LastStep) return false;
        LastStep = step;
        return true;
    }

    public void RecoverWith(IEnumerable<string> codes) => RecoveryCodes = [.. codes.Select(RecoveryCode.HashOf)];

    /// <summary>Accepts a recovery code once.</summary>
    public bool TakeRecoveryCode(string code)
    {
        var hash = RecoveryCode.HashOf(code);
        if (!RecoveryCodes.Contains(hash)) return false;
        RecoveryCodes = [.. RecoveryCodes.Where(c => c != hash)];
        return true;
    }
}
