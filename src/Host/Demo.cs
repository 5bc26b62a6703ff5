using System.Diagnostics;
using Crm.Platform.Demo;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Host;

/// <summary>Loads every module's demo data into an installation that has neither customers nor staff, save the administrator of Crm:Bootstrap.</summary>
internal static class Demo
{
    /// <summary>In one transaction, so that an interrupted load leaves nothing behind: all contexts of the scope share its connection.</summary>
    public static async Task LoadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("demo");
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var module in services.GetRequiredService<ModuleList>().All.Where(m => m.Db is not null))
        {
            var db = ((DbContext)scope.ServiceProvider.GetRequiredService(module.Db!)).Database;
            db.SetDbConnection(connection);
            db.SetCommandTimeout(TimeSpan.FromMinutes(5));
            await db.UseTransactionAsync(transaction, cancellationToken);
        }
        // Two hosts may start at once: the second waits here, and then finds customers.
        await using (var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('crm.demo'))", connection)) await alone.ExecuteNonQueryAsync(cancellationToken);
        await using (var used = new NpgsqlCommand("select exists (select 1 from customers.customers) or exists (select 1 from staff.members where lower(email) <> lower($1))", connection))
        {
            used.Parameters.AddWithValue(services.GetRequiredService<IConfiguration>()["Crm:Bootstrap:AdminEmail"] ?? "");
            if ((bool)(await used.ExecuteScalarAsync(cancellationToken))!) return;
        }

        Console.WriteLine("Loading demo data");
        var world = new DemoWorld(services.GetRequiredService<TimeProvider>().GetUtcNow());
        foreach (var data in scope.ServiceProvider.GetServices<IDemoData>()) await data.Load(world, cancellationToken);
        await using (var mark = new NpgsqlCommand($"insert into platform.settings (name, value) values ('{DemoData.Setting}', 'true')", connection)) await mark.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await using (var analyze = new NpgsqlCommand("analyze", connection)) await analyze.ExecuteNonQueryAsync(cancellationToken);
        Console.WriteLine($"Demo data loaded in {watch.Elapsed.TotalSeconds:0.0} s");
    }
}
