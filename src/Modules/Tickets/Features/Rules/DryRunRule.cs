using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>
/// What would a rule have done? Goes back to the last of what it listens to, and judges each ticket as it was then, as far as
/// its history tells. Changes nothing, and tells nobody.
/// </summary>
[Needs("tickets.settings")]
internal static class DryRunRule
{
    /// <summary>So many of what it would have heard are looked at, the latest first.</summary>
    public const int Most = 500;

    public const int MostDays = 365;

    // What seldom happens is looked for among so many of the latest rows.
    const int Seen = 100_000;

    // Of more than so many nobody reads what exactly was found.
    const int Shown = 100;

    public sealed record Query : IRequest<Result>
    {
        public WriteRule.Command Rule { get; init; } = new();
        /// <summary>How far back.</summary>
        public int Days { get; init; } = 30;
        public TicketChoices.Result Lists { get; init; } = null!;
    }

    /// <param name="Looked">How often it would have been asked.</param>
    /// <param name="Met">How often its conditions would have been met.</param>
    /// <param name="Capped">There was more than that in the period.</param>
    /// <param name="Actions">What it would have done each time.</param>
    /// <param name="Lines">The latest that it would have acted on, else the latest it would not have, with the reasons.</param>
    public sealed record Result(int Looked, int Met, bool Capped, IReadOnlyList<string> Actions, IReadOnlyList<Line> Lines);

