using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;

namespace Crm.Host;

/// <summary>
/// One zip archive of the whole installation: every table as COPY text, all in one snapshot, the sequences, the files of the data
/// folder, and a manifest with row counts and checksums. Needs no program of PostgreSQL's and no superuser.
/// docs/adr/0004-embedded-postgres.md tells why it is our own.
/// </summary>
internal static class Backup
{
    const int Format = 1;
    const string ManifestName = "manifest.json", FilesFolder = "files", History = "__migrations";
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal sealed record Table(string Schema, string Name, string[] Columns, long Rows, string Sha256)
    {
        public string Entry => $"tables/{Schema}.{Name}.copy";
        public string Sql => $"{Quote(Schema)}.{Quote(Name)}";
        public string ColumnsSql => string.Join(", ", Columns.Select(Quote));
    }

    internal sealed record Sequence(string Schema, string Name, long Value, bool Used);

    internal sealed record StoredFile(string Path, long Bytes, string Sha256);

    internal sealed record Manifest(int Format, DateTimeOffset MadeAt, string Postgres, string[] Migrations, Table[] Tables, Sequence[] Sequences, StoredFile[] Files)
    {
        public string Summary => $"{Tables.Length} tables, {Tables.Sum(t => t.Rows)} rows, {Files.Length} files";
    }

    // ---- backup

    public static async Task<Manifest> WriteAsync(string connectionString, string dataDir, string archive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (File.Exists(archive)) throw new Refusal($"{archive} is there already: name a new file.");
        var partial = archive + ".partial";
        try
        {
            Manifest manifest;
            await using (var stream = OpenPrivate(partial))
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            {
                manifest = await WriteAsync(zip, connectionString, dataDir, now, cancellationToken);
            }
            File.Move(partial, archive);
            return manifest;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new Refusal($"{archive} cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    static async Task<Manifest> WriteAsync(ZipArchive zip, string connectionString, string dataDir, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connectionString, cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var tables = new List<Table>();
        foreach (var table in await TablesAsync(connection, cancellationToken))
        {
            using var rows = (StreamReader)await connection.BeginTextExportAsync($"copy (select {table.ColumnsSql} from {table.Sql}) to stdout", cancellationToken);
            await using var entry = await zip.CreateEntry(table.Entry, CompressionLevel.Fastest).OpenAsync(cancellationToken);
            var copied = await CopyAsync(rows.BaseStream, entry, cancellationToken);
            tables.Add(table with { Rows = copied.Lines, Sha256 = copied.Sha256 });
        }
        // Sequences are outside every snapshot; read last, they are ahead of every row above. Files are written before the
        // row that names them and so are here, too.
        var sequences = await SequencesAsync(connection, cancellationToken);
        var files = new List<StoredFile>();
        var folder = Path.Combine(dataDir, FilesFolder);
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (OpenIfThere(file) is not { } content) continue;
            await using var closing = content;
            var path = Path.GetRelativePath(dataDir, file).Replace('\\', '/');
            await using var entry = await zip.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(cancellationToken);
            var copied = await CopyAsync(content, entry, cancellationToken);
            files.Add(new StoredFile(path, copied.Bytes, copied.Sha256));
        }
        var manifest = new Manifest(Format, now, connection.PostgreSqlVersion.ToString(), await MigrationsAsync(connection, cancellationToken), [.. tables], sequences, [.. files]);
        await using (var entry = await zip.CreateEntry(ManifestName).OpenAsync(cancellationToken)) await JsonSerializer.SerializeAsync(entry, manifest, Json, cancellationToken);
        return manifest;
    }

    // ---- verify

    /// <summary>Reads every byte of the archive; what is missing, damaged or too much is refused.</summary>
    public static async Task<Manifest> VerifyAsync(string archive, CancellationToken cancellationToken)
    {
        using var zip = await OpenArchiveAsync(archive, cancellationToken);
        return await VerifyAsync(zip, archive, cancellationToken);
    }

    static async Task<Manifest> VerifyAsync(ZipArchive zip, string archive, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await ManifestOfAsync(zip, archive, cancellationToken);
            foreach (var table in manifest.Tables)
            {
                await using var entry = await EntryAsync(zip, table.Entry, archive, cancellationToken);
                var read = await CopyAsync(entry, Stream.Null, cancellationToken);
                if (read.Sha256 != table.Sha256 || read.Lines != table.Rows) throw Damaged(archive, $"{table.Entry} is not what was written");
            }
            foreach (var file in manifest.Files)
            {
                await using var entry = await EntryAsync(zip, file.Path, archive, cancellationToken);
                var read = await CopyAsync(entry, Stream.Null, cancellationToken);
                if (read.Sha256 != file.Sha256 || read.Bytes != file.Bytes) throw Damaged(archive, $"{file.Path} is not what was written");
            }
            var known = manifest.Tables.Select(t => t.Entry).Concat(manifest.Files.Select(f => f.Path)).Append(ManifestName).ToHashSet();
            if (zip.Entries.FirstOrDefault(e => !known.Contains(e.FullName)) is { } stranger) throw Damaged(archive, $"{stranger.FullName} is not in its manifest");
            return manifest;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(archive, e.Message, e);
        }
    }

