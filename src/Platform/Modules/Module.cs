using System.Reflection;
using Crm.Platform.Api;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Modules;

/// <summary>
/// What a module tells the host. Handlers, validators, listeners, sweeps, jobs, sources and demo data are found in
/// the module's assembly by their interfaces; here stands only what cannot be found.
/// </summary>
public abstract class Module
{
    /// <summary>Name of the module and of its database schema: lower case, one word.</summary>
    public abstract string Name { get; }

    /// <summary>The assembly that is searched.</summary>
    public Assembly Assembly => GetType().Assembly;

    /// <summary>The types that were written for the module.</summary>
    public IReadOnlyList<Type> Types => types ??= WrittenTypes.Of(Assembly);

    IReadOnlyList<Type>? types;

    /// <summary>Names of the migrations of the module's schema, which tell whether a database is up to date.</summary>
    public IEnumerable<string> Migrations => Types.Where(t => t.IsSubclassOf(typeof(Migration))).SelectMany(t => t.GetCustomAttributes<MigrationAttribute>()).Select(a => a.Id);

    /// <summary>The module's DbContext, a <see cref="Data.ModuleDb"/>, or null when it stores nothing.</summary>
    public abstract Type? Db { get; }

    /// <summary>Contracts namespaces other than its own that the module may use ("Customers", "Staff", ...): the context map.</summary>
    public virtual IReadOnlyList<string> Knows => [];

    /// <summary>Rights the module asks for.</summary>
    public virtual IReadOnlyList<Permission> Permissions => [];

    /// <summary>Entries of the side menu.</summary>
    public virtual IReadOnlyList<MenuItem> Menu => [];

    /// <summary>What one may begin from anywhere ("new ticket"): the add button of the top bar and the command palette.</summary>
    public virtual IReadOnlyList<MenuItem> Actions => [];

    /// <summary>Parts of the module shown on pages of others.</summary>
    public virtual IReadOnlyList<Panel> Panels => [];

    /// <summary>Registers what reflection does not find.</summary>
    public virtual void AddServices(IServiceCollection services, IConfiguration configuration) { }

    /// <summary>Maps JSON endpoints; the group already carries /api/v1, bearer sign-in, rate limits and Problem Details.</summary>
    public virtual void MapApi(ApiRoutes api) { }

    /// <summary>Maps endpoints that are neither pages nor part of the API (file downloads, feeds).</summary>
    public virtual void MapEndpoints(IEndpointRouteBuilder routes) { }
}

/// <summary>An entry of the side menu, shown to whoever holds the permission.</summary>
/// <param name="Text">Resource key.</param>
/// <param name="Icon">Tabler icon name.</param>
/// <param name="Section">Group in the menu: work, insight, growth or admin.</param>
/// <param name="Order">Position inside the section.</param>
/// <param name="Count">Address of a fragment that is the number of things waiting there, or nothing.</param>
public sealed record MenuItem(string Text, string Url, string Icon, string Permission, string Section = "work", int Order = 100, string? Count = null);

/// <summary>A part of a page that belongs to another module, loaded from <paramref name="Url"/> with hx-get.</summary>
/// <param name="Area">Where it shows: "customer" (360 page), "home", "dashboard", "team", "ticket", "ticket-articles" (what may help with a ticket), "ticket-new" (the same while one is written down).</param>
/// <param name="Title">Resource key of its heading.</param>
/// <param name="Url">Path; "{id}" stands for the id of the page's subject.</param>
/// <param name="Width">Columns out of 12 on a desktop.</param>
public sealed record Panel(string Area, string Title, string Url, string Permission, int Order = 100, int Width = 6);

/// <summary>All modules of the host, in the order of its list.</summary>
public sealed class ModuleList(IReadOnlyList<Module> modules)
{
    /// <summary>The modules.</summary>
    public IReadOnlyList<Module> All { get; } = modules;

    /// <summary>The modules that store something: those whose schema a migration has made.</summary>
    public IReadOnlyList<Module> Storing { get; } = [.. modules.Where(m => m.Db is not null && m.Types.Any(t => t.IsSubclassOf(typeof(Migration))))];

    /// <summary>Every right known to the installation.</summary>
    public IReadOnlyList<Permission> Permissions { get; } = [.. modules.SelectMany(m => m.Permissions)];

    /// <summary>The panels of an area, in order.</summary>
    public IEnumerable<Panel> PanelsOf(string area) =>
        All.SelectMany(m => m.Panels).Where(p => p.Area == area).OrderBy(p => p.Order);
}