    /// <param name="Changes">What would have become another: "Priority: Normal → High".</param>
    public sealed record Line(long TicketId, string Number, string? Subject, DateTimeOffset At, bool Met, IReadOnlyList<ListRuleLog.VerdictLine> Found, IReadOnlyList<string> Changes);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(IValidator<WriteRule.Command> rule)
        {
            RuleFor(q => q.Days).InclusiveBetween(1, MostDays);
            RuleFor(q => q.Rule).Custom((c, context) =>
            {
                foreach (var failure in rule.Validate(c).Errors) context.AddFailure(failure.PropertyName, failure.ErrorMessage);
            });
        }
    }

    internal sealed class Handler(TicketsDb db, RuleReader reader, RuleWords words, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (rule, now) = (WriteRule.RuleOf(q.Rule, (await db.Rules(ct)).Flow, new TicketRule(0)), clock.GetUtcNow());
            var heard = await Heard(rule, now - TimeSpan.FromDays(q.Days), now, ct);
            var capped = heard.Count > Most;
            if (capped) heard.RemoveRange(Most, heard.Count - Most);
            var (book, names, macros) = (await db.Book(ct), RuleNames.Of(q.Lists), await db.MacroChoices(ct));
            var judged = (await reader.Then(heard, [rule], ct)).Select(x => (x.Heard, x.Facts, Judgement: book.Judge(rule, x.Facts))).Where(x => Stands(x.Heard, x.Facts)).ToList();
            var changes = await Changes(rule, ct);
            var shown = judged.OrderByDescending(j => j.Judgement.Met).ThenByDescending(j => j.Heard.At).Take(Shown).ToList();
            var ids = shown.Select(s => s.Heard.TicketId).Distinct().ToList();
            var tickets = await db.Tickets.Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Number, t.Subject, t.OwnerId, t.TeamId }).ToDictionaryAsync(t => t.Id, ct);
            var scope = user.ScopeOf("tickets.read");
            return new(judged.Count, judged.Count(j => j.Judgement.Met), capped, words.Actions(rule.Actions, q.Lists, macros),
                [.. shown.Select(s => tickets[s.Heard.TicketId] is var t ? new Line(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), scope.Covers(t.OwnerId, t.TeamId) && t.Subject != Ticket.Erased ? t.Subject : null, s.Heard.At, s.Judgement.Met,
                    words.Found(s.Judgement, names), s.Judgement.Met ? [.. changes.SelectMany(c => words.Changes(c, s.Facts, names))] : []) : null!)]);
        }

        // Of a state that did not last so long, or words that were followed by others, its hour never came.
        static bool Stands(Heard heard, RuleFacts facts) => heard.Triggers[0] switch
        {
            RuleTrigger.SinceStatus => facts.StatusSince <= heard.Moment,
            RuleTrigger.SinceCustomerWrote => facts.CustomerWroteAt <= heard.Moment,
            _ => true,
        };

        async Task<IReadOnlyList<TicketChanges>> Changes(TicketRule rule, CancellationToken ct)
        {
            var own = rule.Actions.Changes;
            var macro = rule.Actions.MacroId is { } id ? await db.Macros.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct) : null;
            return macro is null ? [own] : [macro.Changes, own];
        }

        /// <summary>What it would have heard, the latest first; one more than are looked at when there are more.</summary>
        async Task<List<Heard>> Heard(TicketRule rule, DateTimeOffset from, DateTimeOffset now, CancellationToken ct)
        {
            if (rule.IsTimed) return await Hours(rule, from, now, ct);
            var kind = KindOf(rule.Trigger);
            if (kind is not null) return await Changed(rule, kind.Value, from, ct);
            Heard At(long ticket, DateTimeOffset at) => new(ticket, [rule.Trigger], at);
            Heard Of(long ticket, DateTimeOffset at, ClockKind clock) => At(ticket, at) with { Clocks = [clock] };
            switch (rule.Trigger)
            {
                case RuleTrigger.Opened:
                    return (await db.Tickets.Where(t => t.CreatedAt >= from).OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).Take(Most + 1).Select(t => new { t.Id, t.CreatedAt }).ToListAsync(ct)).ConvertAll(t => At(t.Id, t.CreatedAt));
                case RuleTrigger.CustomerWrote or RuleTrigger.Replied or RuleTrigger.Noted:
                    var spoken = rule.Trigger == RuleTrigger.CustomerWrote ? MessageKind.Customer : rule.Trigger == RuleTrigger.Replied ? MessageKind.Reply : MessageKind.Note;
                    // The first words of a ticket are what opened it.
                    return (await (from m in db.Messages.OrderByDescending(m => m.Id).Take(Seen)
                                   where m.Kind == spoken && m.At >= @from && m.WithdrawnAt == null
                                   join t in db.Tickets on m.TicketId equals t.Id
                                   where m.At > t.CreatedAt
                                   orderby m.Id descending
                                   select new { m.TicketId, m.At }).Take(Most + 1).ToListAsync(ct)).ConvertAll(m => At(m.TicketId, m.At));
                case RuleTrigger.ClockWarned:
                    return (await db.Clocks.OrderByDescending(c => c.Id).Take(Seen).Where(c => c.WarnedAt >= from).OrderByDescending(c => c.WarnedAt).Take(Most + 1).Select(c => new { c.TicketId, At = c.WarnedAt!.Value, c.Kind }).ToListAsync(ct)).ConvertAll(c => Of(c.TicketId, c.At, c.Kind));
                default:
                    return (await db.Clocks.Where(c => c.State == ClockState.Breached && c.DueAt >= from && c.DueAt <= now).OrderByDescending(c => c.DueAt).ThenByDescending(c => c.Id).Take(Most + 1).Select(c => new { c.TicketId, At = c.DueAt, c.Kind }).ToListAsync(ct)).ConvertAll(c => Of(c.TicketId, c.At, c.Kind));
            }
        }

        static HistoryKind? KindOf(RuleTrigger trigger) => trigger switch
        {
            RuleTrigger.StatusChanged or RuleTrigger.Resolved or RuleTrigger.Reopened => HistoryKind.Status,
            RuleTrigger.AssigneeChanged => HistoryKind.Assignee,
            RuleTrigger.TeamChanged => HistoryKind.Team,
            RuleTrigger.TypeChanged => HistoryKind.Type,
            RuleTrigger.PriorityChanged => HistoryKind.Priority,
            RuleTrigger.CategoryChanged => HistoryKind.Category,
            RuleTrigger.LevelChanged => HistoryKind.Level,
            _ => null,
        };

        async Task<List<Heard>> Changed(TicketRule rule, HistoryKind kind, DateTimeOffset from, CancellationToken ct)
        {
            var rows = db.History.OrderByDescending(h => h.Id).Take(Seen).Where(h => h.Kind == kind && h.At >= from);
            if (rule.Trigger == RuleTrigger.Resolved) rows = rows.Where(h => h.To == nameof(TicketStatus.Resolved));
            if (rule.Trigger == RuleTrigger.Reopened) rows = rows.Where(h => (h.From == nameof(TicketStatus.Resolved) || h.From == nameof(TicketStatus.Reviewed)) && (h.To == nameof(TicketStatus.Created) || h.To == nameof(TicketStatus.InProgress)));
            var found = await (from h in rows
                               join t in db.Tickets on h.TicketId equals t.Id
                               where h.At > t.CreatedAt // what a ticket begins with is no change
                               orderby h.Id descending
                               select new { h.TicketId, h.At }).Take(Most + 1).ToListAsync(ct);
            return [.. found.DistinctBy(h => (h.TicketId, h.At)).Select(h => new Heard(h.TicketId, [rule.Trigger], h.At))];
        }

        async Task<List<Heard>> Hours(TicketRule rule, DateTimeOffset from, DateTimeOffset now, CancellationToken ct)
        {
            var sla = await db.Rules(ct);
            if (Moments.Reached(rule, sla, from) is not { } first || Moments.Reached(rule, sla, now) is not { } last) return [];
            var moments = await Moments.Ever(db, rule.Trigger).Where(m => m.At > first && m.At <= last).OrderByDescending(m => m.At).ThenByDescending(m => m.RowId).Take(Most + 1).ToListAsync(ct);
            return moments.ConvertAll(m => m.Heard(rule, Moments.ActsAt(rule, sla, m.At)) with { Moment = m.At });
        }
    }
}
