using Crm.Platform.Data;
using Crm.Platform.Settings;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Platform;

public sealed class AuditTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("update platform.audit set actor = 'nobody'")]
    [InlineData("delete from platform.audit")]
    public async Task The_database_refuses_to_change_the_trail(string sql)
    {
        await app.Db<PlatformDb>(async db =>
        {
            db.Record("Looked", "Test", 1);
            await db.SaveChangesAsync();
            var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        });
    }

    [Fact]
    public async Task A_changed_setting_is_told_with_its_name_and_seen_at_once()
    {
        Task<int> Read() => app.Scope(async s => await s.GetRequiredService<ISettings>().Get("test.days", 30));
        Task Write(int days) => app.Scope(async s => { await s.GetRequiredService<ISettings>().Set("test.days", days); return 0; });

        Assert.Equal(30, await Read());
        await Write(60);
        Assert.Equal(60, await Read());
        await Write(90);
        Assert.Equal(90, await Read());
        var last = await app.Db<PlatformDb, AuditRow>(db => db.Audit.Where(a => a.Entity == nameof(SettingRow)).OrderByDescending(a => a.Id).FirstAsync());
        Assert.Equal("changed", last.Change);
        Assert.Contains("60", last.Before, StringComparison.Ordinal);
        Assert.Contains("90", last.After, StringComparison.Ordinal);
        Assert.Contains("test.days", last.After, StringComparison.Ordinal);
    }
}
