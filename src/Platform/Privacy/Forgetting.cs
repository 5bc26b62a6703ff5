using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using NpgsqlTypes;

namespace Crm.Platform.Privacy;

/// <summary>A subject who has been erased: a number and a time, and nothing else. Replayed after a restore.</summary>
public sealed class ErasureRow
{
    public long SubjectId { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>The platform's part of an erasure, in the eraser's own transaction.</summary>
public static class Forgetting
{
    /// <summary>
    /// Destroys the keys of these subjects, empties what the platform keeps of them, and writes them on the list of
    /// erasures. Files on disk follow by a job that starts with the next save.
    /// </summary>
    public static async Task Forget(this ModuleDb db, IReadOnlyCollection<long> subjects, CancellationToken ct)
    {
        var ids = (NpgsqlDbType.Array | NpgsqlDbType.Bigint, (object)subjects.Distinct().Order().ToArray());
        await db.DestroyKeys(subjects, ct);
        await SubjectKeys.Run(db, "delete from platform.notifications where subject_id = any($1)", ct, ids);
        await SubjectKeys.Run(db, $"""
            update platform.mail set to_address = '{SubjectKey.Gone}', to_name = null, subject = '{SubjectKey.Gone}', text_body = '{SubjectKey.Gone}', html_body = null, error = null, due_at = null
            where customer_id = any($1)
            """, ct, ids);
        // A digest not sent yet may quote the subject; what it tells stands under the bell.
        await SubjectKeys.Run(db, "update platform.mail set text_body = '', html_body = null, due_at = null where purpose = 'staff.digest' and sent_at is null", ct);
        await SubjectKeys.Run(db, "delete from platform.idempotency where subjects && $1", ct, ids);
        await SubjectKeys.Run(db, "insert into platform.erasures (subject_id, at) select s, $2 from unnest($1) s on conflict (subject_id) do nothing", ct, ids, (NpgsqlDbType.TimestampTz, db.Clock.GetUtcNow()));
        db.Enqueue<ForgetFiles, ForgetFiles.Args>(new([.. subjects]), "privacy.job.forget", null);
    }

    /// <summary>Takes stored files away: nobody can open them from the commit on, and their bytes go with a job.</summary>
    public static async Task ForgetFiles(this ModuleDb db, IReadOnlyCollection<Guid> files, CancellationToken ct)
    {
        if (files.Count == 0) return;
        await SubjectKeys.Run(db, "update platform.files set expires_at = $2 where id = any($1)", ct, (NpgsqlDbType.Array | NpgsqlDbType.Uuid, files.ToArray()), (NpgsqlDbType.TimestampTz, db.Clock.GetUtcNow().AddSeconds(-1)));
        db.Enqueue<ForgetFiles, ForgetFiles.Args>(new([]), "privacy.job.forget", null);
    }

    /// <summary>Where the list of erasures is kept beside the database: Crm:Erasures, else a file of the data folder.</summary>
    public static string ListOf(IConfiguration configuration) => configuration["Crm:Erasures"] ?? Path.Combine(DataDir.Of(configuration), "erasures.jsonl");

    /// <summary>The subjects on the list beside the database.</summary>
    public static IReadOnlyCollection<long> ReadList(IConfiguration configuration)
    {
        var file = ListOf(configuration);
        return !File.Exists(file) ? [] : [.. File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<ErasureRow>(l, EventTypes.Json)!.SubjectId).Distinct()];
    }
}

/// <summary>Removes what an erasure leaves on disk: mails that were written as files, stored files that expired; and keeps the list of erasures outside the database, where no backup overwrites it.</summary>
internal sealed class ForgetFiles(PlatformDb db, IFiles files, IConfiguration configuration) : IJob<ForgetFiles.Args>
{
    public sealed record Args(IReadOnlyList<long> Subjects);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var now = db.Clock.GetUtcNow();
        foreach (var id in await db.Files.Where(f => f.ExpiresAt != null && f.ExpiresAt < now).Select(f => f.Id).ToListAsync(ct)) await files.Delete(id, ct);
        if (args.Subjects.Count == 0) return null;
        var folder = Path.Combine(DataDir.Of(configuration), "mail");
        if (Directory.Exists(folder))
            foreach (var id in await db.Mail.Where(m => (m.CustomerId != null && args.Subjects.Contains(m.CustomerId.Value)) || m.Purpose == "staff.digest").Select(m => m.Id).ToListAsync(ct))
                File.Delete(Path.Combine(folder, $"{id:D8}.eml"));
        var rows = await db.Erasures.Where(e => args.Subjects.Contains(e.SubjectId)).ToListAsync(ct);
        Directory.CreateDirectory(Path.GetDirectoryName(Forgetting.ListOf(configuration))!);
        await File.AppendAllLinesAsync(Forgetting.ListOf(configuration), rows.Select(r => JsonSerializer.Serialize(r, EventTypes.Json)), ct);
        return null;
    }
}
