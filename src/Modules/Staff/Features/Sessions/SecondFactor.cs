using Crm.Staff.Domain;
using Microsoft.AspNetCore.DataProtection;

namespace Crm.Staff.Features.Sessions;

/// <summary>Keeps the keys of authenticator apps: encrypted in the row, so that a copy of the table is worth nothing.</summary>
internal sealed class SecondFactor(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("staff.authenticator");

    public byte[] KeyOf(StaffMember member) => protector.Unprotect(Convert.FromBase64String(member.AuthenticatorKey ?? throw new InvalidOperationException("No second factor.")));

    public string Protect(byte[] key) => Convert.ToBase64String(protector.Protect(key));
}
