using Crm.Host;
using Crm.Platform;
using Crm.Platform.Background;
using Crm.Platform.Facts;
using Crm.Platform.Users;
using Crm.Platform.Web;

// Verbs run in the order they are given: "migrate demo serve" is what scripts/run says. Without any: serve.
string[] verbs = [.. args.TakeWhile(a => !a.StartsWith('-'))];
if (verbs.Length == 0) verbs = ["serve"];
var serving = verbs.Contains("serve");
using var stop = new StopSignal();
try
{
    if (verbs is ["verify", var suspect])
    {
        Console.WriteLine($"{suspect} is whole: {(await Backup.VerifyAsync(suspect, stop.Token)).Summary}.");
        return 0;
    }
    var builder = WebApplication.CreateBuilder(args);
    await using var postgres = await Preflight.PassAsync(builder.Configuration, serving, verbs.Contains("demo"), stop.Token);
    builder.WebHost.UseStaticWebAssets(); // also when a build, not a publish, runs in Production: that is scripts/run
    builder.AddCrmLogging();
    builder.AddCrmTelemetry();
    builder.Services.AddCrm(builder.Configuration, Modules.All);
    builder.Services.AddCrmWeb(Modules.All);
    builder.Services.AddScoped<IMailboxes, StaffMailboxes>();
    if (serving) builder.Services.AddCrmBackground(builder.Configuration);

    await using var app = builder.Build();
    for (var words = new Queue<string>(verbs); words.TryDequeue(out var verb);)
    {
        switch (verb)
        {
            case "migrate":
                await app.Services.MigrateCrm(stop.Token);
                break;
            case "demo":
                await Demo.LoadAsync(app.Services, stop.Token);
                break;
            case "serve":
                app.UseCrm();
                app.AnnounceWhenReady();
                await app.RunAsync(stop.Token);
                break;
            case "backup" when words.TryDequeue(out var archive):
                var made = await Backup.WriteAsync(app.Configuration.GetConnectionString("Crm")!, app.Configuration["Crm:DataDir"]!, archive, app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), stop.Token);
                Console.WriteLine($"{archive}: {made.Summary}.");
                break;
            case "restore" when words.TryDequeue(out var archive):
                var restored = await Backup.RestoreAsync(app.Configuration.GetConnectionString("Crm")!, app.Configuration["Crm:DataDir"]!, archive, () => app.Services.MigrateCrm(stop.Token), stop.Token);
                Console.WriteLine($"Restored {restored.Summary}, as of {restored.MadeAt:yyyy-MM-dd HH:mm} UTC.");
                if (Erasures.Missing(app.Configuration) is { } warning) Console.WriteLine(warning);
                Console.WriteLine($"Erased again: {await Erasures.ReplayAsync(app.Services, app.Configuration, stop.Token)}.");
                break;
            case "verify" when words.Count == 0:
                var checks = await app.Services.GetRequiredService<RollUpKeeper>().Compare(stop.Token);
                foreach (var check in checks) Console.WriteLine($"{check.Name}: {(check.Differences == 0 ? "agrees with its records" : $"differs from its records in {check.Differences} cells")}.");
                var proofs = await app.Services.GetRequiredService<SelfChecks>().Run(stop.Token);
                foreach (var line in proofs.SelectMany(p => p.Result.Lines)) Console.WriteLine(line);
                if (proofs.Any(p => p.Result.Differences > 0)) throw new Refusal("Not all books add up: what differs stands above and on the page of the check; nothing was changed.");
                if (checks.Any(c => c.Differences > 0)) throw new Refusal("Not all roll-ups agree with their records: the nightly sweep CheckFacts puts them right, and so does /admin/facts.");
                break;
            default:
                throw new Refusal($"There is no verb \"{verb}\": there are serve, migrate, demo, backup FILE, restore FILE, verify FILE and verify, which compares roll-ups with their records and balances with their entries.");
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
