using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;

namespace Crm.Platform.Localization;

/// <summary>
/// Texts with placeholders such as {{customer.name}}, written by staff and filled in for each reader. What is filled in
/// stays text: it is no template, and whoever shows it as HTML encodes it as ever. A placeholder nobody knows is
/// refused when the text is saved, and empty should one be left over.
/// </summary>
public sealed class Templates
{
    readonly IHandlebars strict = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
    readonly IHandlebars lenient = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });

    /// <summary>Fills a text in.</summary>
    public string Fill(string template, IReadOnlyDictionary<string, object?> values) => template.Contains("{{", StringComparison.Ordinal) ? lenient.Compile(template)(values) : template;

    /// <summary>Whether a text can be filled in: braces that match, and no placeholder but those of the sample.</summary>
    public bool Works(string? template, IReadOnlyDictionary<string, object?> sample)
    {
        if (template?.Contains("{{", StringComparison.Ordinal) != true) return true;
        try
        {
            strict.Compile(template)(sample);
            return true;
        }
        catch (Exception e) when (e is HandlebarsException or HandlebarsUndefinedBindingException) { return false; }
    }
}
