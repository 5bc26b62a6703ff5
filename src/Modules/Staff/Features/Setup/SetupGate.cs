using Crm.Staff.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Staff.Features.Setup;

/// <summary>While nobody works here yet, every page leads to the set-up page. Asks the database until somebody exists.</summary>
internal sealed class SetupGate(IServiceScopeFactory scopes) : IStartupFilter
{
    volatile bool passed;

    public async Task<bool> IsEmpty(CancellationToken ct)
    {
        if (passed) return false;
        await using var scope = scopes.CreateAsyncScope();
        passed = await scope.ServiceProvider.GetRequiredService<StaffDb>().Members.AnyAsync(ct);
        return !passed;
    }

    /// <summary>Everybody may have gone with the demo data: ask again.</summary>
    public void Ask() => passed = false;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            if (!passed && IsPage(context.Request) && await IsEmpty(context.RequestAborted)) context.Response.Redirect("/setup");
            else await rest(context);
        });
        next(app);
    };

    static bool IsPage(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Path != "/setup"
        && request.Headers.Accept.Any(a => a?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true) && !request.Path.StartsWithSegments("/api");
}
