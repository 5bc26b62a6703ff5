using Crm.Platform.Data;

namespace Crm.Customers.Domain.Rules;

/// <summary>A tag that comes and goes by a rule over facts. Administrators edit it; nobody puts it on by hand.</summary>
internal sealed class AutoTag : Entity, IAudited
{
    AutoTag() { }

    public AutoTag(string nameEn, string nameZh, string color, Rule rule, string? key = null) => (NameEn, NameZh, Color, Rule, Key) = (nameEn.Trim(), nameZh.Trim(), color, rule, key);

    /// <summary>Of a shipped tag, so that it ships once.</summary>
    public string? Key { get; private set; }

    public string NameEn { get; private set; } = "";
    public string NameZh { get; private set; } = "";

    /// <summary>A colour of the interface: green, red ...</summary>
    public string Color { get; private set; } = "azure";

    public Rule Rule { get; private set; } = new();

    /// <summary>Switched off: nobody wears it.</summary>
    public bool Off { get; private set; }

    public string In(string language) => language == "zh-CN" ? NameZh : NameEn;

    public void Change(string nameEn, string nameZh, string color, Rule rule, bool off) => (NameEn, NameZh, Color, Rule, Off) = (nameEn.Trim(), nameZh.Trim(), color, rule, off);

    /// <summary>What every installation starts with.</summary>
    public static IReadOnlyList<AutoTag> Shipped =>
    [
        new("High value", "高价值客户", "green", Rule.Of(RuleMatch.All, Rule.When("valueClass", RuleTest.AnyOf, "high")), "high_value"),
        new("At risk of leaving", "潜在流失客户", "red", new Rule
        {
            Match = RuleMatch.Any,
            Conditions = [Rule.When("churnRisk", RuleTest.AtLeast, "60")],
            Groups = [Rule.Of(RuleMatch.All, Rule.When("lastPurchase", RuleTest.AtLeast, "120"), Rule.When("lastPurchase", RuleTest.AtMost, "365"), Rule.When("ordersEver", RuleTest.AtLeast, "2"))],
        }, "leaving"),
        new("Newly signed", "新签客户", "blue", Rule.Of(RuleMatch.Any, Rule.When("firstContract", RuleTest.AtMost, "30"), Rule.When("firstPurchase", RuleTest.AtMost, "30")), "newly_signed"),
        new("Highly active", "高活跃客户", "orange", Rule.Of(RuleMatch.All, Rule.When("interactions90", RuleTest.AtLeast, "5")), "highly_active"),
    ];
}

/// <summary>Somebody wears an automatic tag.</summary>
internal sealed class TagHolder
{
    public long TagId { get; init; }
    public long CustomerId { get; init; }
    public DateTimeOffset Since { get; init; }
}
