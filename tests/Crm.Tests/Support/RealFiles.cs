namespace Crm.Tests.Support;

/// <summary>Real files of others that are no part of the repository: beside it in shared/data, or where CRM_REAL_FILES says. Tests that want one pass without.</summary>
internal static class RealFiles
{
    public static string? Find(string name)
    {
        if (Environment.GetEnvironmentVariable("CRM_REAL_FILES") is { Length: > 0 } folder && File.Exists(Path.Combine(folder, name))) return Path.Combine(folder, name);
        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
            if (Path.Combine(up.FullName, "shared", "data", name) is var path && File.Exists(path)) return path;
        return null;
    }
}
