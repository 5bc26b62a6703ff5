using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace Crm.Platform.Data;

internal static class DbSetup
{
    public static void Configure(DbContextOptionsBuilder options, string connectionString, string schema) =>
        options.UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("__migrations", schema));

    /// <summary>Statements that come back are planned once per connection, unless the connection string says otherwise: planning is half the database's work on a page.</summary>
    public static NpgsqlDataSource Source(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 200;
        // Six statements before every first one, to undo what nobody here leaves behind: settings are "set local", temporary tables end with
        // their transaction, and the few locks of a session are given back by whoever took them.
        settings.NoResetOnClose = true;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>The provider asks the services for the data source. Named here it would be part of what EF tells models and compiled queries by, and every host of a process would make them anew.</summary>
    public static void Configure(DbContextOptionsBuilder options, string schema) =>
        options.UseNpgsql(npgsql => npgsql.MigrationsHistoryTable("__migrations", schema)).ReplaceService<IModificationCommandBatchFactory, Batches>();
}
