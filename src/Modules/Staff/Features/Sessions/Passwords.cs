using Crm.Staff.Domain;
using Microsoft.AspNetCore.Identity;

namespace Crm.Staff.Features.Sessions;

/// <summary>Hashes and checks passwords with Identity's hasher. A password hashed with fewer rounds than now asked for is hashed anew when it is next typed.</summary>
internal sealed class Passwords(IPasswordHasher<StaffMember> hasher, TimeProvider clock)
{
    readonly Lazy<string> nobodys = new(() => hasher.HashPassword(null!, Guid.NewGuid().ToString()));

    public void Set(StaffMember member, string password) => member.PasswordIs(Hash(member, password), clock.GetUtcNow());

    public string Hash(StaffMember member, string password) => hasher.HashPassword(member, password);

    /// <summary>Takes as long for nobody's password as for somebody's, so that time does not tell who has an account.</summary>
    public bool Check(StaffMember? member, string password)
    {
        var result = hasher.VerifyHashedPassword(member!, member?.PasswordHash ?? nobodys.Value, password);
        if (member?.PasswordHash is null || result == PasswordVerificationResult.Failed) return false;
        if (result == PasswordVerificationResult.SuccessRehashNeeded) member.PasswordHash = Hash(member, password);
        return true;
    }
}
