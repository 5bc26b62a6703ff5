using Crm.Contracts.Staff;
using Crm.Customers.Domain.Rules;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;

namespace Crm.Customers.Features.Rules;

/// <summary>A page with a rule in its form: shared by segments and automatic tags.</summary>
internal interface IRulePage
{
    Rule Rule { get; }

    PreviewRule.View Preview { get; }

    RuleChoices Choices { get; }
}

/// <summary>What the editor offers beside the facts: people and teams, and the currency that money is in.</summary>
internal sealed record RuleChoices(IReadOnlyList<Choice> People, IReadOnlyList<Choice> Teams, string Currency)
{
    public static readonly RuleChoices None = new([], [], "");

    public static async Task<RuleChoices> Load(IStaffDirectory staff, string currency, CancellationToken ct) => new(
        await StaffChoices.Active(staff, ct),
        [.. (await staff.Teams(ct)).Values.OrderBy(t => t.Name, StringComparer.CurrentCulture).Select(t => new Choice($"{t.Id}", t.Name))], currency);
}

/// <summary>One group of the editor. <paramref name="Name"/> is the form's name of it, <paramref name="Path"/> how the buttons call it ("0.2").</summary>
internal sealed record RuleGroup(IRulePage Page, Rule Rule, string Name, string Path, int Depth);

/// <summary>What the buttons of the editor do to the rule, and what typing leaves behind. Works on what was posted, so that no script is needed.</summary>
internal static class RuleForm
{
    /// <summary>A rule to begin with.</summary>
    public static Rule Start() => Rule.Of(RuleMatch.All, Fresh());

    static Condition Fresh() => new() { Fact = FactBook.All[0].Key, Is = FactBook.All[0].Tests[0] };

    /// <summary>Does what the pressed button says: "add:PATH", "group:PATH", "drop:PATH", "remove:PATH:INDEX"; anything else only looks again.</summary>
    public static Rule Edit(Rule rule, string command)
    {
        var words = command.Split(':');
        var path = words.Length > 1 ? words[1].Split('.', StringSplitOptions.RemoveEmptyEntries).Select(w => int.TryParse(w, out var i) ? i : -1).ToArray() : [];
        return words[0] switch
        {
            "add" => At(rule, path, g => g with { Conditions = [.. g.Conditions, Fresh()] }),
            "group" => At(rule, path, g => g with { Groups = [.. g.Groups, Rule.Of(g.Match == RuleMatch.All ? RuleMatch.Any : RuleMatch.All, Fresh())] }),
            "drop" when path.Length > 0 => At(rule, path[..^1], g => g with { Groups = [.. g.Groups.Where((_, i) => i != path[^1])] }),
            "remove" when words.Length == 3 && int.TryParse(words[2], out var index) => At(rule, path, g => g with { Conditions = [.. g.Conditions.Where((_, i) => i != index)] }),
            _ => rule,
        };
    }

    static Rule At(Rule rule, int[] path, Func<Rule, Rule> change) =>
        path.Length == 0 ? change(rule)
        : path[0] < 0 || path[0] >= rule.Groups.Count ? rule
        : rule with { Groups = [.. rule.Groups.Select((g, i) => i == path[0] ? At(g, path[1..], change) : g)] };

    /// <summary>Drops empty values, splits lists typed as one text, and gives a condition whose fact has just been changed a test that fits.</summary>
    public static Rule Tidy(Rule rule, IFormCollection form, string name) => rule with
    {
        Conditions = [.. rule.Conditions.Select((c, i) => Tidy(c, form[$"{name}.Conditions[{i}].Was"].ToString()))],
        Groups = [.. rule.Groups.Select((g, i) => Tidy(g, form, $"{name}.Groups[{i}]"))],
    };

    static Condition Tidy(Condition condition, string was)
    {
        if (FactBook.Find(condition.Fact) is not { } fact) return condition;
        if (was.Length > 0 && was != condition.Fact) return condition with { Is = fact.Tests[0], Values = [] };
        var test = fact.Tests.Contains(condition.Is) ? condition.Is : fact.Tests[0];
        var typed = condition.Values.Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v.Trim());
        if (fact.Kind is FactKind.Text or FactKind.Words && test is RuleTest.AnyOf or RuleTest.NoneOf)
            typed = typed.SelectMany(v => v.Split([',', '，', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return condition with { Is = test, Values = test is RuleTest.Known or RuleTest.Unknown ? [] : [.. typed.Distinct()] };
    }
}

/// <summary>A form page around a rule. A pressed button of the editor changes the rule and shows it again; nothing is saved.</summary>
internal abstract class RulePage<TCommand>(IStaffDirectory staff, Platform.Settings.ISettings settings) : FormPage<TCommand>, IRulePage where TCommand : class, new()
{
    /// <summary>Which button of the editor was pressed; empty when the form is to be saved.</summary>
    [Microsoft.AspNetCore.Mvc.BindProperty]
    public string? Edit { get; set; }

    /// <summary>Something was typed or chosen, and the count is to follow.</summary>
    [Microsoft.AspNetCore.Mvc.BindProperty]
    public bool Live { get; set; }

    public abstract Rule Rule { get; protected set; }

    public PreviewRule.View Preview { get; private set; } = PreviewRule.View.Unfinished;

    public RuleChoices Choices { get; private set; } = RuleChoices.None;

    protected override async Task Prepare()
    {
        Choices = await RuleChoices.Load(staff, await settings.Get(Facts.FactKeeper.CurrencySetting, Facts.FactKeeper.DefaultCurrency), HttpContext.RequestAborted);
        Preview = await Send(new PreviewRule.Query(Rule));
    }

    public override async Task<Microsoft.AspNetCore.Mvc.IActionResult> OnPostAsync()
    {
        Rule = RuleForm.Tidy(Rule, Request.Form, "Form.Rule");
        if (string.IsNullOrEmpty(Edit) && !Live) return await base.OnPostAsync();
        ModelState.Clear();
        Rule = RuleForm.Edit(Rule, Edit ?? "");
        await Prepare();
        return PageOr("/Features/Rules/_Editor.cshtml");
    }
}