    // ---- restore

    /// <summary>Into an empty database and an empty files folder only, in one transaction: all of it or nothing.</summary>
    public static async Task<Manifest> RestoreAsync(string connectionString, string dataDir, string archive, Func<Task> migrate, CancellationToken cancellationToken)
    {
        using var zip = await OpenArchiveAsync(archive, cancellationToken);
        var manifest = await VerifyAsync(zip, archive, cancellationToken);
        var folder = Path.Combine(dataDir, FilesFolder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new Refusal($"{folder} is not empty: restore into a new data folder.");

        await using var connection = await OpenAsync(connectionString, cancellationToken);
        foreach (var table in await TablesAsync(connection, cancellationToken))
        {
            if (await ScalarAsync<bool>(connection, $"select exists (select 1 from {table.Sql})", cancellationToken))
                throw new Refusal($"The database already has rows in {table.Schema}.{table.Name}: restore into an empty database.");
        }
        await migrate();
        var here = await MigrationsAsync(connection, cancellationToken);
        if (!here.SequenceEqual(manifest.Migrations))
            throw new Refusal($"{archive} was made by another version: restore it with that version ({Difference(manifest.Migrations, here)}).");

        var extracted = folder + ".restoring";
        if (Directory.Exists(extracted)) Directory.Delete(extracted, recursive: true);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await LoadAsync(connection, zip, manifest, archive, cancellationToken);
            foreach (var file in manifest.Files) await ExtractAsync(zip, file, extracted, archive, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        if (Directory.Exists(extracted))
        {
            if (Directory.Exists(folder)) Directory.Delete(folder);
            Directory.Move(extracted, folder);
        }
        await ExecuteAsync(connection, "analyze", cancellationToken);
        return manifest;
    }

    static async Task LoadAsync(NpgsqlConnection connection, ZipArchive zip, Manifest manifest, string archive, CancellationToken cancellationToken)
    {
        // Rows come table by table: neither references between tables nor triggers may see them half-way.
        var tables = await TablesAsync(connection, cancellationToken);
        if (manifest.Tables.FirstOrDefault(t => !tables.Any(here => here.Schema == t.Schema && here.Name == t.Name)) is { } missing)
            throw new Refusal($"{archive} holds the table {missing.Schema}.{missing.Name}, which this version does not have: restore it with the version that made it.");
        var references = await RowsAsync(connection, """
            select format('alter table %s drop constraint %I', conrelid::regclass, conname), format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            from pg_constraint where contype = 'f' and conparentid = 0
            """, r => (Drop: r.GetString(0), Add: r.GetString(1)), cancellationToken);
        foreach (var reference in references) await ExecuteAsync(connection, reference.Drop, cancellationToken);
        foreach (var table in tables) await ExecuteAsync(connection, $"alter table {table.Sql} disable trigger user", cancellationToken);
        if (tables.Count > 0) await ExecuteAsync(connection, $"truncate {string.Join(", ", tables.Select(t => t.Sql))}", cancellationToken); // what migrations put in

        foreach (var table in manifest.Tables)
        {
            await using var entry = await EntryAsync(zip, table.Entry, archive, cancellationToken);
            await using var rows = (StreamWriter)await connection.BeginTextImportAsync($"copy {table.Sql} ({table.ColumnsSql}) from stdin", cancellationToken);
            await entry.CopyToAsync(rows.BaseStream, cancellationToken);
        }
        foreach (var sequence in manifest.Sequences)
        {
            await using var set = new NpgsqlCommand("select setval(format('%I.%I', $1, $2)::regclass, $3, $4)", connection)
            { Parameters = { new() { Value = sequence.Schema }, new() { Value = sequence.Name }, new() { Value = sequence.Value }, new() { Value = sequence.Used } } };
            await set.ExecuteNonQueryAsync(cancellationToken);
        }
        foreach (var table in tables) await ExecuteAsync(connection, $"alter table {table.Sql} enable trigger user", cancellationToken);
        foreach (var reference in references) await ExecuteAsync(connection, reference.Add, cancellationToken);
    }

    static async Task ExtractAsync(ZipArchive zip, StoredFile file, string target, string archive, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(target, Path.GetRelativePath(FilesFolder, file.Path)));
        if (!path.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw Damaged(archive, $"{file.Path} leads out of the data folder");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var entry = await EntryAsync(zip, file.Path, archive, cancellationToken);
        await using var stream = OpenPrivate(path);
        await entry.CopyToAsync(stream, cancellationToken);
    }

    // ---- what is in a database

    /// <summary>All tables but PostgreSQL's, extensions' and the migration history, with the columns that can be written.</summary>
    static Task<List<Table>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => RowsAsync(connection, $"""
        select n.nspname, c.relname, array_agg(a.attname::text order by a.attnum)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relname <> '{History}'
          and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        group by 1, 2 order by 1, 2
        """, r => new Table(r.GetString(0), r.GetString(1), r.GetFieldValue<string[]>(2), 0, ""), cancellationToken);

    static async Task<Sequence[]> SequencesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var names = await RowsAsync(connection, "select schemaname::text, sequencename::text from pg_sequences where schemaname !~ '^pg_' order by 1, 2", r => (Schema: r.GetString(0), Name: r.GetString(1)), cancellationToken);
        var sequences = new List<Sequence>();
        foreach (var (schema, name) in names)
            sequences.AddRange(await RowsAsync(connection, $"select last_value, is_called from {Quote(schema)}.{Quote(name)}", r => new Sequence(schema, name, r.GetInt64(0), r.GetBoolean(1)), cancellationToken));
        return [.. sequences];
    }

    /// <summary>schema/migration of every schema that has a history, in order.</summary>
    static async Task<string[]> MigrationsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var schemas = await RowsAsync(connection, $"select schemaname::text from pg_tables where tablename = '{History}' order by 1", r => r.GetString(0), cancellationToken);
        var all = new List<string>();
        foreach (var schema in schemas)
            all.AddRange(await RowsAsync(connection, $"""select "MigrationId"::text from {Quote(schema)}.{History} order by 1""", r => $"{schema}/{r.GetString(0)}", cancellationToken));
        return [.. all];
    }

