using Crm.Platform.Data;
using Crm.Platform.Localization;

namespace Crm.Platform.Jobs;

/// <summary>Says a notice in a reader's language.</summary>
public static class Notices
{
    /// <summary>In front of an argument that is a resource key itself.</summary>
    public const string KeyMark = "@";

    /// <summary>The sentence of a notice.</summary>
    public static string Say(this Texts texts, string language, string key, IEnumerable<string> args) =>
        texts.In(language, key, [.. args.Select(a => a.StartsWith(KeyMark, StringComparison.Ordinal) && texts.Has(a[KeyMark.Length..]) ? texts.In(language, a[KeyMark.Length..]) : a)]);
}
