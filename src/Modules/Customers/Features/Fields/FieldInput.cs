using System.Text.RegularExpressions;
using Crm.Customers.Domain;
using Crm.Platform.Localization;
using FluentValidation;

namespace Crm.Customers.Features.Fields;

/// <summary>A choice as typed. Without a value of its own it is stored under its English name.</summary>
internal sealed record OptionInput
{
    public string? Value { get; init; }
    public string? English { get; init; }
    public string? Chinese { get; init; }

    public bool IsBlank => string.IsNullOrWhiteSpace(Value) && string.IsNullOrWhiteSpace(English) && string.IsNullOrWhiteSpace(Chinese);
}

/// <summary>What is typed about a field, new or known.</summary>
internal abstract partial record FieldInput
{
    public string English { get; init; } = "";
    public string Chinese { get; init; } = "";
    public bool Required { get; init; }
    public bool InList { get; init; }
    public bool Archived { get; init; }
    public List<OptionInput> Options { get; init; } = [];

    public void DropBlanks() => Options.RemoveAll(o => o.IsBlank);

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

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Slug();
}

internal sealed class FieldInputRules : AbstractValidator<FieldInput>
{
    public FieldInputRules(Texts texts)
    {
        RuleFor(f => f.English).NotEmpty().MaximumLength(80);
        RuleFor(f => f.Chinese).NotEmpty().MaximumLength(80);
        RuleFor(f => f.Options).Must(o => o is null || o.Count <= 200).WithMessage(_ => texts["customers.field.options.many"]);
        RuleForEach(f => f.Options).ChildRules(o =>
        {
            o.RuleFor(x => x.Value).MaximumLength(60);
            o.RuleFor(x => x.English).MaximumLength(80);
            o.RuleFor(x => x.Chinese).MaximumLength(80);
        });
        RuleFor(f => f.Options).Must((f, _) => f.ToOptions() is var o && o.Select(x => x.Value).Distinct(StringComparer.OrdinalIgnoreCase).Count() == o.Count).WithMessage(_ => texts["customers.field.options.twice"]);
    }
}
