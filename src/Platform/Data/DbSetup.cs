using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Platform.Data;

internal static class DbSetup
{
    public static void Configure(DbContextOptionsBuilder options, string connectionString, string schema) =>
        options.UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("__migrations", schema));

    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source, string schema) =>
        options.UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable("__migrations", schema));
}
