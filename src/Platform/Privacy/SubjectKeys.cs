using System.Security.Cryptography;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Platform.Privacy;

/// <summary>A subject's own random key, wrapped by the master key. A destroyed one stays as a row without key, so that no late writer makes a new one.</summary>
public sealed class SubjectKeyRow
{
    public long SubjectId { get; init; }

    /// <summary>Which master key wraps it.</summary>
    public required string Master { get; set; }

    public byte[]? Wrapped { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DestroyedAt { get; set; }
}

/// <summary>The key store, always used on a context's own connection, and so inside its transaction if it has one. Nothing is cached: a destroyed key is gone for every host at once.</summary>
internal static class SubjectKeys
{
    /// <summary>Keys to write with; those missing are made.</summary>
    public static async Task<IReadOnlyDictionary<long, SubjectKey>> ForWriting(ModuleDb db, MasterKey master, IReadOnlyCollection<long> subjects, CancellationToken ct)
    {
        var keys = await ForReading(db, master, subjects, ct);
        // In one order, so that two savers who make the same keys cannot wait for each other.
        var missing = subjects.Where(s => !keys.ContainsKey(s)).Distinct().Order().ToArray();
        if (missing.Length == 0) return keys;
        await Run(db, """
            insert into platform.subject_keys (subject_id, master, wrapped, created_at)
            select * from unnest($1, $2, $3, $4) on conflict (subject_id) do nothing
            """, ct,
            (NpgsqlDbType.Array | NpgsqlDbType.Bigint, missing),
            (NpgsqlDbType.Array | NpgsqlDbType.Text, Array.ConvertAll(missing, _ => master.Id)),
            (NpgsqlDbType.Array | NpgsqlDbType.Bytea, Array.ConvertAll(missing, s => master.Wrap(s, RandomNumberGenerator.GetBytes(32)))),
            (NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, Array.ConvertAll(missing, _ => db.Clock.GetUtcNow())));
        return keys.Concat(await ForReading(db, master, missing, ct)).ToDictionary();
    }

    /// <summary>Keys that exist, destroyed ones among them.</summary>
    public static async Task<IReadOnlyDictionary<long, SubjectKey>> ForReading(ModuleDb db, MasterKey master, IReadOnlyCollection<long> subjects, CancellationToken ct)
    {
        var trip = new RoundTrip(db);
        var keys = ForReading(trip, master, subjects);
        await trip.Go(ct);
        return keys;
    }

    /// <summary>Keys that exist, destroyed ones among them, when the round trip has gone.</summary>
    public static IReadOnlyDictionary<long, SubjectKey> ForReading(RoundTrip trip, MasterKey master, IReadOnlyCollection<long> subjects)
    {
        var keys = new Dictionary<long, SubjectKey>();
        if (subjects.Count == 0) return keys;
        // Most often it is one, which is worth its own statement: of a list the database does not know the length, and plans anew for each.
        const string Those = "select subject_id, master, wrapped from platform.subject_keys where subject_id = ";
        long[] asked = [.. subjects.Distinct()];
        var question = asked is [var one]
            ? new NpgsqlBatchCommand(Those + "$1") { Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = one } } }
            : new NpgsqlBatchCommand(Those + "any($1)") { Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = asked } } };
        trip.Ask(question, row =>
        {
            var (subject, by, wrapped) = (row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2));
            keys[subject] = new(subject, wrapped is null ? null : () => master.Unwrap(subject, by, wrapped));
        });
        return keys;
    }

    /// <summary>Destroys the key of a subject, or forbids that one is ever made.</summary>
    public static Task Destroy(ModuleDb db, IReadOnlyCollection<long> subjects, CancellationToken ct) => Run(db, """
        insert into platform.subject_keys (subject_id, master, wrapped, created_at, destroyed_at)
        select s, '', null, $2, $2 from unnest($1) s order by s
        on conflict (subject_id) do update set master = '', wrapped = null, destroyed_at = coalesce(subject_keys.destroyed_at, excluded.destroyed_at)
        """, ct, (NpgsqlDbType.Array | NpgsqlDbType.Bigint, subjects.Distinct().ToArray()), (NpgsqlDbType.TimestampTz, db.Clock.GetUtcNow()));

    internal static async Task<int> Run(ModuleDb db, string sql, CancellationToken ct, params (NpgsqlDbType Type, object Value)[] values)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Command(sql);
            foreach (var (type, value) in values) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
            return await command.ExecuteNonQueryAsync(ct);
        }
        finally { await db.Database.CloseConnectionAsync(); }
    }
}
