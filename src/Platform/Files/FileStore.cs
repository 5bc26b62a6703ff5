using System.Security.Cryptography;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Platform.Files;

internal sealed class FileStore(NpgsqlDataSource source, PlatformDb db, CurrentUser user, TimeProvider clock, IConfiguration configuration) : IFiles
{
    string Root => Path.Combine(DataDir.Of(configuration), "files");

    bool InDatabase => configuration["Crm:Files:Store"] switch
    {
        null or "" or "disk" => false,
        "database" => true,
        var other => throw new InvalidOperationException($"Crm:Files:Store is \"{other}\"; it can be disk or database."),
    };

    public async Task<FileFacts> Save(Stream content, string name, CancellationToken ct, DateTimeOffset? expires, int? maxMb)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var clean = FileNames.Clean(name);
        // A row that says "on disk" is written only when the bytes are there; bytes without a row are swept.
        var path = InDatabase ? null : PathOf(id);
        if (path is not null) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Stream to = path is null ? new MemoryStream() : new FileStream(path + ".part", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
        try
        {
            (string Type, long Size, byte[] Sha256) written;
            await using (to)
            {
                written = await Copy(content, to, clean, maxMb ?? configuration.GetValue("Crm:Files:MaxMb", 25), ct);
                if (to is FileStream file) file.Flush(flushToDisk: true);
            }
            if (path is not null) File.Move(path + ".part", path);
            await using var command = source.CreateCommand("insert into platform.files (id, name, content_type, size, sha256, content, staff_id, at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
            command.Parameters.Add(new() { Value = id });
            command.Parameters.Add(new() { Value = clean });
            command.Parameters.Add(new() { Value = written.Type });
            command.Parameters.Add(new() { Value = written.Size });
            command.Parameters.Add(new() { Value = written.Sha256 });
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = to is MemoryStream bytes ? bytes.ToArray() : DBNull.Value });
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)user.Id ?? DBNull.Value });
            command.Parameters.Add(new() { Value = now });
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)expires ?? DBNull.Value });
            await command.ExecuteNonQueryAsync(ct);
            return new(id, clean, written.Type, written.Size, now);
        }
        catch
        {
            if (path is not null)
            {
                File.Delete(path + ".part");
                File.Delete(path);
            }
            throw;
        }
    }

    async Task<(string Type, long Size, byte[] Sha256)> Copy(Stream from, Stream to, string name, int most, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81920];
        string? type = null;
        long size = 0;
        while (await from.ReadAtLeastAsync(buffer, type is null ? FileTypes.HeadSize : 1, throwOnEndOfStream: false, ct) is var read and > 0)
        {
            type ??= FileTypes.Of(buffer.AsSpan(0, Math.Min(read, FileTypes.HeadSize)), name);
            size += read;
            if (size > most * 1048576L) throw new RuleException("files.too_large", "File", most);
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return (type ?? FileTypes.Unknown, size, hash.GetHashAndReset());
    }

    public async Task<OpenFile?> Open(Guid id, CancellationToken ct)
    {
        var row = await db.Files.Where(f => f.Id == id).Select(f => new { f.Id, f.Name, f.ContentType, f.Size, f.At, f.Content, f.ExpiresAt }).FirstOrDefaultAsync(ct);
        if (row is null || row.ExpiresAt < clock.GetUtcNow()) return null;
        var facts = new FileFacts(row.Id, row.Name, row.ContentType, row.Size, row.At);
        if (row.Content is { } bytes) return new(facts, new MemoryStream(bytes, writable: false));
        return new(facts, new FileStream(PathOf(id), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous }));
    }

    public async Task<IReadOnlyDictionary<Guid, FileFacts>> Of(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<Guid, FileFacts>() : await db.Files.Where(f => ids.Contains(f.Id)).Select(f => new FileFacts(f.Id, f.Name, f.ContentType, f.Size, f.At)).ToDictionaryAsync(f => f.Id, ct);

    public async Task Delete(Guid id, CancellationToken ct)
    {
        await db.Files.Where(f => f.Id == id).ExecuteDeleteAsync(ct);
        if (PathOf(id) is var path && File.Exists(path)) File.Delete(path);
    }

    /// <summary>Two levels of folders, from the random end of the id, so that no folder grows large.</summary>
    string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(Root, name[^2..], name[^4..^2], name);
    }

    /// <summary>Bytes on disk older than a time, for the sweep.</summary>
    internal IEnumerable<(Guid? Id, string Path)> OnDiskBefore(DateTimeOffset time) => !Directory.Exists(Root) ? [] :
        from file in new DirectoryInfo(Root).EnumerateFiles("*", SearchOption.AllDirectories)
        where file.LastWriteTimeUtc < time.UtcDateTime
        select (Guid.TryParseExact(file.Name, "N", out var id) ? id : (Guid?)null, file.FullName);
}
