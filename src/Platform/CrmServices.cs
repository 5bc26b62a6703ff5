using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Events;
using Crm.Platform.Facts;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Modules;
using Crm.Platform.Privacy;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using Npgsql;

namespace Crm.Platform;

/// <summary>Puts platform and modules together.</summary>
public static class CrmServices
{
    static readonly Type[] Found = [typeof(IRequestHandler<,>), typeof(IValidator<>), typeof(ISearchSource), typeof(ITimelineSource), typeof(IDemoData), typeof(IDemoSignIns), typeof(ISweep), typeof(ISubjectData), typeof(ISelfCheck)];
    static readonly Type[] FoundAsSelf = [typeof(IHandle<>), typeof(IJob<>), typeof(ISweep)];

    /// <summary>Registers everything: contexts, handlers, validators, listeners, sources.</summary>
    public static IServiceCollection AddCrm(this IServiceCollection services, IConfiguration configuration, IReadOnlyList<Module> modules)
    {
        var list = new ModuleList([new PlatformModule(), .. modules]);
        services.AddSingleton(list).AddSingleton<Texts>().AddSingleton<Templates>().AddSingleton<Listeners>().AddSingleton<OutboxSignal>().AddSingleton<Outbox>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new InstallationZone(DateTimeZoneProviders.Tzdb[configuration["Crm:Zone"] ?? "Asia/Shanghai"]));
        services.AddSingleton<DemoData>().AddSingleton<RollUpKeeper>().AddSingleton<SelfChecks>();
        services.AddSingleton<Files.Pdf.PdfFonts>().AddSingleton(provider => new Files.Pdf.PdfReports(provider.GetRequiredService<Files.Pdf.PdfFonts>()));
        services.AddScoped<CurrentUser>().AddScoped<SaveServices>().AddScoped<Show>();
        services.AddSingleton(_ => DbSetup.Source(configuration.GetConnectionString("Crm") ?? throw new InvalidOperationException("ConnectionStrings:Crm is not set.")));

        services.AddDataKeys();
        services.AddSingleton<MasterKey>().AddScoped<SubjectVault>();

        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(AuditBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(PermissionBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));

        services.AddSingleton<IAuthorizationPolicyProvider, PermissionPolicies>();
        services.AddScoped<IAuthorizationHandler, HoldsPermissionHandler>();

        foreach (var module in list.All) services.AddModule(module, configuration);
        return services;
    }

    static void AddModule(this IServiceCollection services, Module module, IConfiguration configuration)
    {
        if (module.Db is { } db)
            typeof(CrmServices).GetMethod(nameof(AddDb), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(db).Invoke(null, [services, module.Name]);
        // A validator that takes a value is a part another one builds for itself: no container can make it.
        foreach (var type in module.Types.Where(t => t is { IsAbstract: false, IsClass: true, ContainsGenericParameters: false } && !t.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType.IsValueType))))
        {
            foreach (var contract in type.GetInterfaces())
            {
                var open = contract.IsGenericType ? contract.GetGenericTypeDefinition() : contract;
                // A validator without needs is one for all: its rules are trees of expressions, built anew for every request otherwise.
                if (Found.Contains(open)) services.Add(new(contract, type, open == typeof(IValidator<>) && type.GetConstructor(Type.EmptyTypes) is not null ? ServiceLifetime.Singleton : ServiceLifetime.Scoped));
                if (FoundAsSelf.Contains(open)) services.TryAddScoped(type);
            }
        }
        module.AddServices(services, configuration);
    }

    // Options are the same for all, and contexts are lent again and again: making options anew took a tenth of every request, and contexts some hundredths of what a new ticket takes. So a context reaches by GetService only what is one for all.
    static void AddDb<TDb>(IServiceCollection services, string schema) where TDb : ModuleDb => services
        .AddPooledDbContextFactory<TDb>(options => DbSetup.Configure(options, schema))
        .AddScoped(provider =>
        {
            var db = provider.GetRequiredService<IDbContextFactory<TDb>>().CreateDbContext();
            db.LendTo(provider.GetRequiredService<SaveServices>());
            return db;
        });

    /// <summary>Brings every schema up to date. Safe on several hosts at once: one does it, the others wait and find it done.</summary>
    public static async Task MigrateCrm(this IServiceProvider provider, CancellationToken ct = default)
    {
        // EF's own lock ends before the first people and settings are put in. This one ends with its connection, also when the host is killed.
        await using var alone = await provider.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(ct);
        await using (var wait = new NpgsqlCommand("select pg_advisory_lock(hashtext('crm.migrate'))", alone) { CommandTimeout = 0 }) await wait.ExecuteNonQueryAsync(ct);
        foreach (var module in provider.GetRequiredService<ModuleList>().All.Where(m => m.Db is not null))
        {
            await using var scope = provider.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
            var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
            await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(ct); // else the first start logs an error about the missing table
            // MigrateAsync compares whole models, which costs every later start seconds.
            if (await db.IsBehind(module, ct)) await db.Database.MigrateAsync(ct);
            await AppendOnly.Guard(db, ct);
            await RollUpKeeper.Install(db, scope.ServiceProvider.GetRequiredService<InstallationZone>(), ct);
            await db.Seed(scope.ServiceProvider, ct);
        }
        await SweepSchedule.Provision(provider.GetRequiredService<NpgsqlDataSource>(), ct);
        await using var done = new NpgsqlCommand("select pg_advisory_unlock(hashtext('crm.migrate'))", alone);
        await done.ExecuteNonQueryAsync(ct);
    }
}
