using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal;

#pragma warning disable EF1001 // the provider offers no other way in

namespace Crm.Platform.Data;

/// <summary>
/// Writes new rows without a transaction around them: PostgreSQL takes a batch whole or not at all by itself, which saves a
/// round trip. Rows that are changed or deleted have one, since it is known only afterwards that somebody was quicker.
/// </summary>
internal sealed class Batches(ModificationCommandBatchFactoryDependencies dependencies, IDbContextOptions options) : NpgsqlModificationCommandBatchFactory(dependencies, options)
{
    const int MaxRows = 1000;

    readonly ModificationCommandBatchFactoryDependencies dependencies = dependencies;

    public override ModificationCommandBatch Create() => new Batch(dependencies, MaxRows);

    sealed class Batch(ModificationCommandBatchFactoryDependencies dependencies, int maxRows) : NpgsqlModificationCommandBatch(dependencies, maxRows)
    {
        public override bool RequiresTransaction => ModificationCommands.Any(c => c.EntityState != EntityState.Added);
    }
}
