using System.Text.RegularExpressions;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using FluentValidation;

namespace Crm.Platform.Fields;

/// <summary>A choice as typed. Without a value of its own it is stored under its English name.</summary>
public sealed record OptionInput
{
    /// <summary>What is stored.</summary>
    public string? Value { get; init; }
    /// <summary>In English.</summary>
    public string? English { get; init; }
    /// <summary>In Chinese.</summary>
    public string? Chinese { get; init; }

    /// <summary>Whether nothing was typed.</summary>
    public bool IsBlank => string.IsNullOrWhiteSpace(Value) && string.IsNullOrWhiteSpace(English) && string.IsNullOrWhiteSpace(Chinese);
}

/// <summary>What is typed about a field, new or known.</summary>
public abstract partial record FieldInput
{
    /// <summary>Form of a key.</summary>
    public const string KeyForm = "^[a-z][a-z0-9_]{0,39}$";

    /// <summary>Most fields in use at once.</summary>
    public const int Most = 100;

    /// <summary>In English.</summary>
    public string English { get; init; } = "";
    /// <summary>In Chinese.</summary>
    public string Chinese { get; init; } = "";
    /// <summary>May not be left empty.</summary>
    public bool Required { get; init; }
    /// <summary>Has a column in the list.</summary>
    public bool InList { get; init; }
    /// <summary>Not offered any more.</summary>
    public bool Archived { get; init; }
    /// <summary>What can be chosen.</summary>
    public List<OptionInput> Options { get; init; } = [];

    /// <summary>Without the rows nobody filled in.</summary>
    public void DropBlanks() => Options.RemoveAll(o => o.IsBlank);

    /// <summary>What it says.</summary>
    public FieldDesign ToDesign() => new(English, Chinese, Required, InList, Archived, ToOptions());

    /// <summary>Of the two names one is enough.</summary>
    public IReadOnlyList<FieldOption> ToOptions()
    {
        var options = new List<FieldOption>();
        foreach (var o in (Options ?? []).Where(o => o is { IsBlank: false }))
        {
            var (english, chinese) = (Blank(o.English), Blank(o.Chinese));
            var value = Blank(o.Value) ?? Blank(Slug().Replace((english ?? chinese ?? "").ToLowerInvariant(), "_").Trim('_')) ?? $"option_{options.Count + 1}";
            options.Add(new FieldOption(value, english ?? chinese ?? value, chinese ?? english ?? value));
        }
        return options;
    }

    /// <summary>The place of a new field, after those there are. Refuses a key that is taken, and more fields than anybody finds their way in.</summary>
    public static int PlaceOf(INewField field, IReadOnlyCollection<CustomField> known)
    {
        if (known.Any(f => f.Key == field.Key)) throw new RuleException("field.key.taken", nameof(INewField.Key));
        if (known.Count(f => !f.Archived) >= Most) throw new RuleException("field.many", nameof(INewField.Key), Most);
        return known.Count == 0 ? 1 : known.Max(f => f.Position) + 1;
    }

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Slug();
}

/// <summary>What is typed about a new field beside what every field has.</summary>
public interface INewField
{
    /// <summary>Its name for programs, which it keeps.</summary>
    string Key { get; }
    /// <summary>What it holds.</summary>
    FieldKind? Kind { get; }
    /// <summary>What can be chosen.</summary>
    List<OptionInput> Options { get; }
    /// <summary>The choices it will have.</summary>
    IReadOnlyList<FieldOption> ToOptions();
}

/// <summary>What a new field must be beside that.</summary>
public sealed class NewFieldRules : AbstractValidator<INewField>
{
    /// <summary>The rules.</summary>
    public NewFieldRules(Texts texts)
    {
        RuleFor(f => f.Key).NotEmpty().Matches(FieldInput.KeyForm).WithMessage(_ => texts["field.key.form"]);
        RuleFor(f => f.Kind).NotNull().IsInEnum();
        RuleFor(f => f.Options).Must((f, _) => f.Kind is not (FieldKind.Choice or FieldKind.MultiChoice) || f.ToOptions().Count > 0).WithMessage(_ => texts["field.options.none"]);
    }
}

/// <summary>What a field must be.</summary>
public sealed class FieldInputRules : AbstractValidator<FieldInput>
{
    /// <summary>The rules.</summary>
    public FieldInputRules(Texts texts)
    {
        RuleFor(f => f.English).NotEmpty().MaximumLength(80);
        RuleFor(f => f.Chinese).NotEmpty().MaximumLength(80);
        RuleFor(f => f.Options).Must(o => o is null || o.Count <= 200).WithMessage(_ => texts["field.options.many"]);
        RuleForEach(f => f.Options).ChildRules(o =>
        {
            o.RuleFor(x => x.Value).MaximumLength(60);
            o.RuleFor(x => x.English).MaximumLength(80);
            o.RuleFor(x => x.Chinese).MaximumLength(80);
        });
        RuleFor(f => f.Options).Must((f, _) => f.ToOptions() is var o && o.Select(x => x.Value).Distinct(StringComparer.OrdinalIgnoreCase).Count() == o.Count).WithMessage(_ => texts["field.options.twice"]);
    }
}
