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
        await using var scope = scopes.CreateAsyncScope();
        var tables = from module in modules.All
                     where module.Db is not null
                     let db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!)
                     from type in db.Model.GetEntityTypes()
                     where type.GetSchema() == db.Schema && type.GetTableName() is not null && type.ClrType != typeof(AuditRow) && type.ClrType != typeof(DataKeyRow)
                     select $"{type.GetSchema()}.{type.GetTableName()}";
        var database = scope.ServiceProvider.GetRequiredService<PlatformDb>().Database;
        database.SetCommandTimeout(TimeSpan.FromMinutes(5));
        var truncate = $"truncate {string.Join(", ", tables.Distinct())} restart identity"; // names come from the models, never from input
        await database.ExecuteSqlRawAsync(truncate, ct);
        await scope.ServiceProvider.MigrateCrm(ct);
    }
}
