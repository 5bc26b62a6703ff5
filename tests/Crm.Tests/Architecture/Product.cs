using Crm.Contracts;
using Crm.Platform;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Modules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Tests.Architecture;

/// <summary>The product as the rules see it, derived from the host's list of modules.</summary>
internal static class Product
{
    public static IReadOnlyList<Module> Modules => Crm.Host.Modules.All;

    public static IReadOnlyList<Module> ModulesAndPlatform { get; } = [new PlatformModule(), .. Crm.Host.Modules.All];

    public static IEnumerable<Type> TypesOf(Module module) => module.Assembly.GetTypes();

    public static IReadOnlyList<Type> AllTypes { get; } = [.. ModulesAndPlatform.SelectMany(TypesOf), .. typeof(Program).Assembly.GetTypes()];

    /// <summary>The model of a module's tables, as migrations see it.</summary>
    public static IModel ModelOf(Module module) => ModelOf(module.Db!);

    public static IModel ModelOf(Type db)
    {
        var options = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(db))!;
        options.UseNpgsql("Host=localhost;Database=none");
        using var context = (DbContext)Activator.CreateInstance(db, options.Options)!;
        return context.GetService<IDesignTimeModel>().Model;
    }

    /// <summary>The events a module listens to, by the name of the listener.</summary>
    public static IReadOnlyList<(Type Event, Type Listener)> Listens(Module module) => [.. from type in TypesOf(module)
        from contract in type.GetInterfaces()
        where !type.IsAbstract && contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IHandle<>)
        select (contract.GetGenericArguments()[0], type)];

    /// <summary>The events a module raises.</summary>
    public static IReadOnlySet<Type> Raises(Module module) => TypesOf(module).SelectMany(Uses.Creates).Where(t => t.IsAssignableTo(typeof(IEvent))).ToHashSet();

    /// <summary>Where the sources lie.</summary>
    public static string Root { get; } = FindRoot();

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Crm.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Crm.sln is in no folder above the tests.");
    }
}
