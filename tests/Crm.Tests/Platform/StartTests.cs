using Crm.Host;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

/// <summary>A host loads what it is asked for, not all there is.</summary>
public sealed class StartTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_page_is_looked_at_when_somebody_asks_for_it()
    {
        await app.Anonymous().Get("/sign-in");
        var pages = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<PageActionDescriptor>()).OfType<PageActionDescriptor>().ToList();
        Assert.True(pages.Count > 400);
        Assert.Empty(pages.OfType<CompiledPageActionDescriptor>());
    }

    [Fact]
    public void The_types_of_a_module_are_those_that_were_written()
    {
        foreach (var module in Modules.All)
        {
            var written = module.Assembly.GetTypes().Where(t => t.Namespace != "AspNetCoreGeneratedDocument" && !t.FullName!.Contains('<', StringComparison.Ordinal));
            Assert.Equal(written.OrderBy(t => t.FullName, StringComparer.Ordinal), module.Types.OrderBy(t => t.FullName, StringComparer.Ordinal));
        }
    }
}
