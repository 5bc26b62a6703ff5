using System.Globalization;
using System.Text.Json.Serialization;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Settings;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>Adds a rule, or changes one. It counts at once on every host, for what happens from then on.</summary>
[Needs("tickets.settings")]
internal static class WriteRule
{
    /// <summary>A rule that never ends is a program; this many are one, too.</summary>
    public const int Most = 200;

    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>, IChangesCommand
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string NameZh { get; init; } = "";
        public bool Active { get; init; } = true;
        /// <summary>After it has acted no later rule does.</summary>
        public bool Stop { get; init; }
        public RuleTrigger? Trigger { get; init; }
        /// <summary>Of a timed rule: how long after, or before.</summary>
        public int? Hours { get; init; }
        public bool WorkingHours { get; init; }
        /// <summary>All of these.</summary>
        public List<Row> All { get; init; } = [];
        /// <summary>And of these at least one, where there are any.</summary>
        public List<Row> Any { get; init; } = [];
        public long? MacroId { get; init; }
        public TicketChanges Changes { get; init; } = new();
        public bool RouteAnew { get; init; }
        public bool NotifyAssignee { get; init; }
        public bool NotifySupervisor { get; init; }
        public long? NotifyPersonId { get; init; }
        public long? WatcherId { get; init; }
        public uint? Version { get; init; }
    }

    /// <summary>A condition as it is typed.</summary>
    public sealed record Row
    {
        public RuleField? Field { get; init; }
        /// <summary>Which field of one's own.</summary>
        public string? Key { get; init; }
        public RuleOperator? Operator { get; init; }
        /// <summary>Name of a choice ("in_progress"), id of a category, team or person, "none", a number, or words with commas between of which one suffices.</summary>
        public string? Value { get; init; }
        /// <summary>The value where it is chosen from a list that serves all fields: "Type:Complaint", "Custom:plan:gold".</summary>
        [JsonIgnore]
        public string? Choice { get; init; }

        /// <summary>Whether the list has its value: of fields of one's own only some do.</summary>
        [JsonIgnore]
        public bool Chosen => Field is { } about && (about == RuleField.Custom ? Choice is { Length: > 0 } : !RuleCondition.IsNumber(about) && !RuleCondition.IsWords(about));

        /// <summary>How the choices of a field begin.</summary>
        public static string PrefixOf(RuleField? field, string? key) => field == RuleField.Custom ? $"{field}:{key}:" : $"{field}:";

        /// <summary>With the value that its choice stands for, as programs name it.</summary>
        public Row Settle() => Field is null ? this : this with { Value = Of(ConditionOf(this)).Value };

        public static Row Of(RuleCondition c)
        {
            var row = new Row { Field = c.Field, Key = c.Key, Operator = c.Operator, Value = RuleCondition.NamesOf(c.Field) is not null && c.Field != RuleField.Language && c.Value is not null ? SnakeCase.Of(c.Value) : c.Value };
            return row.Chosen && c.Value is not null ? row with { Choice = $"{c.Field}:{c.Value}" } : row;
        }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(TicketRule.NameLength);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(TicketRule.NameLength);
            RuleFor(c => c.Trigger).NotNull().IsInEnum();
            RuleFor(c => c.Hours).NotNull().InclusiveBetween(1, TicketRule.MostHours).When(c => c.Trigger is { } t && TicketRule.Timed(t));
            RuleFor(c => c.Changes).NotNull();
            RuleFor(c => c).Custom((c, context) =>
            {
                foreach (var (name, rows) in new[] { (nameof(c.All), c.All ?? []), (nameof(c.Any), c.Any ?? []) })
                {
                    if (rows.Count > RuleConditions.Most) context.AddFailure(name, texts["tickets.rules.wrong.many", RuleConditions.Most]);
                    for (var i = 0; i < rows.Count; i++)
                        if (WrongWith(rows[i]) is { } wrong) context.AddFailure(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}].{wrong.Field}"), texts[wrong.Key]);
                }
                if (c.Changes is null) return;
                var actions = ActionsOf(c);
                if (actions.Nothing) context.AddFailure("", texts["tickets.changes.nothing"]);
                if (actions.Changes.To == AssignTo.Me) context.AddFailure($"{nameof(c.Changes)}.{nameof(c.Changes.To)}", texts["tickets.rules.nobody"]);
            });
        }
    }

    /// <summary>The field of a row that cannot stay so, and why.</summary>
    static (string Field, string Key)? WrongWith(Row? row) => row switch
    {
        null or { Field: null, Operator: not null } or { Field: null, Choice.Length: > 0 } or { Field: null, Value.Length: > 0 } => (nameof(Row.Field), "tickets.rules.wrong.field"),
        { Field: null } => null,
        _ when !Enum.IsDefined(row.Field.Value) => (nameof(Row.Field), "tickets.rules.wrong.field"),
        _ when row.Operator is not { } how || !RuleCondition.OperatorsOf(row.Field.Value).Contains(how) => (nameof(Row.Operator), "tickets.rules.wrong.operator"),
        // Beside which control a missing value is told depends on the kind of the field: Settle knows it.
        { Field: RuleField.Custom } when ConditionOf(row) is { Value: null or "" } => null,
        _ => ConditionOf(row).Wrong is { } wrong ? (row.Chosen && (row.Choice ?? row.Value) == row.Choice ? nameof(Row.Choice) : nameof(Row.Value), wrong) : null,
    };

    /// <summary>A row as a condition; a choice that belongs to another field than the one that is chosen is none.</summary>
    static RuleCondition ConditionOf(Row row)
    {
        var prefix = Row.PrefixOf(row.Field, row.Key);
        var value = row.Chosen && row.Choice is { Length: > 0 } choice ? (choice.StartsWith(prefix, StringComparison.Ordinal) ? choice[prefix.Length..] : null) : row.Value?.Trim();
        // Programs name choices as everywhere in the JSON: "in_progress".
        var name = RuleCondition.NamesOf(row.Field!.Value)?.FirstOrDefault(n => string.Equals(n, value, StringComparison.OrdinalIgnoreCase) || SnakeCase.Of(n) == value);
        return new(row.Field.Value, row.Operator ?? RuleOperator.Is, row.Operator is { } how && !RuleCondition.TakesValue(how) ? null : name ?? value, row.Field == RuleField.Custom ? row.Key : null);
    }

    /// <summary>Its conditions, those on fields of one's own with values as the fields hold them. Refuses what no such field can be asked.</summary>
    public static RuleConditions ConditionsOf(Command c, FlowRules flow)
    {
        return new(Read(c.All, nameof(c.All)), Read(c.Any, nameof(c.Any)));

        IReadOnlyList<RuleCondition> Read(List<Row>? rows, string name) => [.. (rows ?? []).Select((row, i) => row.Field switch
        {
            null => null,
            RuleField.Custom => OfOwn(row, string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]")),
            _ => ConditionOf(row),
        }).OfType<RuleCondition>()];

        RuleCondition OfOwn(Row row, string name)
        {
            var field = flow.Fields.FirstOrDefault(f => f.Key == row.Key && !f.Archived);
            var (settled, part, wrong) = ConditionOf(row).Settle(field);
            // Nothing typed was nothing chosen, where one chooses.
            if (part == nameof(Row.Value) && (row.Chosen || (string.IsNullOrWhiteSpace(row.Value) && (field!.HasOptions || field.Kind == FieldKind.YesNo)))) part = nameof(Row.Choice);
            return settled ?? throw new RuleException(wrong, $"{name}.{part}");
        }
    }

    public static RuleActions ActionsOf(Command c) => new()
    {
        Changes = ChangesTold.Tidy(c.Changes), MacroId = c.MacroId, RouteAnew = c.RouteAnew, NotifyAssignee = c.NotifyAssignee, NotifySupervisor = c.NotifySupervisor, NotifyPersonId = c.NotifyPersonId, WatcherId = c.WatcherId,
    };

    /// <summary>The rule that the form describes, not stored.</summary>
    public static TicketRule RuleOf(Command c, FlowRules flow, TicketRule rule)
    {
        rule.Call(c.Name, c.NameZh, c.Active, c.Stop);
        rule.Hear(c.Trigger!.Value, c.Hours ?? 0, c.WorkingHours);
        rule.Do(ConditionsOf(c, flow), ActionsOf(c));
        return rule;
    }

    internal sealed class Handler(TicketsDb db, Templates templates) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var (r, a) = await db.TicketRules.AsNoTracking().SingleOrDefaultAsync(x => x.Id == q.Id, ct) is { } found ? (found, found.Actions) : throw new MissingException("TicketRule", q.Id);
            return new Command
            {
                Id = r.Id, Name = r.Name, NameZh = r.NameZh, Active = r.Active, Stop = r.Stop, Trigger = r.Trigger, Hours = r.IsTimed ? r.Hours : null, WorkingHours = r.WorkingHours,
                All = [.. r.Conditions.All.Select(Row.Of)], Any = [.. r.Conditions.Any.Select(Row.Of)],
                MacroId = a.MacroId, Changes = a.Changes, RouteAnew = a.RouteAnew, NotifyAssignee = a.NotifyAssignee, NotifySupervisor = a.NotifySupervisor, NotifyPersonId = a.NotifyPersonId, WatcherId = a.WatcherId, Version = r.Version,
            };
        }

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var flow = (await db.Rules(ct)).Flow;
            if (ChangesTold.Missing(ActionsOf(c).Changes, templates, flow) is { } missing) throw new RuleException(missing.Key, $"{nameof(c.Changes)}.{missing.Field}");
            if (c.MacroId is { } macro && !await db.Macros.AnyAsync(m => m.Id == macro, ct)) throw new RuleException("tickets.rules.no_macro", nameof(c.MacroId));
            await using var transaction = await db.Begin(ct);
            TicketRule rule;
            if (c.Id == 0)
            {
                if (await db.TicketRules.CountAsync(ct) >= Most) throw new RuleException("tickets.rules.too_many", null, Most);
                db.TicketRules.Add(rule = new TicketRule((await db.TicketRules.MaxAsync(r => (int?)r.Position, ct) ?? 0) + 1));
            }
            else
            {
                rule = await db.TicketRules.SingleOrDefaultAsync(r => r.Id == c.Id, ct) ?? throw new MissingException("TicketRule", c.Id);
                if (c.Version is { } version) db.Expect(rule, version);
            }
            var before = (rule.Active, rule.Trigger);
            RuleOf(c, flow, rule);
            await db.SaveChangesAsync(ct);
            await db.OutdateRules(ct);
            // What has passed its hour while the rule was not there, or waited for something else, is left alone.
            if (rule.Active && (c.Id == 0 || before != (rule.Active, rule.Trigger))) await db.CountFromNow(rule, ct);
            await transaction.CommitAsync(ct);
            return rule.Id;
        }
    }
}

/// <summary>Takes a rule away. What it did stays in the log.</summary>
[Needs("tickets.settings")]
internal static class DeleteRule
{
    public sealed record Command(long Id, uint? Version = null) : IRequest;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var rule = await db.TicketRules.SingleOrDefaultAsync(r => r.Id == c.Id, ct) ?? throw new MissingException("TicketRule", c.Id);
            if (c.Version is { } version) db.Expect(rule, version);
            db.TicketRules.Remove(rule);
            await db.SaveForAll(ct);
            return Unit.Value;
        }
    }
}

/// <summary>Moves a rule up or down by one.</summary>
[Needs("tickets.settings")]
internal static class MoveRule
{
    public sealed record Command(long Id, bool Up) : IRequest;

    internal sealed class Handler(TicketsDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var all = await db.TicketRules.OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(ct);
            if (!all.MoveByOne(c.Id, c.Up)) throw new MissingException("TicketRule", c.Id);
            await db.SaveForAll(ct);
            return Unit.Value;
        }
    }
}
