using System.Text.RegularExpressions;
using Crm.Tests.Architecture;
using Crm.Tests.Support;

namespace Crm.Tests.Host;

/// <summary>The table of settings in the README is what the code reads: nothing secret, nothing gone.</summary>
public sealed partial class SettingsTests
{
    [Fact]
    public void The_README_names_every_setting_the_code_reads_and_no_other()
    {
        var (read, told) = (Read(), Told());
        Assert.True(read.Count > 20 && told.Count > 20, "The patterns of this test find too little.");
        Assert.Empty(read.Except(told).Order().Select(k => $"{k} is read, but not in the README"));
        Assert.Empty(told.Except(read).Order().Select(k => $"{k} is in the README, but nothing reads it"));
    }

    [Fact]
    public void Compose_image_and_scripts_set_only_what_is_read()
    {
        var read = Read();
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "scripts")).Concat(new[] { "docker-compose.yml", "Dockerfile", ".github/workflows/ci.yml" }.Select(f => Path.Combine(Repository.Root, f)));
        var set = files.SelectMany(f => Variable().Matches(File.ReadAllText(f)).Select(m => (File: Repository.Name(f), Key: m.Value.Replace("__", ":", StringComparison.Ordinal)))).ToList();
        Assert.NotEmpty(set);
        Assert.DoesNotContain(set, s => !read.Contains(s.Key) && !s.Key.StartsWith("Crm:Loyalty:Rates:", StringComparison.Ordinal));
    }

    /// <summary>Keys in the code: whole literals, and the properties of classes that a section is bound to.</summary>
    static HashSet<string> Read()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in Repository.Sources(".cs").Select(File.ReadAllText))
        {
            var sections = Section().Matches(text).ToDictionary(m => m.Groups[2].Value, m => m.Groups[1].Value);
            foreach (Match literal in Literal().Matches(text))
            {
                if (!sections.TryGetValue(literal.Groups[1].Value, out var options)) keys.Add(literal.Groups[1].Value);
                else keys.UnionWith(Product.AllTypes.Single(t => t.Name == options).GetProperties().Where(p => p.CanWrite).Select(p => $"{literal.Groups[1].Value}:{p.Name}"));
            }
        }
        return keys;
    }

    /// <summary>First column of the table: `Crm__Smtp__Host`, `Port` names two. Rates__CNY stands for Rates of any currency.</summary>
    static HashSet<string> Told()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "README.md")).Where(l => l.StartsWith("| `Crm__", StringComparison.Ordinal)))
        {
            var names = Code().Matches(line.Split('|')[1]).Select(m => m.Groups[1].Value).ToList();
            var parent = names[0][..names[0].LastIndexOf("__", StringComparison.Ordinal)];
            foreach (var name in names) keys.Add((name.StartsWith("Crm__", StringComparison.Ordinal) ? name : $"{parent}__{name}").Replace("__", ":", StringComparison.Ordinal).Replace("Rates:CNY", "Rates", StringComparison.Ordinal));
        }
        return keys;
    }

    [GeneratedRegex("\"(Crm:[A-Za-z:]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("Configure<(\\w+)>\\(configuration\\.GetSection\\(\"(Crm:[A-Za-z:]+)\"\\)\\)")]
    private static partial Regex Section();

    [GeneratedRegex("Crm__[A-Za-z_]*[A-Za-z]")]
    private static partial Regex Variable();

    [GeneratedRegex("`([A-Za-z_]+)`")]
    private static partial Regex Code();
}
