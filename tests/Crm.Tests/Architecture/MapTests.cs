using Crm.Contracts;
using Crm.Platform.Events;
using Crm.Platform.Modules;

namespace Crm.Tests.Architecture;

/// <summary>docs/MAP.md tells who knows, raises, hears and asks whom, and tells it truly. CRM_WRITE_MAP=1 writes its tables anew.</summary>
public sealed class MapTests
{
    const string Begin = "<!-- tables: written by MapTests with CRM_WRITE_MAP=1 -->", End = "<!-- end of tables -->";

    [Fact]
    public void The_map_is_true()
    {
        var file = Path.Combine(Product.Root, "docs", "MAP.md");
        var text = File.ReadAllText(file);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= Begin.Length && end > begin, "docs/MAP.md has lost the marks around its tables.");
        var tables = Tables();
        if (Environment.GetEnvironmentVariable("CRM_WRITE_MAP") == "1") File.WriteAllText(file, text[..begin] + "\n\n" + tables + "\n" + text[end..]);
        else Assert.True(Lines(text[begin..end]).SequenceEqual(Lines(tables)), $"docs/MAP.md is out of date (CRM_WRITE_MAP=1 writes it anew). Missing:\n{string.Join('\n', Lines(tables).Except(Lines(text[begin..end])))}\nToo much:\n{string.Join('\n', Lines(text[begin..end]).Except(Lines(tables)))}");
    }

    [Fact]
    public void A_module_raises_its_own_events_only()
    {
        var strange = Product.Modules.SelectMany(m => Product.Raises(m).Where(e => !e.Namespace!.EndsWith("." + Title(m), StringComparison.Ordinal)).Select(e => $"{m.Name} raises {EventTypes.NameOf(e)}")).ToList();
        Assert.True(strange.Count == 0, string.Join('\n', strange));
        // The reading of method bodies must not silently find nothing.
        Assert.Contains(typeof(Crm.Contracts.Customers.CustomerRegistered), Product.Raises(Product.Modules.Single(m => m.Name == "customers")));
    }

    static List<string> Lines(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];

    static string Tables()
    {
        List<string> map = ["## Modules", "", "| module | schema | knows the contracts of |", "|---|---|---|"];
        map.AddRange(Product.Modules.Select(m => $"| {Title(m)} | `{m.Name}` | {Join(m.Knows.Order(StringComparer.Ordinal))} |"));

        map.AddRange(["", "## Events", "", "| event | raised by | heard by |", "|---|---|---|"]);
        foreach (var happened in EventTypes.All.OrderBy(EventTypes.NameOf, StringComparer.Ordinal))
        {
            var raisers = Product.Modules.Where(m => Product.Raises(m).Contains(happened)).Select(Title);
            var hearers = Product.Modules.Where(m => Product.Listens(m).Any(l => l.Event == happened)).Select(Title);
            map.Add($"| {EventTypes.NameOf(happened)} | {Join(raisers)} | {Join(hearers)} |");
        }

        map.AddRange(["", "## Questions", "", "| interface | answered by | asked by |", "|---|---|---|"]);
        foreach (var question in typeof(IEvent).Assembly.GetTypes().Where(t => t.IsInterface && t != typeof(IEvent)).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            var answering = Product.Modules.Where(m => Product.TypesOf(m).Any(t => t.IsClass && t.IsAssignableTo(question))).ToList();
            var asking = Product.Modules.Where(m => !answering.Contains(m) && Product.TypesOf(m).Any(t => Uses.Of(t).Contains(question)));
            map.Add($"| {question.FullName!["Crm.Contracts.".Length..]} | {Join(answering.Select(Title))} | {Join(asking.Select(Title))} |");
        }
        return string.Join('\n', map) + "\n";
    }

    static string Title(Module module) => char.ToUpperInvariant(module.Name[0]) + module.Name[1..];

    static string Join(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } all ? all : "-";
}
