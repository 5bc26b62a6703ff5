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

    public static IEnumerable<MenuItem> Mine(ModuleList modules, CurrentUser reader) =>
        modules.All.SelectMany(m => m.Menu).Where(i => reader.Can(i.Permission));

    /// <summary>Whether the page is the item's or lies below it.</summary>
    public static bool IsAt(MenuItem item, PathString path) =>
        item.Url == "/" ? path == "/" : path.StartsWithSegments(new PathString(item.Url.Split('?')[0]));
}
