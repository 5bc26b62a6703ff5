using System.Text.RegularExpressions;
using Crm.Host;
using Crm.Platform.Localization;
using Crm.Platform.Modules;
using Crm.Tests.Support;

namespace Crm.Tests.Architecture;

/// <summary>Every text is a resource, complete in both languages.</summary>
public sealed partial class TextsTests
{
    static readonly Texts Texts = new(new ModuleList([new Crm.Platform.PlatformModule(), .. Modules.All]));

    static readonly System.Reflection.Assembly[] Assemblies = [typeof(Texts).Assembly, typeof(Program).Assembly, .. Modules.All.Select(m => m.Assembly)];

    /// <summary>Tag helpers and those of their attributes that take a key.</summary>
    static readonly Dictionary<string, string[]> KeyAttributes = new()
    {
        ["field"] = ["label", "help", "placeholder"],
        ["customer-picker"] = ["label", "help"],
        ["person-picker"] = ["label", "help"],
        ["empty"] = ["title", "text", "action"],
        ["field-message"] = ["label"],
        ["panel"] = ["title"],
        ["stat"] = ["label", "hint"],
        ["chart"] = ["title", "hint"],
        ["confirm-button"] = ["text", "label", "confirm"],
        ["post-button"] = ["text", "label"],
        ["save-bar"] = ["submit"],
    };

    static readonly string[] SpokenAttributes = ["title", "aria-label", "placeholder", "alt", "label"];

    [Fact]
    public void Pages_hold_no_text_of_their_own()
    {
        var found = new List<string>();
        foreach (var file in Repository.Sources(".cshtml"))
        {
            var source = File.ReadAllText(file);
            found.AddRange(Razor.TextsOf(source).Where(t => Words().IsMatch(Address().Replace(t, ""))).Select(t => $"{Repository.Name(file)}: {Short(t)}"));
            foreach (var tag in Razor.TagsOf(source).Where(t => !KeyAttributes.ContainsKey(t.Name)))
                found.AddRange(tag.Attributes.Where(a => SpokenAttributes.Contains(a.Name) && Words().IsMatch(a.Literal)).Select(a => $"{Repository.Name(file)}: <{tag.Name} {a.Name}=\"{a.Literal}\">"));
        }
        Assert.True(found.Count == 0, "Texts in pages:\n" + string.Join('\n', found));
    }

