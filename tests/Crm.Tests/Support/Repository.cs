namespace Crm.Tests.Support;

/// <summary>The source tree the tests were built from.</summary>
public static class Repository
{
    public static readonly string Root = Find();

    /// <summary>Source files below src with this extension, without what builds leave.</summary>
    public static IEnumerable<string> Sources(string extension) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*" + extension, SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}"));

    public static string Name(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    static string Find()
    {
        for (var dir = AppContext.BaseDirectory; dir is not null; dir = Path.GetDirectoryName(dir))
            if (File.Exists(Path.Combine(dir, "Crm.sln"))) return dir;
        throw new InvalidOperationException("The tests run outside the source tree.");
    }
}
