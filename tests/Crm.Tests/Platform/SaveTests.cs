using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

/// <summary>What one save writes: rows, the trail, events, and mail beside them.</summary>
public sealed class SaveTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_save_that_was_refused_and_mended_tells_everything_once()
    {
        await app.Db(async db =>
        {
            var bad = new ProbeRow { Name = "\0" };
            db.Rows.AddRange(ProbeRow.Raising(7), bad);
            db.Record("probe.done", "Probe", null, new { Said = "in the clear" }, subjectId: 5);
            db.SendMail("once", "test", "zhang@example.test", null, "subject", "text", customerId: 5);
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            db.Entry(bad).State = EntityState.Detached;
            await db.SaveChangesAsync();
        });
        Assert.Equal(7, Assert.Single(await app.Rows("raising")).Value);
        Assert.Single(await app.Db(db => db.Outbox.ToListAsync()));
        Assert.Single(await app.Db(db => db.Mail.ToListAsync()));
        var line = Assert.Single(await app.Db(db => db.Audit.AsNoTracking().Where(a => a.Action == "probe.done").ToListAsync()));
        Assert.True(line.After!.Contains(SubjectKey.Mark, StringComparison.Ordinal));
        await using var scope = app.Services.CreateAsyncScope();
        var opened = Assert.Single(await scope.ServiceProvider.GetRequiredService<SubjectVault>().Open([line], default));
        Assert.Contains("in the clear", opened.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_save_in_which_somebody_was_quicker_leaves_nothing()
    {
        var row = new ProbeRow { Name = "changed meanwhile" };
        await app.Db(async db =>
        {
            db.Rows.Add(row);
            await db.SaveChangesAsync();
        });
        await app.Db(async db =>
        {
            db.Rows.Attach(row);
            db.Expect(row, 1);
            db.Rows.Remove(row);
            db.Rows.Add(ProbeRow.Raising(3));
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        });
        Assert.Empty(await app.Rows("raising"));
        Assert.Empty(await app.Db(db => db.Outbox.ToListAsync()));
        Assert.Single(await app.Rows("changed meanwhile"));
    }

    [Fact]
    public async Task A_save_that_was_refused_leaves_no_key_of_somebody_new()
    {
        const long Somebody = 6;
        await app.Db(async db =>
        {
            db.Record("probe.done", "Probe", null, new { Said = "in the clear" }, Somebody);
            var bad = db.Rows.Add(new ProbeRow { Name = "\0" });
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            Assert.Equal(0, await Keys(db));
            bad.State = EntityState.Detached;
            await db.SaveChangesAsync();
            Assert.Equal(1, await Keys(db));
        });

        static Task<int> Keys(ProbeDb db) => db.Database.SqlQuery<int>($"""select count(*)::int as "Value" from platform.subject_keys where subject_id = {Somebody}""").SingleAsync();
    }

    [Fact]
    public async Task New_rows_get_their_keys_in_the_order_in_which_they_were_added()
    {
        await app.Db(async db =>
        {
            for (var n = 1; n <= 30; n++) db.Rows.Add(ProbeRow.Raising(n));
            await db.SaveChangesAsync();
        });
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long)n), (await app.Rows("raising")).ConvertAll(r => r.Value));
    }

    [Fact]
    public async Task A_context_that_is_lent_again_remembers_nothing_of_who_had_it()
    {
        var seen = new HashSet<ProbeDb>();
        for (var n = 0; n < 8; n++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem($"person {n}");
            var db = scope.ServiceProvider.GetRequiredService<ProbeDb>();
            seen.Add(db);
            Assert.Empty(db.ChangeTracker.Entries());
            Assert.True(db.Database.AutoSavepointsEnabled);
            Assert.Null(db.Database.GetCommandTimeout());
            db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
            db.Record("probe.done", "Probe", n);
            await using (var transaction = await db.Begin(default))
            {
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
            }
            db.Rows.Add(new ProbeRow { Name = "never saved" });
        }
        Assert.Single(seen);
        Assert.Equal(Enumerable.Range(0, 8).Select(n => $"person {n}"), await app.Db(db => db.Audit.Where(a => a.Action == "probe.done").OrderBy(a => a.Id).Select(a => a.Actor).ToListAsync()));
        Assert.Empty(await app.Rows("never saved"));
    }
}
