using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal;

#pragma warning disable EF1001 // the provider offers no other way in

namespace Crm.Platform.Data;

/// <summary>
/// Writes new rows without a transaction around them: PostgreSQL takes a batch whole or not at all by itself, which saves a
/// round trip. Rows that are changed or deleted have one, since it is known only afterwards that somebody was quicker.
/// </summary>
internal sealed class Batches(ModificationCommandBatchFactoryDependencies dependencies) : IModificationCommandBatchFactory
{
    const int MaxRows = 1000; // the provider's own

    public ModificationCommandBatch Create() => new Batch(dependencies);

    sealed class Batch(ModificationCommandBatchFactoryDependencies dependencies) : NpgsqlModificationCommandBatch(dependencies, MaxRows)
    {
        public override bool RequiresTransaction => ModificationCommands.Any(c => c.EntityState != EntityState.Added);
    }
}
