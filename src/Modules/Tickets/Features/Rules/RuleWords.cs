using System.Globalization;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Tickets;

namespace Crm.Tickets.Features.Rules;

/// <summary>What categories, teams and people are called, and fields of one's own.</summary>
internal sealed record RuleNames(Func<long, string?> Category, Func<long, string?> Team, Func<long, string?> Person, Func<string, TicketField?> Own)
{
    public static RuleNames Of(TicketChoices.Result lists)
    {
        return new(Names(lists.Categories), Names(lists.Teams), Names(lists.People), key => lists.Fields.FirstOrDefault(f => f.Key == key));

        static Func<long, string?> Names(IReadOnlyList<Choice> choices)
        {
            var names = choices.ToDictionary(c => c.Value, c => c.Text);
            return id => names.GetValueOrDefault(id.ToString(CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>Says in the reader's language what a rule hears of, asks, found and does.</summary>
internal sealed class RuleWords(Texts texts, CurrentUser user)
{
    public string Trigger(RuleTrigger trigger, int hours, bool working) =>
        TicketRule.Timed(trigger) ? texts["tickets.rules.timed." + trigger, texts[working ? "tickets.rules.working_hours" : "tickets.rules.hours", hours]] : texts[trigger];

    public string Condition(RuleCondition c, RuleNames names) => c.Field == RuleField.Custom ? OfOwn(c, names.Own(c.Key ?? ""))
        : c.Operator == RuleOperator.Changed ? texts["tickets.rules.changed", texts[c.Field]] : texts["tickets.rules.condition", texts[c.Field], texts[c.Operator], Value(c.Field, c.Value, names)];

    string OfOwn(RuleCondition c, TicketField? field)
    {
        var label = field?.Label(user.Language) ?? texts["tickets.settings.gone"];
        if (!RuleCondition.TakesValue(c.Operator)) return texts["tickets.rules.condition.bare", label, texts[c.Operator]];
        var value = field is not null && field.TryParse([c.Value], out var held, out _) ? field.Format(held, user.Language, yes => texts[yes ? "yes" : "no"]) : c.Value ?? "";
        return texts["tickets.rules.condition", label, c.Operator is RuleOperator.Contains or RuleOperator.ContainsNot ? texts["tickets.rules.own." + c.Operator] : texts[c.Operator], value];
    }

    /// <summary>A condition and what was found, where that is something else than what was asked for.</summary>
    public string Verdict(RuleVerdict v, RuleNames names) => v.Found is null || v.Found == v.Condition.Value || (v.Met && v.Condition.Operator is RuleOperator.Was or RuleOperator.Became)
        ? Condition(v.Condition, names) : texts["tickets.rules.found", Condition(v.Condition, names), Value(v.Condition.Field, v.Found, names)];

    /// <summary>All that a rule looked at, condition by condition.</summary>
    public IReadOnlyList<ListRuleLog.VerdictLine> Found(RuleJudgement judgement, RuleNames names) =>
        [.. judgement.All.Select(v => new ListRuleLog.VerdictLine(Verdict(v, names), v.Met, false)), .. judgement.Any.Select(v => new ListRuleLog.VerdictLine(Verdict(v, names), v.Met, true))];

    /// <summary>The conditions of a rule in one sentence.</summary>
    public IReadOnlyList<string> Conditions(RuleConditions c, RuleNames names)
    {
        var told = c.All.Select(x => Condition(x, names)).ToList();
        if (c.Any.Count > 0) told.Add(string.Join(texts["tickets.rules.or"], c.Any.Select(x => Condition(x, names))));
        return told;
    }

    /// <summary>"Rule “VIP complaint”: a ticket is opened; type is complaint; level is VIP". Without what was found where a change is told that it made.</summary>
    public string Reason(IReadOnlyList<string> args, RuleNames names)
    {
        var (name, trigger, found) = RuleReason.Read(args, user.Language);
        return texts[RuleReason.Key, name, string.Join(texts["tickets.rules.and"], found.Select(v => Verdict(v, names)).Prepend(texts[trigger]))];
    }

    public IReadOnlyList<string> Actions(RuleActions a, TicketChoices.Result lists, IReadOnlyList<Choice> macros)
    {
        var lines = new List<string>();
        if (a.MacroId is { } macro) lines.Add(texts["tickets.rules.does.macro", NameOf(macros, macro)]);
        lines.AddRange(ChangesTold.In(a.Changes, texts, lists, text => text, user.Language).Select(line => line.ToString()));
        if (a.RouteAnew) lines.Add(texts["tickets.rules.does.route"]);
        if (a.WatcherId is { } watcher) lines.Add(texts["tickets.rules.does.watch", NameOf(lists.People, watcher)]);
        if (a.NotifyAssignee) lines.Add(texts["tickets.rules.does.notify", texts["tickets.assignee"]]);
        if (a.NotifyPersonId is { } person) lines.Add(texts["tickets.rules.does.notify", NameOf(lists.People, person)]);
        if (a.NotifySupervisor) lines.Add(texts["tickets.rules.does.notify", texts["tickets.rules.supervisor"]]);
        return lines;
    }

    /// <summary>What would become another, of what a ticket is now: "Priority: Normal → High".</summary>
    public IEnumerable<string> Changes(TicketChanges c, RuleFacts facts, RuleNames names)
    {
        string? Told(RuleField field, string? to) => to is null || to == (facts.ValueOf(field) ?? RuleCondition.Nobody) ? null : texts["tickets.rules.becomes", texts[field], Value(field, facts.ValueOf(field) ?? RuleCondition.Nobody, names), Value(field, to, names)];
        static string? Id(long? id) => id?.ToString(CultureInfo.InvariantCulture);
        return new[]
        {
            Told(RuleField.Type, c.Type?.ToString()), Told(RuleField.Priority, c.Priority?.ToString()), Told(RuleField.Category, Id(c.CategoryId)),
            Told(RuleField.Team, c.To == AssignTo.Team ? Id(c.TeamId) : null), Told(RuleField.Assignee, c.To == AssignTo.Person ? Id(c.PersonId) : null),
        }.OfType<string>();
    }

    string NameOf(IReadOnlyList<Choice> from, long id) => from.FirstOrDefault(c => c.Value == id.ToString(CultureInfo.InvariantCulture))?.Text ?? texts["tickets.settings.gone"];

    public string Value(RuleField field, string? value, RuleNames names) => value switch
    {
        null or "" => texts["none"],
        RuleCondition.Nobody => texts[field == RuleField.Assignee ? "tickets.nobody" : "none"],
        _ when RuleCondition.IsId(field) => (field switch { RuleField.Category => names.Category, RuleField.Team => names.Team, _ => names.Person })(long.Parse(value, CultureInfo.InvariantCulture)) ?? texts["tickets.settings.gone"],
        _ when field == RuleField.Language => texts[$"tickets.routing.language.{value}"],
        _ when field == RuleField.WorkingTime => texts[value],
        // Clocks that ran out come several at a time.
        _ when RuleCondition.NamesOf(field) is not null => string.Join(texts["list.comma"], value.Split(", ").Select(v => texts[$"{TypeOf(field)}.{v}"])),
        _ => value,
    };

    static string TypeOf(RuleField field) => field switch
    {
        RuleField.Type => nameof(Contracts.Tickets.TicketType),
        RuleField.Channel => nameof(Contracts.Tickets.TicketChannel),
        RuleField.Priority => nameof(Contracts.Tickets.TicketPriority),
        RuleField.Status => nameof(Contracts.Tickets.TicketStatus),
        RuleField.Level => nameof(Contracts.Customers.CustomerLevel),
        _ => nameof(Contracts.Tickets.ClockKind),
    };
}
