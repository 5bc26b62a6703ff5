using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>All rules in their order, in words.</summary>
[Needs("tickets.settings")]
internal static class ListRules
{
    public sealed record Query(TicketChoices.Result Lists) : IRequest<IReadOnlyList<Line>>;

    public sealed record Line(long Id, string Name, bool Active, bool Stop, RuleTrigger Trigger, string When, IReadOnlyList<string> Conditions, IReadOnlyList<string> Actions, DateTimeOffset? LastAt, uint Version);

    internal sealed class Handler(TicketsDb db, RuleWords words, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Line>>
    {
        public async Task<IReadOnlyList<Line>> Handle(Query q, CancellationToken ct)
        {
            var (names, macros) = (RuleNames.Of(q.Lists), await db.MacroChoices(ct));
            var rules = await db.TicketRules.AsNoTracking().OrderBy(r => r.Position).ThenBy(r => r.Id)
                .Select(r => new { Rule = r, LastAt = db.RuleLog.Where(l => l.RuleId == r.Id).OrderByDescending(l => l.Id).Select(l => (DateTimeOffset?)l.At).FirstOrDefault() }).ToListAsync(ct);
            return [.. rules.Select(x => x.Rule is var r ? new Line(r.Id, r.In(user.Language), r.Active, r.Stop, r.Trigger, words.Trigger(r.Trigger, r.Hours, r.WorkingHours),
                words.Conditions(r.Conditions, names), words.Actions(r.Actions, q.Lists, macros), x.LastAt, r.Version) : null!)];
        }
    }

    /// <summary>All macros, whoever made them: those that rules use belong to all.</summary>
    public static async Task<IReadOnlyList<Choice>> MacroChoices(this TicketsDb db, CancellationToken ct) =>
        [.. (await db.Macros.AsNoTracking().OrderBy(m => m.Name).ThenBy(m => m.Id).Take(500).Select(m => new { m.Id, m.Name }).ToListAsync(ct)).Select(m => new Choice(m.Id, m.Name))];
}

/// <summary>What the form of a rule offers.</summary>
[Needs("tickets.settings")]
internal static class RuleChoices
{
    public sealed record Query(TicketChoices.Result Lists) : IRequest<Result>;

    /// <param name="Values">The choices of all fields in one list, each named with its field: "Type:Complaint", "Type: complaint"; of fields of one's own "Custom:plan:gold".</param>
    /// <param name="Macros">Macros by name.</param>
    /// <param name="Timed">The triggers that take hours.</param>
    /// <param name="Own">What each field of one's own holds, by key.</param>
    public sealed record Result(IReadOnlyList<Choice> Values, IReadOnlyList<Choice> Macros, IReadOnlyList<RuleTrigger> Timed, IReadOnlyDictionary<string, FieldKind> Own);

    internal sealed class Handler(TicketsDb db, RuleWords words, Texts texts) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var names = RuleNames.Of(q.Lists);
            return new(
                [.. Enum.GetValues<RuleField>().Where(f => !RuleCondition.IsNumber(f) && !RuleCondition.IsWords(f)).SelectMany(f => ValuesOf(f, q.Lists).Select(v => new Choice($"{f}:{v}", texts["tickets.rules.choice", texts[f], words.Value(f, v, names)]))),
                    .. q.Lists.Fields.Where(f => !f.Archived).SelectMany(f => ValuesOf(f).Select(v => new Choice($"{WriteRule.Row.PrefixOf(RuleField.Custom, f.Key)}{v}", texts["tickets.rules.choice", q.Lists.LabelOf(f.Key)!, q.Lists.Say(f.Key, v, texts)])))],
                await db.MacroChoices(ct),
                [.. Enum.GetValues<RuleTrigger>().Where(TicketRule.Timed)],
                q.Lists.Fields.ToDictionary(f => f.Key, f => f.Kind));
        }

        static IEnumerable<string> ValuesOf(RuleField field, TicketChoices.Result lists) => field switch
        {
            RuleField.Category => lists.Categories.Select(c => c.Value).Prepend(RuleCondition.Nobody),
            RuleField.Team => lists.Teams.Select(c => c.Value).Prepend(RuleCondition.Nobody),
            RuleField.Assignee => lists.People.Select(c => c.Value).Prepend(RuleCondition.Nobody),
            _ => RuleCondition.NamesOf(field) ?? [],
        };

        static IEnumerable<string> ValuesOf(TicketField field) => field.Kind == FieldKind.YesNo ? ["true", "false"] : field.Options.Select(o => o.Value);
    }
}
