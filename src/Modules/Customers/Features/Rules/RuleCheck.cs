using Crm.Customers.Domain.Rules;
using Crm.Platform.Localization;
using FluentValidation;
using FluentValidation.Results;

namespace Crm.Customers.Features.Rules;

/// <summary>Whether a rule can be asked: known facts, tests they take, values they can be compared with.</summary>
internal static class RuleCheck
{
    /// <summary>Adds the rule's mistakes to a use case's validation, each beside its condition.</summary>
    public static void AddRule<T>(this AbstractValidator<T> validator, Func<T, Rule> rule, Texts texts) =>
        validator.RuleFor(command => command).Custom((command, context) =>
        {
            foreach (var (path, key, args) in Mistakes(rule(command))) context.AddFailure(new ValidationFailure(path, texts[key, args]));
        });

    /// <summary>Whether the rule has no mistake.</summary>
    public static bool IsSound(Rule rule) => !Mistakes(rule).Any();

    /// <summary>Path of the part, resource key of what is wrong with it.</summary>
    public static IEnumerable<(string Path, string Key, object[] Args)> Mistakes(Rule rule, string path = "Rule", int depth = 1)
    {
        if (depth == 1 && rule.Every().Count() > Rule.MaxConditions) yield return (path, "customers.rule.many", [Rule.MaxConditions]);
        if (depth > Rule.MaxDepth) { yield return (path, "customers.rule.deep", [Rule.MaxDepth]); yield break; }
        if (rule.Conditions.Count + rule.Groups.Count == 0) yield return (path, "customers.rule.empty", []);
        if (!Enum.IsDefined(rule.Match)) yield return (path, "customers.rule.match", []);
        for (var i = 0; i < rule.Conditions.Count; i++)
            if (Mistake(rule.Conditions[i]) is { } key) yield return ($"{path}.Conditions[{i}]", key, []);
        for (var i = 0; i < rule.Groups.Count; i++)
            foreach (var inner in Mistakes(rule.Groups[i], $"{path}.Groups[{i}]", depth + 1)) yield return inner;
    }

    static string? Mistake(Condition condition)
    {
        if (FactBook.Find(condition.Fact) is not { } fact) return "customers.rule.fact";
        if (!fact.Tests.Contains(condition.Is)) return "customers.rule.test";
        if (condition.Is is RuleTest.Known or RuleTest.Unknown) return null;
        if (condition.Values.Count == 0) return "customers.rule.value";
        if (condition.Is is not (RuleTest.AnyOf or RuleTest.NoneOf) && condition.Values.Count > 1) return "customers.rule.one";
        if (condition.Values.Count > 50) return "customers.rule.values";
        return condition.Values.TrueForAll(v => v is not null && (condition.Is == RuleTest.Contains ? v.Trim().Length is > 0 and <= 100 : fact.Takes(v))) ? null
            : fact.Kind switch { FactKind.DaysAgo => "customers.rule.days", FactKind.Share => "customers.rule.share", FactKind.Number or FactKind.Money => "customers.rule.number", _ => "customers.rule.value" };
    }
}
