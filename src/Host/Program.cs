using Crm.Host;
using Crm.Platform;
using Crm.Platform.Web;

var verb = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "serve";
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCrm(builder.Configuration, Modules.All);
builder.Services.AddCrmWeb(Modules.All);
if (verb == "serve") builder.Services.AddHostedService(services => services.GetRequiredService<Crm.Platform.Events.Outbox>());

await using var app = builder.Build();
if (verb == "migrate")
{
    await app.Services.MigrateCrm();
    return 0;
}
app.MapGet("/health/live", () => "ok").AllowAnonymous();
app.UseCrm();
await app.RunAsync();
return 0;

/// <summary>Seen by tests.</summary>
public partial class Program;
