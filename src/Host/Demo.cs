using System.Diagnostics;
using Crm.Platform.Demo;
using Crm.Platform.Facts;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Host;

/// <summary>Loads every module's demo data into an installation that has neither customers nor staff, save the administrator of Crm:Bootstrap.</summary>
internal static class Demo
{
    const string StaffOnly = "\"staff\"", Whole = "true";

    /// <summary>
    /// In two transactions, each leaving nothing behind when interrupted: first the people, whom the other modules ask for through
    /// a cache that reads for itself; then all the rest, in which the contexts of the scope share one connection.
    /// </summary>
    public static async Task LoadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var world = new DemoWorld(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var staff = services.GetRequiredService<ModuleList>().All.Single(m => m.Name == "staff").Assembly;
        var people = await LoadAsync(services, "not exists (select from platform.settings where name = $2) and not exists (select from staff.members where lower(email) <> lower($1))", StaffOnly, d => d.GetType().Assembly == staff, world, cancellationToken);
        var rest = await LoadAsync(services, $"exists (select from platform.settings where name = $2 and value = '{StaffOnly}')", Whole, d => d.GetType().Assembly != staff, world, cancellationToken);
        if (!people && !rest) return;
        await services.GetRequiredService<RollUpKeeper>().Settle(cancellationToken); // triggers have filled the roll-ups, table by table
        await using (var analyze = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("analyze")) await analyze.ExecuteNonQueryAsync(cancellationToken);
        Console.WriteLine($"Demo data loaded in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    static async Task<bool> LoadAsync(IServiceProvider services, string condition, string mark, Func<IDemoData, bool> part, DemoWorld world, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("demo");
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var databases = services.GetRequiredService<ModuleList>().All.Where(m => m.Db is not null).Select(m => ((DbContext)scope.ServiceProvider.GetRequiredService(m.Db!)).Database).ToList();
        foreach (var database in databases)
        {
            database.SetDbConnection(connection);
            database.SetCommandTimeout(TimeSpan.FromMinutes(5));
            await database.UseTransactionAsync(transaction, cancellationToken);
        }
        try { return await LoadAsync(scope.ServiceProvider, connection, transaction, condition, mark, part, world, cancellationToken); }
        finally
        {
            // Contexts are lent again, and must not go on with a connection that is gone.
            foreach (var database in databases)
            {
                await database.UseTransactionAsync(null, CancellationToken.None);
                database.SetDbConnection(null);
            }
        }
    }

    static async Task<bool> LoadAsync(IServiceProvider services, NpgsqlConnection connection, NpgsqlTransaction transaction, string condition, string mark, Func<IDemoData, bool> part, DemoWorld world, CancellationToken cancellationToken)
    {
        // Two hosts may start at once: the second waits here, and then finds the work done.
        await using (var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('crm.demo'))", connection)) await alone.ExecuteNonQueryAsync(cancellationToken);
        await using (var due = new NpgsqlCommand($"select not exists (select from customers.customers) and {condition} and $1 is not null and $2 is not null", connection))
        {
            due.Parameters.AddWithValue(services.GetRequiredService<IConfiguration>()["Crm:Bootstrap:AdminEmail"] ?? "");
            due.Parameters.AddWithValue(DemoData.Setting);
            if (!(bool)(await due.ExecuteScalarAsync(cancellationToken))!) return false;
        }

        if (mark == StaffOnly) Console.WriteLine("Loading demo data");
        await services.GetRequiredService<DemoData>().Load(connection, async () =>
        {
            var its = services.GetServices<IDemoData>().Where(part).ToList();
            foreach (var data in its) await data.Load(world, cancellationToken);
            foreach (var data in its) await data.Finish(world, cancellationToken);
        }, cancellationToken);
        await using (var set = new NpgsqlCommand("insert into platform.settings (name, value) values ($1, $2::jsonb) on conflict (name) do update set value = excluded.value", connection))
        {
            set.Parameters.AddWithValue(DemoData.Setting);
            set.Parameters.AddWithValue(mark);
            await set.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
