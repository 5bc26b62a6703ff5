using System.Net;
using System.Net.Sockets;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Staff.Features.Sessions;

/// <summary>
/// Limits the tries of an address, whatever accounts they are for: one password tried on a thousand accounts locks none
/// of them. Counted in the database, so that all hosts count together.
/// </summary>
internal sealed class AddressGuard(StaffDb db, CurrentUser user, TimeProvider clock, IConfiguration configuration)
{
    /// <summary>A whole office may share an address. Setting Crm:SignIn:TriesPerAddress.</summary>
    public const int Most = 50;

    public static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    /// <summary>Counts the try before anything is looked at, so that a thousand at once get no further than a thousand in a row.</summary>
    public async Task Enter(CancellationToken ct)
    {
        if (Place(user.From) is not { } address) return;
        var (now, oldest) = (clock.GetUtcNow(), clock.GetUtcNow() - Within);
        var tries = (await db.AddressTries.FromSql($"""
            insert into staff.address_tries as t (address, count, since) values ({address}, 1, {now})
            on conflict (address) do update set count = case when t.since <= {oldest} then 1 else t.count + 1 end, since = case when t.since <= {oldest} then excluded.since else t.since end
            returning t.*
            """).AsNoTracking().ToListAsync(ct)).Single();
        if (tries.Count > configuration.GetValue("Crm:SignIn:TriesPerAddress", Most)) throw new TooManyException("staff.sign_in.address", tries.Since + Within - now);
    }

    /// <summary>The try was a success, and counts no more.</summary>
    public async Task Succeed(CancellationToken ct)
    {
        if (Place(user.From) is { } address) await db.AddressTries.Where(t => t.Address == address && t.Count > 0).ExecuteUpdateAsync(t => t.SetProperty(x => x.Count, x => x.Count - 1), ct);
    }

    /// <summary>What is counted as one address; null when the host does not see any (tests, Unix sockets).</summary>
    internal static string? Place(string? address)
    {
        if (!IPAddress.TryParse(address, out var ip)) return null;
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        return ip.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. ip.GetAddressBytes()[..8], .. new byte[8]]) + "/64" : ip.ToString();
    }
}

/// <summary>Forgets addresses whose tries are long past.</summary>
internal sealed class ForgetTries(StaffDb db, TimeProvider clock) : ISweep
{
    public string Cron => "0 17 * * * ?";

    public Task Run(CancellationToken ct)
    {
        var oldest = clock.GetUtcNow() - AddressGuard.Within;
        return db.AddressTries.Where(t => t.Since <= oldest).ExecuteDeleteAsync(ct);
    }
}
