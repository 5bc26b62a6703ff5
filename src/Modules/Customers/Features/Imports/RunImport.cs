using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Customers.Features.Imports;

/// <summary>One kind of import.</summary>
internal interface IImporter
{
    /// <summary>Decides what becomes of the rows, in the file's order; changes nothing else.</summary>
    Task Plan(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct);

    /// <summary>Does what the last plan decided, for the same rows.</summary>
    Task Write(IReadOnlyList<ImportRow> rows, Import import, CancellationToken ct);
}

/// <summary>Which import a job works on.</summary>
internal sealed record ImportArgs(long ImportId);

/// <summary>The dry run: what would become of each row.</summary>
internal sealed class CheckImportJob(CustomersDb db, IServiceProvider services) : IJob<ImportArgs>
{
    public async Task<object?> Run(ImportArgs args, JobProgress progress, CancellationToken ct)
    {
        var import = await db.Imports.FirstOrDefaultAsync(i => i.Id == args.ImportId, ct);
        if (import is not { State: ImportState.Checking }) return null;
        var importer = services.ImporterOf(import.Kind);
        var (done, line) = (0, 0);
        while (true)
        {
            await using var transaction = await db.BeginBulk(ct);
            var rows = await db.Next(import.Id, line, ct);
            if (rows.Count == 0) break;
            foreach (var row in rows) row.Key = null;
            await importer.Plan(rows, import, ct);
            await db.Mark(rows, ct);
            await transaction.CommitAsync(ct);
            line = rows[^1].Line;
            await progress.Report(done += rows.Count, import.Rows);
        }
        import.IsChecked();
        await db.SaveChangesAsync(ct);
        return new { Url = $"/imports/{import.Id}" };
    }
}

/// <summary>
/// Writes the rows the dry run found good. A batch and the marks on its rows are one transaction: after a crash the
/// next try goes on behind the last batch that was written.
/// </summary>
internal sealed class RunImportJob(CustomersDb db, IServiceProvider services, IFiles files, TimeProvider clock) : IJob<ImportArgs>
{
    public async Task<object?> Run(ImportArgs args, JobProgress progress, CancellationToken ct)
    {
        var import = await db.Imports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == args.ImportId, ct);
        if (import is not { State: ImportState.Running }) return null;
        var total = await db.ImportRows.CountAsync(r => r.ImportId == import.Id && (r.State == RowState.ToCreate || r.State == RowState.ToUpdate || r.State == RowState.Created || r.State == RowState.Updated), ct);
        var done = await db.ImportRows.CountAsync(r => r.ImportId == import.Id && (r.State == RowState.Created || r.State == RowState.Updated), ct);
        var line = 0;
        while (true)
        {
            await using var transaction = await db.BeginBulk(ct);
            var rows = await db.Next(import.Id, line, ct, RowState.ToCreate, RowState.ToUpdate);
            if (rows.Count == 0) break;
            var importer = services.ImporterOf(import.Kind);
            await importer.Plan(rows, import, ct); // the world may have changed since the dry run
            await importer.Write(rows, import, ct);
            await db.Mark(rows, ct);
            await transaction.CommitAsync(ct);
            db.ChangeTracker.Clear();
            line = rows[^1].Line;
            await progress.Report(done += rows.Count, total);
        }
        var finished = await db.Imports.SingleAsync(i => i.Id == import.Id, ct);
        finished.Done(clock.GetUtcNow());
        var file = finished.FileId;
        finished.Keeps(null);
        var counts = await db.ImportRows.Where(r => r.ImportId == import.Id).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key.ToString(), g => g.Count, ct);
        db.Record("RunImport", nameof(Import), import.Id, counts);
        await db.SaveChangesAsync(ct);
        // The rows tell what came of it; the file itself is one copy of personal data too many.
        if (file is { } id) await files.Delete(id, ct);
        return new { Url = $"/imports/{import.Id}" };
    }
}

/// <summary>Starts writing, after the dry run has been looked at.</summary>
[Needs("customers.import")]
internal static class RunImport
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(CustomersDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            // A double click finds the import running.
            await db.Database.ExecuteSqlAsync($"select 1 from customers.imports where id = {command.Id} for update", ct);
            var import = await db.Mine(user, command.Id, ct);
            if (import.State != ImportState.Checked) return Unit.Value;
            import.Run();
            var job = db.Enqueue<RunImportJob, ImportArgs>(new(import.Id), "customers.import.job", user.Id);
            await db.SaveChangesAsync(ct);
            import.Works(job.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }

    /// <summary>A fresh one for each use: importers remember the file they have seen.</summary>
    internal static IImporter ImporterOf(this IServiceProvider services, ImportKind kind) => kind switch
    {
        ImportKind.Customers => ActivatorUtilities.CreateInstance<CustomerImporter>(services),
        ImportKind.Contacts => ActivatorUtilities.CreateInstance<ContactImporter>(services),
        ImportKind.Purchases => ActivatorUtilities.CreateInstance<PurchaseImporter>(services),
        ImportKind.Usages => ActivatorUtilities.CreateInstance<UsageImporter>(services),
        _ => ActivatorUtilities.CreateInstance<InteractionImporter>(services),
    };
}
