using System.Globalization;
using System.Text;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
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

    /// <summary>Whom they tell about.</summary>
    public IEnumerable<long> Subjects => notices.Select(n => n.SubjectId).Concat(mails.Select(m => m.CustomerId)).OfType<long>();

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

    public async Task Insert(ModuleDb db, IReadOnlyDictionary<long, SubjectKey> keys, CancellationToken ct)
    {
        string? Sealed(long? subject, string? text) => subject is { } s && text is not null ? keys[s].Seal(text) : text;
        foreach (var part in notices.Chunk(Batch))
        {
            await using var command = db.Command("");
            var rows = Values(command, part, n => [
                (NpgsqlDbType.Bigint, n.StaffId), (NpgsqlDbType.TimestampTz, n.At), (NpgsqlDbType.Text, n.Text), (NpgsqlDbType.Array | NpgsqlDbType.Text, Array.ConvertAll(n.Args, a => Sealed(n.SubjectId, a)!)),
                (NpgsqlDbType.Text, n.Url), (NpgsqlDbType.Text, n.Icon), (NpgsqlDbType.Text, n.Key), (NpgsqlDbType.Bigint, n.SubjectId)]);
            command.CommandText = $"""
                with told as (
                    insert into platform.notifications (staff_id, at, text, args, url, icon, key, subject_id) values {rows}
                    on conflict (staff_id, key) do nothing returning staff_id)
                select pg_notify('{Live.LiveHub.Channel}', '{Live.LiveHub.Bell}:' || staff_id || '{Live.LiveHub.Separator}') from (select distinct staff_id from told) t
                """;
            await command.ExecuteNonQueryAsync(ct);
        }
        foreach (var part in mails.Chunk(Batch))
        {
            await using var command = db.Command("");
            var rows = Values(command, part, m => [
                (NpgsqlDbType.TimestampTz, m.CreatedAt), (NpgsqlDbType.Text, Sealed(m.CustomerId, m.ToAddress)), (NpgsqlDbType.Text, Sealed(m.CustomerId, m.ToName)), (NpgsqlDbType.Text, Sealed(m.CustomerId, m.Subject)),
                (NpgsqlDbType.Text, Sealed(m.CustomerId, m.TextBody)), (NpgsqlDbType.Text, Sealed(m.CustomerId, m.HtmlBody)), (NpgsqlDbType.Text, m.Purpose), (NpgsqlDbType.Bigint, m.CustomerId),
                (NpgsqlDbType.TimestampTz, m.DueAt), (NpgsqlDbType.Text, m.Key), (NpgsqlDbType.Boolean, m.Secret), (NpgsqlDbType.Integer, m.Attempts), (NpgsqlDbType.Uuid, m.AttachmentId),
                (NpgsqlDbType.Text, Sealed(m.CustomerId, m.Headers)), (NpgsqlDbType.Text, m.FromName)]);
            command.CommandText = $"""
                insert into platform.mail (created_at, to_address, to_name, subject, text_body, html_body, purpose, customer_id, due_at, key, secret, attempts, attachment_id, headers, from_name)
                values {rows} on conflict (key) do nothing
                """;
            await command.ExecuteNonQueryAsync(ct);
        }
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
