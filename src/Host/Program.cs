using Crm.Host;
using Crm.Platform;
using Crm.Platform.Web;

// Verbs run in the order they are given: "migrate demo serve" is what scripts/run says. Without any: serve.
string[] verbs = [.. args.TakeWhile(a => !a.StartsWith('-'))];
if (verbs.Length == 0) verbs = ["serve"];
var serving = verbs.Contains("serve");
using var stop = new StopSignal();
try
{
    var builder = WebApplication.CreateBuilder(args);
    await using var postgres = await Preflight.PassAsync(builder.Configuration, serving, stop.Token);
    builder.WebHost.UseStaticWebAssets(); // also when a build, not a publish, runs in Production: that is scripts/run
    builder.Services.AddCrm(builder.Configuration, Modules.All);
    builder.Services.AddCrmWeb(Modules.All);
    // Tests say themselves when events are delivered and sweeps run.
    if (serving && builder.Configuration["Crm:Background"] != "false") builder.Services.AddHostedService(services => services.GetRequiredService<Crm.Platform.Events.Outbox>());

    await using var app = builder.Build();
    foreach (var verb in verbs)
    {
        switch (verb)
        {
            case "migrate":
                await app.Services.MigrateCrm(stop.Token);
                break;
            case "demo":
                break;
            case "serve":
                app.MapGet("/health/live", () => "ok").AllowAnonymous();
                app.UseCrm();
                app.AnnounceWhenReady();
                await app.RunAsync(stop.Token);
                break;
            default:
                throw new Refusal($"There is no verb \"{verb}\": there are serve, migrate, demo, backup FILE, restore FILE and verify FILE.");
        }
    }
    return 0;
}
catch (Refusal e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 130;
}

/// <summary>Seen by tests.</summary>
public partial class Program;
