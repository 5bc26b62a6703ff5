using System.IO.Compression;
using Crm.Customers.Data;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Privacy;
using Crm.Host;
using Crm.Platform;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Host;

public sealed class BackupTests(CrmApp app) : IClassFixture<CrmApp>, IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("crm-backup-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string Archive => Path.Combine(folder, "backup.zip");
    string NewDataDir => Path.Combine(folder, "restored");

    Task<Backup.Manifest> Write(string connection, string dataDir, string archive) => Backup.WriteAsync(connection, dataDir, archive, app.Clock.GetUtcNow(), default);

    async Task<Backup.Manifest> WriteWithAttachment()
    {
        Directory.CreateDirectory(Path.Combine(app.DataDir, "files", "ab"));
        await File.WriteAllBytesAsync(Path.Combine(app.DataDir, "files", "ab", "cd.bin"), [1, 2, 3, 10, 255]);
        return await Write(app.ConnectionString, app.DataDir, Archive);
    }

    static async Task<Backup.Manifest> Restore(string connection, string dataDir, string archive)
    {
        await using var host = new WebApplicationFactory<Program>().WithWebHostBuilder(b => CrmApp.Configure(b, connection, new FakeClock(), dataDir));
        return await Backup.RestoreAsync(connection, dataDir, archive, () => host.Services.MigrateCrm(), default);
    }

    [Fact]
    public async Task What_was_backed_up_comes_back_whole()
    {
        var made = await WriteWithAttachment();
        Assert.True(made.Tables.Single(t => t is { Schema: "staff", Name: "members" }).Rows > 0);
        Assert.Equal(made.Summary, (await Backup.VerifyAsync(Archive, default)).Summary);

        var target = await TestPostgres.EmptyDatabase();
        await Restore(target, NewDataDir, Archive);
        var again = await Write(target, NewDataDir, Path.Combine(folder, "again.zip"));
        Assert.Equal(made.Tables.Select(t => (t.Entry, t.Rows, t.Sha256)), again.Tables.Select(t => (t.Entry, t.Rows, t.Sha256)));
        Assert.Equal(made.Sequences, again.Sequences);
        Assert.Equal(made.Files, again.Files);
        Assert.Equal(made.Migrations, again.Migrations);
        Assert.Equal(await Shape(app.ConnectionString), await Shape(target)); // references and triggers are back

        var refusal = await Assert.ThrowsAsync<Refusal>(() => Restore(target, Path.Combine(folder, "third"), Archive));
        Assert.Contains("already has rows", refusal.Message, StringComparison.Ordinal);
        await TestPostgres.Drop(target);
    }

    /// <summary>Backed up, then erased, then restored: the verb goes through the list of erasures, and the person is gone again, key and all.</summary>
    [Fact]
    public async Task Who_was_erased_after_the_backup_is_erased_again_by_the_restore()
    {
        const string name = "恢复后仍被遗忘", phone = "16633330001";
        var id = await app.Send(new RegisterCustomer.Command { Name = name, Phones = [new() { Value = phone }], AllowDuplicate = true }, "manager");
        var stays = await app.Send(new RegisterCustomer.Command { Name = "恢复后仍在", AllowDuplicate = true }, "manager");
        await app.Deliver();
        await WriteWithAttachment();
        var number = await app.Db<CustomersDb, long>(db => db.Customers.Where(c => c.Id == id).Select(c => c.Number).SingleAsync());
        await app.Send(new EraseCustomer.Command { Id = id, Confirm = $"{number}", Reason = "asked" });
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }

        var target = await TestPostgres.EmptyDatabase();
        await using (var host = new WebApplicationFactory<Program>().WithWebHostBuilder(b =>
        {
            CrmApp.Configure(b, target, new FakeClock(), NewDataDir);
            b.UseSetting("Crm:Erasures", Path.Combine(app.DataDir, "erasures.jsonl"));
        }))
        {
            var configuration = host.Services.GetRequiredService<IConfiguration>();
            await Backup.RestoreAsync(target, NewDataDir, Archive, () => host.Services.MigrateCrm(), default);
            Assert.Equal(name, await Read(target, $"select name from customers.customers where id = {id}")); // the backup knows them
            Assert.Null(Erasures.Missing(configuration));
            Assert.Equal(1, await Erasures.ReplayAsync(host.Services, configuration, default));
            Assert.Equal(0, await Erasures.ReplayAsync(host.Services, configuration, default));
        }
        Assert.Equal($"C{number:D6}", await Read(target, $"select name from customers.customers where id = {id}"));
        Assert.Equal("恢复后仍在", await Read(target, $"select name from customers.customers where id = {stays}"));
        Assert.Equal("0", await Read(target, $"select count(*)::text from customers.customer_points where customer_id = {id}"));
        Assert.Equal("", await Read(target, $"select coalesce(encode(wrapped, 'hex'), '') from platform.subject_keys where subject_id = {id}"));
        Assert.Equal("1", await Read(target, $"select count(*)::text from platform.erasures where subject_id = {id}"));
        await TestPostgres.Drop(target);
    }

    [Fact]
    public void A_restore_without_the_list_of_erasures_says_so()
    {
        IConfiguration Settings(string list) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Crm:Erasures"] = list }).Build();
        var list = Path.Combine(folder, "erasures.jsonl");
        Assert.Contains(list, Erasures.Missing(Settings(list)), StringComparison.Ordinal);
        File.WriteAllText(list, "");
        Assert.Null(Erasures.Missing(Settings(list)));
    }

    static async Task<string?> Read(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    [Fact]
    public async Task It_is_one_moment_however_much_is_written_meanwhile()
    {
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync();
        await using (var create = new NpgsqlCommand("create schema if not exists zz; create table zz.a (id int); create table zz.b (id int)", connection)) await create.ExecuteNonQueryAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await using var both = new NpgsqlCommand($"begin; insert into zz.a values ({i}); insert into zz.b values ({i}); commit", connection);
                await both.ExecuteNonQueryAsync();
            }
        });
        var made = await Write(app.ConnectionString, app.DataDir, Archive);
        await stop.CancelAsync();
        await writing;
        await using (var drop = new NpgsqlCommand("drop schema zz cascade", connection)) await drop.ExecuteNonQueryAsync();
        Assert.Equal(made.Tables.Single(t => t.Entry == "tables/zz.a.copy").Sha256, made.Tables.Single(t => t.Entry == "tables/zz.b.copy").Sha256);
    }

    [Fact]
    public async Task A_damaged_archive_is_refused_before_anything_is_written()
    {
        await WriteWithAttachment();
        Change(Archive, "files/ab/cd.bin", [1, 2, 3, 10, 254]);
        Assert.Contains("files/ab/cd.bin is not what was written", await Refused(), StringComparison.Ordinal);

        using (var zip = ZipFile.Open(Archive, ZipArchiveMode.Update)) zip.GetEntry("files/ab/cd.bin")!.Delete();
        Assert.Contains("files/ab/cd.bin is missing", await Refused(), StringComparison.Ordinal);

        var whole = await File.ReadAllBytesAsync(Archive);
        await File.WriteAllBytesAsync(Archive, whole[..(whole.Length / 2)]);
        Assert.Contains("is no whole backup", await Refused(), StringComparison.Ordinal);

        async Task<string> Refused()
        {
            await Assert.ThrowsAsync<Refusal>(() => Backup.RestoreAsync("Host=nowhere.invalid", NewDataDir, Archive, () => throw new InvalidOperationException("Touched."), default));
            return (await Assert.ThrowsAsync<Refusal>(() => Backup.VerifyAsync(Archive, default))).Message;
        }
    }

    [Fact]
    public async Task An_archive_cannot_write_outside_the_data_folder()
    {
        await WriteWithAttachment();
        using (var zip = ZipFile.Open(Archive, ZipArchiveMode.Update))
        {
            zip.GetEntry("files/ab/cd.bin")!.Delete();
            using var content = zip.CreateEntry("files/../../evil").Open();
            content.Write([1, 2, 3, 10, 255]);
        }
        string manifest;
        using (var zip = ZipFile.OpenRead(Archive))
        using (var reader = new StreamReader(zip.GetEntry("manifest.json")!.Open())) manifest = await reader.ReadToEndAsync();
        Change(Archive, "manifest.json", System.Text.Encoding.UTF8.GetBytes(manifest.Replace("files/ab/cd.bin", "files/../../evil", StringComparison.Ordinal)));

        var target = await TestPostgres.EmptyDatabase();
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Restore(target, NewDataDir, Archive));
        Assert.Contains("leads out of the data folder", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "evil")));
        await TestPostgres.Drop(target);
    }

    [Fact]
    public async Task An_existing_file_is_not_written_over_and_only_its_owner_reads_a_backup()
    {
        await File.WriteAllTextAsync(Archive, "mine");
        Assert.Contains("is there already", (await Assert.ThrowsAsync<Refusal>(() => Write(app.ConnectionString, app.DataDir, Archive))).Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Archive));
        File.Delete(Archive);
        await Write(app.ConnectionString, app.DataDir, Archive);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Archive));
    }

    static void Change(string archive, string entry, byte[] content)
    {
        using var zip = ZipFile.Open(archive, ZipArchiveMode.Update);
        zip.GetEntry(entry)!.Delete();
        using var stream = zip.CreateEntry(entry).Open();
        stream.Write(content);
    }

    static async Task<List<string>> Shape(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated from pg_constraint where connamespace::regnamespace::text !~ '^(pg_|information_schema)'
            union all select tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal order by 1
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }
}
