using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using Crm.Platform.Modules;
using Microsoft.Extensions.Localization;

namespace Crm.Platform.Localization;

/// <summary>
/// All texts of the product in the reader's language: one Text.en.resx and one Text.zh-CN.resx per project. Keys are
/// dotted and begin with the module's name; those of the platform ("save", "cancel") have no prefix. A missing key is
/// shown as the key itself, and a test fails on it.
/// </summary>
public sealed class Texts : IStringLocalizer
{
    /// <summary>The languages of the product; the first is used when the reader asks for neither.</summary>
    public static readonly string[] Languages = ["en", "zh-CN"];

    readonly FrozenDictionary<string, FrozenDictionary<string, string>> byLanguage;
    readonly Dictionary<string, List<((string Language, string Key) Name, string Text)>> sources = [];
    volatile FrozenDictionary<(string Language, string Key), string> own = FrozenDictionary<(string Language, string Key), string>.Empty;

    /// <summary>Reads the resources of platform, host and modules.</summary>
    public Texts(ModuleList modules)
    {
        var assemblies = modules.All.Select(m => m.Assembly).Append(typeof(Texts).Assembly).Append(System.Reflection.Assembly.GetEntryAssembly()).OfType<System.Reflection.Assembly>().Distinct().ToList();
        var host = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == "Crm.Host");
        if (host is not null && !assemblies.Contains(host)) assemblies.Add(host);
        byLanguage = Languages.ToFrozenDictionary(language => language, language => assemblies.SelectMany(a => Read(a, language)).ToFrozenDictionary(p => p.Key, p => p.Value));
    }

    /// <summary>The texts of one assembly in one language.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(System.Reflection.Assembly assembly, string language)
    {
        ResourceSet? set;
        try { set = new ResourceManager(assembly.GetName().Name + ".Text", assembly).GetResourceSet(CultureInfo.GetCultureInfo(language), true, false); }
        catch (MissingManifestResourceException) { yield break; } // a project without texts
        if (set is null) yield break;
        foreach (DictionaryEntry entry in set) yield return new((string)entry.Key, (string)entry.Value!);
    }

    /// <summary>zh-CN for any Chinese reader, else en.</summary>
    public static string LanguageOf(CultureInfo culture) => culture.Name.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh-CN" : "en";

    /// <summary>The text of a key in the current language.</summary>
    public string this[string key, params object[] arguments] => In(LanguageOf(CultureInfo.CurrentUICulture), key, arguments);

    /// <summary>The text of an enum value: key "{TypeName}.{value}", both as in code.</summary>
    public string this[Enum value] => In(LanguageOf(CultureInfo.CurrentUICulture), $"{value.GetType().Name}.{value}");

    /// <summary>
    /// Puts words of the installation in the place of the product's, in memory of this host: whoever keeps them says them
    /// again at every start and change. What <paramref name="source"/> said before is forgotten; an empty word is none.
    /// </summary>
    public void Call(string source, IEnumerable<(string Language, string Key, string? Text)> words)
    {
        lock (sources)
        {
            sources[source] = [.. words.Where(w => !string.IsNullOrEmpty(w.Text)).Select(w => ((w.Language, w.Key), w.Text!))];
            own = sources.Values.SelectMany(w => w).ToFrozenDictionary(w => w.Name, w => w.Text);
        }
    }

    /// <summary>The product's own word for a key in the current language, whatever the installation calls it.</summary>
    public string Shipped(string key) => byLanguage[LanguageOf(CultureInfo.CurrentUICulture)].GetValueOrDefault(key, key);

    /// <summary>The text of a key in a given language (mails, notices).</summary>
    public string In(string language, string key, params object[] arguments)
    {
        language = language == "zh-CN" ? "zh-CN" : "en";
        var text = own.Count > 0 && own.TryGetValue((language, key), out var called) ? called : byLanguage[language].GetValueOrDefault(key);
        return text is null ? key : arguments.Length == 0 ? text : string.Format(CultureInfo.GetCultureInfo(language), text, arguments);
    }

    /// <summary>Whether a key exists.</summary>
    public bool Has(string key) => byLanguage["en"].ContainsKey(key);

    LocalizedString IStringLocalizer.this[string name] => new(name, this[name], !Has(name));
    LocalizedString IStringLocalizer.this[string name, params object[] arguments] => new(name, this[name, arguments], !Has(name));
    IEnumerable<LocalizedString> IStringLocalizer.GetAllStrings(bool includeParentCultures) =>
        byLanguage[LanguageOf(CultureInfo.CurrentUICulture)].Select(p => new LocalizedString(p.Key, p.Value));
}
