using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Crm.Contracts;
using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Module = Crm.Platform.Modules.Module;

namespace Crm.Tests.Architecture;

/// <summary>The rules of DESIGN §2-§5 as functions: each answers with what breaks it. RulesBiteTests shows every one of them a culprit.</summary>
internal static partial class Rules
{
    const string Contracts = "Crm.Contracts";

    /// <summary>A module sees Contracts and Platform, nobody else of ours.</summary>
    public static IEnumerable<string> References(Assembly assembly, params string[] allowed) =>
        from reference in assembly.GetReferencedAssemblies()
        where reference.Name!.StartsWith("Crm.", StringComparison.Ordinal) && !allowed.Contains(reference.Name)
        select $"{assembly.GetName().Name} refers to {reference.Name}";

    /// <summary>Of a module only the class derived from Module is public; migrations are, because EF writes them so.</summary>
    public static IEnumerable<string> Exports(IEnumerable<Type> exported) =>
        from type in exported
        where !type.IsSubclassOf(typeof(Module)) && !type.IsSubclassOf(typeof(Migration))
        select $"{type.FullName} is public";

    /// <summary>Contracts are records, enums and interfaces, made of nothing but themselves and the base library.</summary>
    public static IEnumerable<string> ContractShapes(IEnumerable<Type> types)
    {
        foreach (var type in types.Where(t => !IsGenerated(t)))
        {
            var record = type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);
            if (!record && !type.IsEnum && !type.IsInterface) yield return $"{type.FullName} is no record, enum or interface";
            if (type.IsEnum) continue;
            foreach (var used in Uses.Of(type).Where(u => u.Assembly != type.Assembly && u.Assembly.GetName().Name is not ("System.Private.CoreLib" or "System.Runtime" or "System.Linq" or "System.Collections")))
                yield return $"{type.FullName} knows {used.FullName}";
        }
    }

    /// <summary>The Contracts folders ("Customers") a set of types uses.</summary>
    public static SortedSet<string> Known(IEnumerable<Type> types) => new(
        from type in types
        from used in Uses.Of(type)
        where used.Assembly == typeof(IEvent).Assembly && used.Namespace!.Length > Contracts.Length
        select used.Namespace![(Contracts.Length + 1)..], StringComparer.Ordinal);

    /// <summary>A module uses other modules' contracts only where it says so in Knows, and says no more than it uses.</summary>
    public static IEnumerable<string> Acquaintances(string module, IEnumerable<Type> types, IEnumerable<string> knows)
    {
        var used = Known(types).Where(n => !n.Equals(module, StringComparison.OrdinalIgnoreCase)).ToList();
        return used.Except(knows).Select(n => $"{module} uses the contracts of {n} without saying so in Knows")
            .Concat(knows.Except(used).Select(n => $"{module} says it knows {n}, and uses nothing of it"));
    }

    /// <summary>Contexts are lent from request to request: what one remembered of a reader would be another reader's.</summary>
    public static IEnumerable<string> Remembering(IEnumerable<Type> contexts) => contexts.SelectMany(c =>
        c.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Select(f => $"{c.Name} remembers {f.Name}"));

    /// <summary>A context maps tables of its own schema, and the platform's shared ones without migrating them; no key crosses schemas.</summary>
    public static IEnumerable<string> Schemas(IModel model, string schema)
    {
        foreach (var type in model.GetEntityTypes())
        {
            var own = type.GetSchema() == schema;
            if (!own && !(type.GetSchema() == "platform" && type.IsTableExcludedFromMigrations())) yield return $"{type.DisplayName()} lies in {type.GetSchema()}, not in {schema}";
            foreach (var key in type.GetForeignKeys().Where(k => k.PrincipalEntityType.GetSchema() != type.GetSchema())) yield return $"{type.DisplayName()} has a foreign key into {key.PrincipalEntityType.GetSchema()}";
        }
    }

    /// <summary>A module that stores customer ids hears of merged, unmerged and erased customers.</summary>
    public static IEnumerable<string> CustomersForgotten(string module, IModel model, IReadOnlyCollection<Type> listenedTo) =>
        model.GetEntityTypes().Any(t => t.GetSchema() == module && t.GetProperties().Any(p => p.Name.EndsWith("CustomerId", StringComparison.Ordinal)))
            ? new[] { typeof(CustomerMerged), typeof(CustomerUnmerged), typeof(CustomerErased) }.Where(e => !listenedTo.Contains(e)).Select(e => $"{module} stores customer ids and does not listen to {e.Name}")
            : [];

    /// <summary>One clock everywhere: TimeProvider.</summary>
    public static IEnumerable<string> Clocks(string file, IEnumerable<string> lines) =>
        lines.Select((text, i) => (Text: text, Line: i + 1)).Where(l => DirectClock().IsMatch(l.Text) && !l.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)).Select(l => $"{file}:{l.Line} reads the clock directly: {l.Text.Trim()}");

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bSystemClock\b")]
    private static partial Regex DirectClock();

    /// <summary>No two endpoints take the same method of the same address.</summary>
    public static IEnumerable<string> SameRoutes(IEnumerable<RouteEndpoint> endpoints) =>
        from endpoint in endpoints
        let pattern = Parameter().Replace("/" + endpoint.RoutePattern.RawText!.Trim('/').ToLowerInvariant(), m => "{" + m.Groups[1].Value + "}")
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["any"]
        group endpoint by $"{method} {pattern}" into same
        where same.Select(e => e.DisplayName).Count() > 1
        select $"{same.Key}: {string.Join(" and ", same.Select(e => e.DisplayName))}";

    // "{id:long}" and "{name}" differ, "{id:long}" and "{other:long}" do not.
    [GeneratedRegex(@"\{[^}:]+(:?[^}]*)\}")]
    private static partial Regex Parameter();

    /// <summary>Every endpoint asks for a right, or says openly that anybody, or anybody signed in, may use it.</summary>
    public static IEnumerable<string> Unguarded(IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) continue;
            if (endpoint.Metadata.OfType<IAuthorizeData>().Any(a => a.Policy?.StartsWith(NeedsAttribute.PolicyPrefix, StringComparison.Ordinal) == true)) continue;
            if (endpoint.Metadata.GetMetadata<OpenToAllAttribute>() is not null) continue;
            // A page's or endpoint's own [Authorize] says "anybody signed in"; on one of the API it comes from the group and says nothing.
            if (endpoint is RouteEndpoint { RoutePattern.RawText: { } address } && !address.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<AuthorizeAttribute>() is not null) continue;
            yield return $"{endpoint.DisplayName} says neither [Needs] nor [Authorize] nor [AllowAnonymous]";
        }
    }

    /// <summary>A page carries what it needs on its own class.</summary>
    public static IEnumerable<string> UnguardedPages(IEnumerable<Type> types) =>
        from type in types
        where type.IsSubclassOf(typeof(PageModel)) && !type.IsAbstract
        where !type.IsDefined(typeof(AuthorizeAttribute)) && !type.IsDefined(typeof(AllowAnonymousAttribute))
        select $"{type.FullName} says neither [Needs] nor [Authorize] nor [AllowAnonymous]";

    /// <summary>A right that is asked for is declared by a module.</summary>
    public static IEnumerable<string> UnknownRights(IEnumerable<Type> types, IReadOnlyCollection<string> declared) =>
        from type in types
        from needs in type.GetCustomAttributes<NeedsAttribute>()
        where !declared.Contains(needs.Permission)
        select $"{type.FullName} needs {needs.Permission}, which no module declares";

    /// <summary>Every use case asks for a right, or says why it needs none.</summary>
    public static IEnumerable<string> UnguardedUseCases(IEnumerable<Type> types) =>
        from type in types
        where !type.IsAbstract && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>))
        let useCase = UseCase.Of(type)
        where !useCase.IsDefined(typeof(NeedsAttribute)) && !useCase.IsDefined(typeof(OpenToAllAttribute))
        select $"{useCase.FullName} says neither [Needs] nor [OpenToAll]";

    /// <summary>Exactly one handler for every use case.</summary>
    public static IEnumerable<string> Handlers(IReadOnlyCollection<Type> types)
    {
        var handled = types.SelectMany(t => t.GetInterfaces()).Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)).Select(i => i.GetGenericArguments()[0]).ToList();
        return types.Where(t => !t.IsAbstract && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)))
            .Select(t => (t, handled.Count(h => h == t))).Where(x => x.Item2 != 1).Select(x => $"{x.t.FullName} has {x.Item2} handlers");
    }

    static readonly string[] NotForDomain = ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MediatR", "FluentValidation", "Microsoft.Extensions"];

    /// <summary>The domain is plain: no database, no HTTP, no mediator, no clock; time and user are passed in.</summary>
    public static IEnumerable<string> DomainPurity(IEnumerable<Type> types) =>
        from type in types
        where InFolder(type, "Domain") && !IsGenerated(type)
        from used in Uses.Of(type)
        where used == typeof(TimeProvider) || used == typeof(CurrentUser) || typeof(DbContext).IsAssignableFrom(used) || NotForDomain.Any(n => used.Namespace?.StartsWith(n, StringComparison.Ordinal) == true)
        where !IsGenerated(used)
        select $"{type.FullName} touches {used.FullName}";

    /// <summary>Page models ask use cases. They touch neither contexts nor entities; values of the domain (enums, a published questionnaire) may be shown.</summary>
    public static IEnumerable<string> PageModels(IEnumerable<Type> types) =>
        from type in types
        where type.IsSubclassOf(typeof(PageModel))
        from used in Uses.Of(type)
        where typeof(DbContext).IsAssignableFrom(used) || typeof(Entity).IsAssignableFrom(used)
        select $"{type.FullName} touches {used.FullName}";

    /// <summary>Use cases are called by pages, endpoints and jobs, never by one another through the mediator.</summary>
    public static IEnumerable<string> HandlersCallingHandlers(IEnumerable<Type> types) =>
        from type in types
        where type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
        where Uses.Of(type).Any(u => u == typeof(IMediator))
        select $"{type.FullName} sends through the mediator";

    /// <summary>Handlers know nothing of HTTP.</summary>
    public static IEnumerable<string> HandlersOfHttp(IEnumerable<Type> types) =>
        from type in types
        where type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() is var d && (d == typeof(IRequestHandler<,>) || d == typeof(IHandle<>)))
        from used in Uses.Of(type)
        where used == typeof(HttpContext) || used == typeof(IHttpContextAccessor)
        select $"{type.FullName} touches {used.Name}";

    /// <summary>Views of all assemblies lie in one tree: of two with one path the second is never found, and its page answers 404.</summary>
    public static IEnumerable<string> SamePaths(IEnumerable<(string Project, string Path)> views) =>
        from view in views
        where !view.Path.EndsWith("/_ViewImports.cshtml", StringComparison.Ordinal)
        group view.Project by view.Path into same
        where same.Distinct().Count() > 1
        select $"{same.Key}: {string.Join(" and ", same)}";

    static bool InFolder(Type type, string folder) => type.Namespace is { } n && n.StartsWith("Crm.", StringComparison.Ordinal) && n.Split('.').Contains(folder);

    static bool IsGenerated(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.Name.StartsWith('<') || type.Namespace is "Microsoft.CodeAnalysis" or "System.Runtime.CompilerServices";
}
