using System.Globalization;
using System.Linq.Expressions;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Web;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Fields;

/// <summary>A field of one's own with what a record holds in it, in the reader's words.</summary>
public sealed record CustomShown(string Key, string Label, string Text);

/// <summary>A field in use in the reader's words, for forms and lists.</summary>
/// <param name="Show">Says a value of it.</param>
public sealed record ShownField(string Key, string Label, FieldKind Kind, bool Required, bool InList, IReadOnlyList<Choice> Choices, Func<object?, string> Show);

/// <summary>
/// The fields an administrator has defined, in their order: reads what is typed into them (form, API, file), says what is
/// stored, and narrows lists by them. Archived ones stay as they are.
/// </summary>
public sealed class FieldList(IEnumerable<CustomField> fields, Texts texts)
{
    readonly List<CustomField> fields = [.. fields.Where(f => !f.Archived)];

    static string Language => Texts.LanguageOf(CultureInfo.CurrentUICulture);

    /// <summary>Those in use.</summary>
    public IReadOnlyList<CustomField> Active => fields;

    /// <summary>What is wrong with what was typed; nothing when all can be taken.</summary>
    /// <param name="typed">Texts by key.</param>
    /// <param name="required">Which fields may not be empty; those marked as required unless said otherwise.</param>
    public IReadOnlyList<ValidationFailure> Check(IReadOnlyDictionary<string, List<string>>? typed, Func<CustomField, bool>? required = null)
    {
        var wrong = (typed ?? new Dictionary<string, List<string>>()).Keys.Where(key => !fields.Exists(f => f.Key == key)).Select(key => Failure(key, "custom.unknown", key)).ToList();
        foreach (var field in fields)
            if (!field.TryParse(Given(typed, field), out var value, out var why)) wrong.Add(Failure(field.Key, why, CustomField.LongestText));
            else if (value is null or IReadOnlyList<string> { Count: 0 } && (required?.Invoke(field) ?? field.Required)) wrong.Add(Failure(field.Key, "custom.required"));
        return wrong;
    }

    /// <summary>The values after an edit that showed every field in use: what was left empty is taken away; others keep theirs. Ask <see cref="Check"/> first.</summary>
    public CustomValues Take(IReadOnlyDictionary<string, List<string>>? typed, CustomValues before) => fields.Aggregate(before, (values, field) =>
        values.With(field.Key, field.TryParse(Given(typed, field), out var value, out var why) ? value : throw new ArgumentException(why, nameof(typed))));

    /// <summary>For a form: the typed form of every value in use.</summary>
    public Dictionary<string, List<string>> Typed(CustomValues values) => fields.ToDictionary(f => f.Key, f => CustomField.Typed(values[f.Key]).ToList());

    /// <summary>What a record holds, in the reader's words.</summary>
    public IReadOnlyList<CustomShown> Shown(CustomValues values) => [.. fields.Where(f => values[f.Key] is not null).Select(f => new CustomShown(f.Key, f.Label(Language), Format(f, values[f.Key])))];

    /// <summary>A value in the reader's words.</summary>
    public string Format(CustomField field, object? value) => field.Format(value, Language, yes => texts[yes ? "yes" : "no"]);

    /// <summary>Values of the fields in use only: what the API shows.</summary>
    public CustomValues Visible(CustomValues values) => values.Keys.Where(k => !fields.Exists(f => f.Key == k)).Aggregate(values, (v, key) => v.With(key, null));

    /// <summary>The fields for forms and lists.</summary>
    public IReadOnlyList<ShownField> Forms(Func<CustomField, bool>? required = null) => [.. fields.Select(f => new ShownField(f.Key, f.Label(Language), f.Kind, required?.Invoke(f) ?? f.Required, f.InList,
        f.Kind == FieldKind.YesNo ? [new Choice("true", texts["yes"]), new Choice("false", texts["no"])] : f.Options.ConvertAll(o => new Choice(o.Value, o.Label(Language))),
        value => Format(f, value)))];

    /// <summary>
    /// Records that hold what is asked: "key" is equal (a multi-choice contains it), "key.from" and "key.to" bound a number
    /// or a day. What cannot be read as the field's kind finds nothing.
    /// </summary>
    public IQueryable<T> Narrow<T>(IQueryable<T> rows, IReadOnlyDictionary<string, string?>? asked) where T : class, ICustom
    {
        foreach (var (name, text) in (asked ?? new Dictionary<string, string?>()).Where(a => !string.IsNullOrWhiteSpace(a.Value)))
        {
            var (key, bound) = name.EndsWith(".from", StringComparison.Ordinal) ? (name[..^5], 1) : name.EndsWith(".to", StringComparison.Ordinal) ? (name[..^3], -1) : (name, 0);
            var field = fields.Find(f => f.Key == key);
            if (field is null || !field.TryParse([text], out var value, out _) || value is null) return rows.Where(r => false);
            rows = rows.Where(Holds<T>(field, value, bound));
        }
        return rows;
    }

    /// <summary>The condition "field = value" (<paramref name="bound"/> 0), "field &gt;= value" (1) or "field &lt;= value" (-1).</summary>
    public static Expression<Func<T, bool>> Holds<T>(CustomField field, object value, int bound) where T : class, ICustom
    {
        var key = field.Key;
        if (bound == 0 || field.Kind is not (FieldKind.Number or FieldKind.Date))
        {
            var part = CustomValues.None.With(key, value).ToJson();
            return r => EF.Functions.JsonContains(r.Custom, part);
        }
        if (value is decimal number)
#pragma warning disable CA1305 // Translated to a cast in SQL, where no culture is asked.
            return bound > 0 ? r => Convert.ToDecimal(CustomValues.TextOf(r.Custom, key)) >= number : r => Convert.ToDecimal(CustomValues.TextOf(r.Custom, key)) <= number;
#pragma warning restore CA1305
        var day = (string)value;
        return bound > 0 ? r => string.Compare(CustomValues.TextOf(r.Custom, key), day) >= 0 : r => string.Compare(CustomValues.TextOf(r.Custom, key), day) <= 0;
    }

    /// <summary>Refuses to leave a field that one chooses from without choices, and to take away a choice that some record holds.</summary>
    public static async Task CheckOptions<T>(CustomField field, FieldDesign design, IQueryable<T> rows, CancellationToken ct) where T : class, ICustom
    {
        if (field.HasOptions && design.Options.Count == 0) throw new RuleException("field.options.none", nameof(FieldInput.Options));
        foreach (var gone in field.Options.Where(o => design.Options.All(d => d.Value != o.Value)))
            if (await rows.AnyAsync(Holds<T>(field, field.Kind == FieldKind.MultiChoice ? new List<string> { gone.Value } : gone.Value, 0), ct))
                throw new RuleException("field.options.used", nameof(FieldInput.Options), gone.English);
    }

    /// <summary>"custom[seats.from]=5" of a query string.</summary>
    public static Dictionary<string, string?> Asked(IQueryCollection query) => query
        .Where(q => q.Key.StartsWith("custom[", StringComparison.OrdinalIgnoreCase) && q.Key.EndsWith(']'))
        .ToDictionary(q => q.Key[7..^1], q => q.Value.FirstOrDefault(), StringComparer.Ordinal);

    static IReadOnlyList<string> Given(IReadOnlyDictionary<string, List<string>>? typed, CustomField field) => typed is not null && typed.TryGetValue(field.Key, out var given) ? given : [];

    ValidationFailure Failure(string key, string text, params object[] args) => new($"Custom[{key}]", texts[text, args]);
}
