using System.Globalization;
using System.Text.Json;
using Crm.Platform.Events;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Rules;

/// <summary>How a rule stands in a ticket's history: its names, what it heard and, once, what it found.</summary>
internal static class RuleReason
{
    public const string Key = "tickets.reason.rule";

    // More than this nobody reads in a history; the log has them all.
    const int Told = 6;

    public static Reason Of(TicketRule rule, RuleJudgement? judgement = null) =>
        new(Key, [rule.Id.ToString(CultureInfo.InvariantCulture), rule.Name, rule.NameZh, rule.Trigger.ToString(), .. (judgement is null ? [] : judgement.All.Concat(judgement.Any.Where(v => v.Met))).Take(Told).Select(v => JsonSerializer.Serialize(v, EventTypes.Json))]);

    public static (string Name, RuleTrigger Trigger, IReadOnlyList<RuleVerdict> Found) Read(IReadOnlyList<string> args, string language) =>
        (args[language == "zh-CN" ? 2 : 1], Enum.Parse<RuleTrigger>(args[3]), [.. args.Skip(4).Select(a => JsonSerializer.Deserialize<RuleVerdict>(a, EventTypes.Json)!)]);
}
