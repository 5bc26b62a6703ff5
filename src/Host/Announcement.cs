using Crm.Platform.Demo;

namespace Crm.Host;

/// <summary>What the console says once the first page can be opened.</summary>
internal static class Announcement
{
    public static void AnnounceWhenReady(this WebApplication app)
    {
        if (app.Configuration["Crm:Announce"] != "true") return;
        app.Lifetime.ApplicationStarted.Register(() => _ = Task.Run(() => AnnounceAsync(app)));
    }

    static async Task AnnounceAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var lines = new List<string> { "", $"  Open  {string.Join("  ", app.Urls)}" };
        if (scope.ServiceProvider.GetService<IDemoSignIns>() is { } demo && await demo.List(app.Lifetime.ApplicationStopping) is { Count: > 0 } people)
        {
            lines.Add("  Demo sign-ins:");
            lines.AddRange(people.Select(p => $"    {p.Email,-34} {p.Password,-18} {p.Role}"));
        }
        lines.Add("  Ctrl+C stops.");
        lines.Add("");
        await Console.Out.WriteLineAsync(string.Join(Environment.NewLine, lines));
    }
}