    static string Difference(string[] there, string[] here) =>
        there.Except(here).FirstOrDefault() is { } more ? $"it has {more}, which is unknown here" : $"it lacks {here.Except(there).First()}";

    // ---- small things

    static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0, Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>COPY text has one row a line; a line break inside a value is written \n.</summary>
    static async Task<(long Bytes, long Lines, string Sha256)> CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            var (bytes, lines) = (0L, 0L);
            for (int n; (n = await from.ReadAsync(buffer, cancellationToken)) > 0; bytes += n)
            {
                hash.AppendData(buffer, 0, n);
                lines += buffer.AsSpan(0, n).Count((byte)'\n');
                await to.WriteAsync(buffer.AsMemory(0, n), cancellationToken);
            }
            return (bytes, lines, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static async Task<ZipArchive> OpenArchiveAsync(string archive, CancellationToken cancellationToken)
    {
        if (!File.Exists(archive)) throw new Refusal($"There is no file {archive}.");
        try
        {
            return await ZipFile.OpenReadAsync(archive, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(archive, e.Message, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new Refusal($"{archive} cannot be read: {e.Message}", e);
        }
    }

    static async Task<Manifest> ManifestOfAsync(ZipArchive zip, string archive, CancellationToken cancellationToken)
    {
        await using var entry = await EntryAsync(zip, ManifestName, archive, cancellationToken);
        try
        {
            var manifest = await JsonSerializer.DeserializeAsync<Manifest>(entry, Json, cancellationToken) ?? throw Damaged(archive, "its manifest is empty");
            return manifest.Format == Format ? manifest : throw new Refusal($"{archive} has format {manifest.Format}, but this version reads {Format}.");
        }
        catch (JsonException e)
        {
            throw Damaged(archive, "its manifest cannot be read", e);
        }
    }

    static async Task<Stream> EntryAsync(ZipArchive zip, string name, string archive, CancellationToken cancellationToken) =>
        zip.GetEntry(name) is { } entry ? await entry.OpenAsync(cancellationToken) : throw Damaged(archive, $"{name} is missing");

    static Refusal Damaged(string archive, string why, Exception? inner = null) => new($"{archive} is no whole backup: {why.TrimEnd('.')}.", inner);

    /// <summary>A backup holds everything: only its owner may read it.</summary>
    static FileStream OpenPrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    static FileStream? OpenIfThere(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (FileNotFoundException)
        {
            return null; // deleted since the folder was listed
        }
    }

    static string Quote(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}
