using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Crm.Customers.Features.Merging;

/// <summary>Addresses a customer in "ask for access" without telling which one it is.</summary>
internal sealed class AccessLinks(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("customers.access");

    /// <summary>Address of the page that asks.</summary>
    public string To(long customerId) => "/customers/ask?who=" + protector.Protect(customerId.ToString(CultureInfo.InvariantCulture));

    /// <summary>The customer behind a token; null for what nobody was given.</summary>
    public long? Read(string? token)
    {
        try { return string.IsNullOrEmpty(token) ? null : long.Parse(protector.Unprotect(token), CultureInfo.InvariantCulture); }
        catch (CryptographicException) { return null; }
    }
}
