using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Platform.Data;

/// <summary>
/// Notices and mails of one save. They are inserted "on conflict do nothing", which EF cannot say: a key that was told
/// already must not break the save it comes with. Bells ring when the transaction commits, as PostgreSQL's NOTIFY does.
/// </summary>
internal sealed class Queued
{
    const int Batch = 500;

    readonly List<NotificationRow> notices = [];
    readonly List<MailRow> mails = [];

    public bool IsEmpty => notices.Count == 0 && mails.Count == 0;

    public static Queued Take(ChangeTracker tracker)
    {
        var queued = new Queued();
        foreach (var entry in tracker.Entries<NotificationRow>().Where(e => e.State == EntityState.Added).ToList())
        {
            queued.notices.Add(entry.Entity);
            entry.State = EntityState.Detached;
        }
        foreach (var entry in tracker.Entries<MailRow>().Where(e => e.State == EntityState.Added).ToList())
        {
            queued.mails.Add(entry.Entity);
            entry.State = EntityState.Detached;
        }
        return queued;
    }

    public void GiveBack(ModuleDb db)
    {
        db.Notifications.AddRange(notices);
        db.Mail.AddRange(mails);
    }

    public async Task Insert(ModuleDb db, CancellationToken ct)
    {
        foreach (var part in notices.Chunk(Batch))
        {
            await using var command = Command(db);
            var rows = Values(command, part, n => [
                (NpgsqlDbType.Bigint, n.StaffId), (NpgsqlDbType.TimestampTz, n.At), (NpgsqlDbType.Text, n.Text), (NpgsqlDbType.Array | NpgsqlDbType.Text, n.Args),
                (NpgsqlDbType.Text, n.Url), (NpgsqlDbType.Text, n.Icon), (NpgsqlDbType.Text, n.Key)]);
            command.CommandText = $"""
                with told as (
                    insert into platform.notifications (staff_id, at, text, args, url, icon, key) values {rows}
                    on conflict (staff_id, key) do nothing returning staff_id)
                select pg_notify('{Live.LiveHub.Channel}', '{Live.LiveHub.Bell}:' || staff_id || '{Live.LiveHub.Separator}') from (select distinct staff_id from told) t
                """;
            await command.ExecuteNonQueryAsync(ct);
        }
        foreach (var part in mails.Chunk(Batch))
        {
            await using var command = Command(db);
            var rows = Values(command, part, m => [
                (NpgsqlDbType.TimestampTz, m.CreatedAt), (NpgsqlDbType.Text, m.ToAddress), (NpgsqlDbType.Text, m.ToName), (NpgsqlDbType.Text, m.Subject),
                (NpgsqlDbType.Text, m.TextBody), (NpgsqlDbType.Text, m.HtmlBody), (NpgsqlDbType.Text, m.Purpose), (NpgsqlDbType.Bigint, m.CustomerId),
                (NpgsqlDbType.TimestampTz, m.DueAt), (NpgsqlDbType.Text, m.Key), (NpgsqlDbType.Boolean, m.Secret), (NpgsqlDbType.Integer, m.Attempts)]);
            command.CommandText = $"""
                insert into platform.mail (created_at, to_address, to_name, subject, text_body, html_body, purpose, customer_id, due_at, key, secret, attempts)
                values {rows} on conflict (key) do nothing
                """;
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    static NpgsqlCommand Command(ModuleDb db)
    {
        var command = (NpgsqlCommand)db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    static string Values<T>(NpgsqlCommand command, IEnumerable<T> rows, Func<T, (NpgsqlDbType Type, object? Value)[]> columns)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(text.Length == 0 ? "(" : ", (");
            var first = true;
            foreach (var (type, value) in columns(row))
            {
                command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
                text.Append(first ? "$" : ", $").Append(command.Parameters.Count.ToString(CultureInfo.InvariantCulture));
                first = false;
            }
            text.Append(')');
        }
        return text.ToString();
    }
}
