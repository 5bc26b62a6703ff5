using System.Reflection;
using Crm.Contracts;
using Crm.Platform.Modules;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Razor.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Module = Crm.Platform.Modules.Module;

namespace Crm.Tests.Architecture;

/// <summary>The product keeps its rules. They are derived from the host's list of modules: a new module is under them at once.</summary>
public sealed class ArchitectureTests(CrmApp app) : IClassFixture<CrmApp>
{
    static void None(IEnumerable<string> broken)
    {
        var all = broken.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    [Fact]
    public void Modules_refer_to_contracts_and_platform_only() => None(Product.Modules.SelectMany(m => Rules.References(m.Assembly, "Crm.Contracts", "Crm.Platform")));

    [Fact]
    public void Platform_refers_to_contracts_and_contracts_to_nobody() => None(Rules.References(typeof(Module).Assembly, "Crm.Contracts").Concat(Rules.References(typeof(IEvent).Assembly)));

    [Fact]
    public void A_module_shows_one_class() => None(Product.Modules.SelectMany(m => Rules.Exports(m.Assembly.GetExportedTypes())));

    [Fact]
    public void Contracts_are_records_enums_and_interfaces() => None(Rules.ContractShapes(typeof(IEvent).Assembly.GetTypes()));

    [Fact]
    public void Modules_know_whom_they_say_they_know() => None(Product.Modules.SelectMany(m => Rules.Acquaintances(m.Name, Product.TypesOf(m), m.Knows)));

    [Fact]
    public void The_platform_knows_no_module() => Assert.Empty(Rules.Known(typeof(Module).Assembly.GetTypes()));

    [Fact]
    public void Modules_keep_to_their_schema() => None(Product.ModulesAndPlatform.Where(m => m.Db is not null).SelectMany(m => Rules.Schemas(Product.ModelOf(m), m.Name)));

    [Fact]
    public void A_context_remembers_nothing_of_whom_it_was_lent_to() => None(Rules.Remembering(Product.ModulesAndPlatform.Select(m => m.Db).OfType<Type>()));

    [Fact]
    public void Whoever_stores_customer_ids_hears_of_merged_and_erased_customers() => None(
        Product.Modules.Where(m => m.Name != "customers").SelectMany(m => Rules.CustomersForgotten(m.Name, Product.ModelOf(m), [.. Product.Listens(m).Select(l => l.Event)])));

    [Fact]
    public void There_is_one_clock() => None(
        from file in Directory.EnumerateFiles(Path.Combine(Product.Root, "src"), "*.cs*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Product.Root, file)
        where (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal)) && !relative.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj")
        from broken in Rules.Clocks(relative, File.ReadLines(file))
        select broken);

    [Fact]
    public async Task Every_address_leads_to_one_place() => None(Rules.SameRoutes(await Endpoints()));

    [Fact]
    public async Task Every_endpoint_is_guarded_or_openly_open() => None(Rules.Unguarded(await Endpoints()));

    [Fact]
    public void Every_page_is_guarded_or_openly_open() => None(Rules.UnguardedPages(Product.AllTypes));

    [Fact]
    public void Every_use_case_is_guarded_or_openly_open() => None(Rules.UnguardedUseCases(Product.AllTypes));

    [Fact]
    public void Every_right_asked_for_is_declared() => None(Rules.UnknownRights(Product.AllTypes, [.. Product.ModulesAndPlatform.SelectMany(m => m.Permissions).Select(p => p.Name)]));

    [Fact]
    public void Every_use_case_has_one_handler() => None(Rules.Handlers(Product.AllTypes));

    [Fact]
    public void Handlers_do_not_call_handlers() => None(Rules.HandlersCallingHandlers(Product.AllTypes));

    [Fact]
    public void Handlers_know_nothing_of_http() => None(Rules.HandlersOfHttp(Product.AllTypes));

    [Fact]
    public void The_domain_is_plain() => None(Rules.DomainPurity(Product.AllTypes));

    [Fact]
    public void Page_models_ask_use_cases() => None(Rules.PageModels(Product.AllTypes));

    [Fact]
    public void Every_view_has_a_path_of_its_own() => None(Rules.SamePaths(
        from assembly in Product.ModulesAndPlatform.Select(m => m.Assembly).Append(typeof(Program).Assembly)
        from view in assembly.GetCustomAttributes<RazorCompiledItemAttribute>()
        select (assembly.GetName().Name!, view.Identifier)));

    /// <summary>All of them, with what pages say of themselves: a running host reads that when a page is first asked for.</summary>
    async Task<List<RouteEndpoint>> Endpoints()
    {
        var pages = app.Services.GetRequiredService<PageLoader>();
        // Static files are nobody's secret, and stand there once per encoding.
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != "{**path:file}").ToList();
        Assert.True(endpoints.Count > 20);
        for (var i = 0; i < endpoints.Count; i++)
        {
            if (endpoints[i].Metadata.GetMetadata<PageActionDescriptor>() is not { } page) continue;
            var read = (await pages.LoadAsync(page, endpoints[i].Metadata)).Endpoint!;
            endpoints[i] = new RouteEndpoint(endpoints[i].RequestDelegate!, endpoints[i].RoutePattern, endpoints[i].Order, read.Metadata, endpoints[i].DisplayName);
        }
        return endpoints;
    }
}