    [Fact]
    public void Every_key_that_pages_and_code_name_exists()
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Repository.Sources(".cshtml"))
        {
            var source = File.ReadAllText(file);
            foreach (Match use in KeyInPage().Matches(source)) Expect(use.Groups[1].Value, file);
            foreach (var tag in Razor.TagsOf(source))
                if (KeyAttributes.TryGetValue(tag.Name, out var names))
                    foreach (var (_, key) in tag.Attributes.Where(a => names.Contains(a.Name) && Key().IsMatch(a.Literal))) Expect(key, file);
        }
        foreach (var file in Repository.Sources(".cs").Where(f => !f.Contains("Migrations")))
            foreach (Match use in KeyInCode().Matches(File.ReadAllText(file))) Expect(use.Groups[1].Value, file);
        Assert.True(missing.Count == 0, "Keys without text:\n" + string.Join('\n', missing));

        void Expect(string key, string file) { if (!Texts.Has(key)) missing.Add($"{key}  ({Repository.Name(file)})"); }
    }

    [Fact]
    public void What_modules_announce_has_texts()
    {
        Module[] all = [new Crm.Platform.PlatformModule(), .. Modules.All];
        var keys = all.SelectMany(m => m.Menu.Concat(m.Actions).Select(i => i.Text)
            .Concat(m.Panels.Select(p => p.Title)).Concat(m.Permissions.Select(p => "permission." + p.Name)));
        Assert.Empty(keys.Where(k => !Texts.Has(k)).Distinct());
    }

    [Fact]
    public void What_mails_are_for_has_words()
    {
        var purposes = Repository.Sources(".cs").SelectMany(f => MailPurpose().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Subset(purposes, new HashSet<string>(["survey.invitation", "ticket.reply", "care.greeting", "loyalty.member_link", "staff.digest"]));
        Assert.DoesNotContain(purposes, p => !Texts.Has("mail.purpose." + p));
    }

    [Fact]
    public void Both_languages_are_complete_and_say_the_same()
    {
        var found = new List<string>();
        foreach (var assembly in Assemblies)
        {
            var (english, chinese) = (Texts.Read(assembly, "en").ToDictionary(), Texts.Read(assembly, "zh-CN").ToDictionary());
            found.AddRange(english.Keys.Except(chinese.Keys).Select(k => $"{k} is missing in zh-CN"));
            found.AddRange(chinese.Keys.Except(english.Keys).Select(k => $"{k} is missing in en"));
            foreach (var key in english.Keys.Intersect(chinese.Keys))
            {
                if (string.IsNullOrWhiteSpace(english[key]) || string.IsNullOrWhiteSpace(chinese[key])) found.Add($"{key} is empty");
                if (!Holes(english[key]).SetEquals(Holes(chinese[key]))) found.Add($"{key} fills in different things: {english[key]} / {chinese[key]}");
            }
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void An_enum_that_is_shown_is_shown_whole()
    {
        var missing = Assemblies.Append(typeof(Crm.Contracts.IEvent).Assembly).SelectMany(a => a.GetTypes()).Where(t => t.IsEnum)
            .Where(t => Enum.GetNames(t).Any(n => Texts.Has($"{t.Name}.{n}")))
            .SelectMany(t => Enum.GetNames(t).Select(n => $"{t.Name}.{n}")).Where(k => !Texts.Has(k));
        Assert.Empty(missing);
    }

    [Fact]
    public void A_key_belongs_to_one_project()
    {
        var twice = Assemblies.SelectMany(a => Texts.Read(a, "en").Select(p => (p.Key, a.GetName().Name))).GroupBy(p => p.Key).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(p => p.Name))}");
        Assert.Empty(twice);
    }

    [Theory]
    [InlineData("<p>Save</p>", "Save")]
    [InlineData("@if (a < b) { var x = list<int>(); <b>Hello</b> } else { <i>@x.Y(\"no\")</i> }", "Hello")]
    [InlineData("@foreach (var (k, v) in d) {\n  <td>@k.Name 客户</td>\n}", "客户")]
    [InlineData("<a href=\"/x\" class=\"@(a ? \"b\" : \"c\")\">@L[\"save\"]</a> <kbd>Ctrl</kbd> @* comment *@ @{ var title = \"Text\"; }", "")]
    [InlineData("<!form action=\"@x?y=@z\" novalidate=\"@(a > 0 ? \"b\" : null)\"><b>In</b></!form>After", "In|After")]
    [InlineData("@switch (x)\n{\n case 1:\n  <p>one</p>\n  break;\n default:\n  @:two\n  break;\n}", "one|two")]
    public void The_reader_of_pages_tells_text_from_code(string page, string texts) =>
        Assert.Equal(texts, string.Join('|', Razor.TextsOf(page).Select(t => t.Trim())));

    static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(m => m.Groups[1].Value)];

    static string Short(string text) => WhiteSpace().Replace(text, " ") is { Length: > 80 } longer ? longer[..80] + "…" : WhiteSpace().Replace(text, " ");

    /// <summary>The address of a page is the same in every language.</summary>
    [GeneratedRegex(@"/[\w./-]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"[A-Za-z]{2,}|[\u3400-\u9fff]")]
    private static partial Regex Words();

    [GeneratedRegex(@"\bL\[""([^""{]+)""[\],]")]
    private static partial Regex KeyInPage();

    [GeneratedRegex(@"(?:\bL\[|\b[Tt]exts\[|new RuleException\(|new DuplicateException\(|new Reason\()""([^""{]+)""[\],)]")]
    private static partial Regex KeyInCode();

    [GeneratedRegex(@"(?:SendMail\(|mails\.Send\(|\bSend\((?:tickets|\[ticket\]|member)).*?, ""([a-z_]+\.[a-z_]+)""[,)]")]
    private static partial Regex MailPurpose();

    [GeneratedRegex(@"^[a-zA-Z_]+(\.[A-Za-z0-9_-]+)*$")]
    private static partial Regex Key();

    [GeneratedRegex(@"\{(\d+)")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
