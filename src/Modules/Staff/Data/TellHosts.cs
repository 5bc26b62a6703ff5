using System.Data.Common;
using Crm.Staff.Features.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Crm.Staff.Data;

/// <summary>Triggers that tell every host, with the commit and whoever writes, that what they hold in memory is old.</summary>
internal static class TellHosts
{
    public const string Topic = "staff";

    static readonly (string Table, string When)[] Watched =
    [
        ("members", "insert or update or delete"), ("member_roles", "insert or update or delete"), ("memberships", "insert or update or delete"), ("absences", "insert or update or delete"),
        ("roles", "insert or update or delete"), ("grants", "insert or update or delete"), ("teams", "insert or update or delete"), ("departments", "insert or update or delete"),
        // Not when they were last seen.
        ("sessions", "delete or update of ended_at"), ("tokens", "delete or update of revoked_at, expires_at"),
    ];

    public static async Task Guard(StaffDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlRawAsync($"""
            create or replace function staff.tell_hosts() returns trigger language plpgsql as $$
            begin perform pg_notify('crm_live', '{Topic}|'); return null; end $$
            """, ct);
        foreach (var (table, when) in Watched)
        {
            var trigger = $"create or replace trigger tell_hosts after {when} on staff.{table} for each statement execute function staff.tell_hosts()";
            await db.Database.ExecuteSqlRawAsync(trigger, ct);
        }
    }
}

/// <summary>Drops this host's cache without waiting for the database to tell: after every save, and at the commit, since those who fill the cache again do not see a save before it.</summary>
internal sealed class DropWhenSaved : DbTransactionInterceptor, ISaveChangesInterceptor
{
    public static readonly DropWhenSaved Instance = new();

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Drop(eventData);
        return Task.CompletedTask;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Drop(eventData);
        return ValueTask.FromResult(result);
    }

    static void Drop(DbContextEventData happened) => happened.Context?.GetService<StaffCache>().Drop();
}
