using Crm.Platform.Modules;
using Crm.Platform.Users;

namespace Crm.Host.Features.Shared;

/// <summary>The side menu: what the modules offer and the reader may see.</summary>
internal static class Menu
{
    static readonly string[] Sections = ["work", "insight", "growth", "admin"];

    public static IEnumerable<(string Section, IReadOnlyList<MenuItem> Items)> Of(ModuleList modules, CurrentUser reader)
    {
        var mine = Mine(modules, reader).ToLookup(i => i.Section);
        return Sections.Where(mine.Contains).Select(s => (s, (IReadOnlyList<MenuItem>)[.. mine[s].OrderBy(i => i.Order)]));
    }

    /// <summary>Everything the command palette can do, new things first.</summary>
    public static IEnumerable<MenuItem> Commands(ModuleList modules, CurrentUser reader) =>
        modules.All.SelectMany(m => m.Actions).Where(a => reader.Can(a.Permission)).OrderBy(a => a.Order)
            .Append(Home).Concat(reader.Can(Dashboard.Permission) ? [Dashboard] : [])
            .Concat(Of(modules, reader).SelectMany(s => s.Items))
            .Append(new("user.profile", "/profile", "user", "")).Append(new("user.help", "/help", "help", ""));

    public static readonly MenuItem Home = new("menu.home", "/", "home", "");

    public static readonly MenuItem Dashboard = new("menu.dashboard", "/dashboard", "chart-bar", "dashboard.view");

    static IEnumerable<MenuItem> Mine(ModuleList modules, CurrentUser reader) =>
        modules.All.SelectMany(m => m.Menu).Where(i => reader.Can(i.Permission));

    /// <summary>The item whose page this is or lies below: the nearest of them. Null where there is none.</summary>
    public static MenuItem? At(ModuleList modules, PathString path) =>
        modules.All.SelectMany(m => m.Menu).Append(Home).Append(Dashboard).Where(item => IsBelow(item, path)).MaxBy(item => item.Url.Length);

    static bool IsBelow(MenuItem item, PathString path) => item.Url == "/" ? path == "/" : path.StartsWithSegments(new PathString(item.Url.Split('?')[0]));
}
