using Crm.Platform.Data;
using Crm.Platform.Modules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Demo;

/// <summary>Knows whether the installation was filled with demo data, and takes everything out again.</summary>
public sealed class DemoData(IServiceScopeFactory scopes, ModuleList modules)
{
    /// <summary>Setting that says the installation holds demo data; whoever loads them sets it.</summary>
    public const string Setting = "demo.loaded";

    /// <summary>Whether the installation holds demo data.</summary>
    public async Task<bool> IsLoaded(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PlatformDb>().Settings.AnyAsync(s => s.Name == Setting, ct);
    }

    /// <summary>Empties every table of every module, people and settings included, and writes again what each installation starts with. The audit trail stays.</summary>
    public async Task Remove(CancellationToken ct)
    {
        if (!await IsLoaded(ct)) throw new UseCases.RuleException("demo.none");
        await Clear(ct);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.MigrateCrm(ct);
    }

    async Task Clear(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var tables = new List<string>();
        foreach (var module in modules.All.Where(m => m.Db is not null))
        {
            var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
            tables.AddRange(db.Model.GetEntityTypes().Where(t => t.GetSchema() == db.Schema && t.GetTableName() is not null && t.ClrType != typeof(AuditRow) && t.ClrType != typeof(DataKeyRow))
                .Select(t => $"{t.GetSchema()}.{t.GetTableName()}").Distinct());
        }
        // Names come from the models, never from input.
        await Execute($"truncate {string.Join(", ", tables.Distinct())} restart identity", ct);
    }

    async Task Execute(string sql, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlatformDb>().Database;
        database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        await database.ExecuteSqlRawAsync(sql, ct);
    }
}
