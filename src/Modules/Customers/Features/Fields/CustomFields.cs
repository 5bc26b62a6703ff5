using System.Globalization;
using System.Linq.Expressions;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Localization;
using FluentValidation.Results;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Fields;

/// <summary>A field of one's own with what a customer holds in it, in the reader's words.</summary>
internal sealed record CustomShown(string Key, string Label, string Text);

/// <summary>
/// The fields an administrator has defined: reads what is typed into them (form, API, file), says what is stored, and
/// narrows lists by them. Definitions are few and read once per request.
/// </summary>
internal sealed class CustomFields(CustomersDb db, Texts texts)
{
    IReadOnlyList<FieldDefinition>? all;

    /// <summary>Those in use, in their order.</summary>
    public async Task<IReadOnlyList<FieldDefinition>> Active(CancellationToken ct) => [.. (await All(ct)).Where(f => !f.Archived)];

    /// <summary>Every field, archived ones too: histories name them.</summary>
    public async Task<IReadOnlyList<FieldDefinition>> All(CancellationToken ct) =>
        all ??= await db.Fields.AsNoTracking().OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(ct);

    /// <summary>What is wrong with what was typed; nothing when all can be taken.</summary>
    public async Task<IReadOnlyList<ValidationFailure>> Check(IReadOnlyDictionary<string, List<string>>? typed, CancellationToken ct)
    {
        var fields = await Active(ct);
        var wrong = (typed ?? new Dictionary<string, List<string>>()).Keys.Where(key => !fields.Any(f => f.Key == key)).Select(key => Failure(key, "customers.custom.unknown", key)).ToList();
        foreach (var field in fields)
        {
            IReadOnlyList<string> text = typed is not null && typed.TryGetValue(field.Key, out var given) ? given : [];
            if (!field.TryParse(text, out var value, out var why)) wrong.Add(Failure(field.Key, why, FieldDefinition.LongestText));
            else if (field.Required && value is null or IReadOnlyList<string> { Count: 0 }) wrong.Add(Failure(field.Key, "customers.custom.required"));
        }
        return wrong;
    }

    /// <summary>The values after an edit that showed every field in use: what was left empty is taken away; archived fields keep theirs. Ask <see cref="Check"/> first.</summary>
    public async Task<CustomValues> Take(IReadOnlyDictionary<string, List<string>>? typed, CustomValues before, CancellationToken ct)
    {
        foreach (var field in await Active(ct))
        {
            IReadOnlyList<string> text = typed is not null && typed.TryGetValue(field.Key, out var given) ? given : [];
            before = before.With(field.Key, field.TryParse(text, out var value, out var why) ? value : throw new ArgumentException(why, nameof(typed)));
        }
        return before;
    }

    /// <summary>For a form: the typed form of every value in use.</summary>
    public async Task<Dictionary<string, List<string>>> Typed(CustomValues values, CancellationToken ct) =>
        (await Active(ct)).ToDictionary(f => f.Key, f => FieldDefinition.Typed(values[f.Key]).ToList());

    /// <summary>What a customer holds, in the reader's words.</summary>
    public async Task<IReadOnlyList<CustomShown>> Shown(CustomValues values, CancellationToken ct)
    {
        var language = Texts.LanguageOf(CultureInfo.CurrentUICulture);
        return [.. (await Active(ct)).Where(f => values[f.Key] is not null).Select(f => new CustomShown(f.Key, f.Label(language), Format(f, values[f.Key])))];
    }

    /// <summary>A value in the reader's words.</summary>
    public string Format(FieldDefinition field, object? value) => field.Format(value, Texts.LanguageOf(CultureInfo.CurrentUICulture), yes => texts[yes ? "yes" : "no"]);

    /// <summary>Values of the fields in use only: what the API shows.</summary>
    public async Task<Func<CustomValues, CustomValues>> Visible(CancellationToken ct)
    {
        var keys = (await Active(ct)).Select(f => f.Key).ToHashSet();
        return values => values.Keys.Where(k => !keys.Contains(k)).Aggregate(values, (v, key) => v.With(key, null));
    }

    /// <summary>
    /// Customers that hold what is asked: "key" is equal (a multi-choice contains it), "key.from" and "key.to" bound a number
    /// or a day. What cannot be read as the field's kind finds nobody.
    /// </summary>
    public async Task<IQueryable<Customer>> Narrow(IQueryable<Customer> customers, IReadOnlyDictionary<string, string?>? asked, CancellationToken ct)
    {
        if (asked is null) return customers;
        foreach (var (name, text) in asked.Where(a => !string.IsNullOrWhiteSpace(a.Value)))
        {
            var (key, bound) = name.EndsWith(".from", StringComparison.Ordinal) ? (name[..^5], 1) : name.EndsWith(".to", StringComparison.Ordinal) ? (name[..^3], -1) : (name, 0);
            var field = (await Active(ct)).FirstOrDefault(f => f.Key == key);
            if (field is null || !field.TryParse([text], out var value, out _) || value is null) return customers.Where(c => false);
            customers = customers.Where(Holds(field, value, bound));
        }
        return customers;
    }

    /// <summary>The condition "field = value" (<paramref name="bound"/> 0), "field &gt;= value" (1) or "field &lt;= value" (-1), for lists and segments.</summary>
    public static Expression<Func<Customer, bool>> Holds(FieldDefinition field, object value, int bound)
    {
        var key = field.Key;
        if (bound == 0 || field.Kind is not (FieldKind.Number or FieldKind.Date))
        {
            var part = CustomValues.None.With(key, value).ToJson();
            return c => EF.Functions.JsonContains(c.Custom, part);
        }
        if (value is decimal number)
#pragma warning disable CA1305 // Translated to a cast in SQL, where no culture is asked.
            return bound > 0 ? c => Convert.ToDecimal(CustomersDb.TextOf(c.Custom, key)) >= number : c => Convert.ToDecimal(CustomersDb.TextOf(c.Custom, key)) <= number;
#pragma warning restore CA1305
        var day = (string)value;
        return bound > 0 ? c => string.Compare(CustomersDb.TextOf(c.Custom, key), day) >= 0 : c => string.Compare(CustomersDb.TextOf(c.Custom, key), day) <= 0;
    }

    ValidationFailure Failure(string key, string text, params object[] args) => new($"Custom[{key}]", texts[text, args]);
}
