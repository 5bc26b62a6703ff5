using Crm.Contracts.Loyalty;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Rules;

/// <summary>Reads tickets as conditions see them: many at once, and no more than the conditions ask for.</summary>
internal sealed class RuleReader(TicketsDb db, IMemberDirectory members)
{
    /// <summary>The tickets as they are now, in the order of what was heard; those that are gone, or go on in another, are left out.</summary>
    public async Task<IReadOnlyList<(Heard Heard, RuleFacts Facts)>> Now(IReadOnlyList<Heard> heard, IReadOnlyCollection<TicketRule> rules, CancellationToken ct)
    {
        var tickets = await Tickets(heard, rules, ct);
        var ids = tickets.Keys.ToList();
        var moments = heard.Select(h => Stored(h.At)).Distinct().ToList();
        var changes = heard.Any(h => h.Triggers.Any(t => t != RuleTrigger.Opened && !TicketRule.Timed(t)))
            ? (await db.History.AsNoTracking().Where(h => ids.Contains(h.TicketId) && moments.Contains(h.At)).ToListAsync(ct)).ToLookup(h => (h.TicketId, h.At)) : null;
        var words = Asks(rules, RuleField.Message) ? await LastWords(ids, ct) : [];
        return [.. heard.Where(h => tickets.ContainsKey(h.TicketId)).Select(h => (h, tickets[h.TicketId] with
        {
            At = h.At, Clocks = h.Clocks, Message = words.GetValueOrDefault((h.TicketId, h.Words)),
            Changes = h.Triggers.Contains(RuleTrigger.Opened) || changes is null ? RuleFacts.ChangesIn([]) : RuleFacts.ChangesIn(changes[(h.TicketId, Stored(h.At))]),
        }))];
    }

    /// <summary>The tickets as they were when it happened, as far as their history tells.</summary>
    public async Task<IReadOnlyList<(Heard Heard, RuleFacts Facts)>> Then(IReadOnlyList<Heard> heard, IReadOnlyCollection<TicketRule> rules, CancellationToken ct)
    {
        var tickets = await Tickets(heard, rules, ct);
        var ids = tickets.Keys.ToList();
        var history = (await db.History.AsNoTracking().Where(h => ids.Contains(h.TicketId)).ToListAsync(ct)).ToLookup(h => h.TicketId);
        var asked = Asks(rules, RuleField.Message) || Asks(rules, RuleField.HoursSinceCustomerWrote) || rules.Any(r => r.Trigger == RuleTrigger.SinceCustomerWrote);
        var said = !asked ? null : (await db.Messages.AsNoTracking().Where(m => ids.Contains(m.TicketId) && m.WithdrawnAt == null).Select(m => new { m.Id, m.TicketId, m.Kind, m.At }).ToListAsync(ct)).ToLookup(m => m.TicketId);
        var found = heard.Where(h => tickets.ContainsKey(h.TicketId)).Select(h =>
        {
            var before = said?[h.TicketId].Where(m => m.At <= Stored(h.At)).ToList() ?? [];
            var facts = tickets[h.TicketId].AsOf(h.At, history[h.TicketId]) with
            {
                Clocks = h.Clocks,
                CustomerWroteAt = before.Where(m => m.Kind == MessageKind.Customer).Max(m => (DateTimeOffset?)m.At),
                Changes = h.Triggers.Contains(RuleTrigger.Opened) || h.Triggers.Any(TicketRule.Timed) ? RuleFacts.ChangesIn([]) : RuleFacts.ChangesIn(history[h.TicketId].Where(r => r.At == Stored(h.At))),
            };
            return (Heard: h, Facts: facts, Words: before.Where(m => m.Kind == h.Words).Max(m => (long?)m.Id));
        }).ToList();
        var bodies = Asks(rules, RuleField.Message) ? await Bodies([.. found.Select(f => f.Words).OfType<long>().Distinct()], ct) : [];
        return [.. found.Select(f => (f.Heard, f.Words is { } id && bodies.TryGetValue(id, out var body) ? f.Facts with { Message = body } : f.Facts))];
    }

    /// <summary>The same ticket after something was done to it.</summary>
    public static RuleFacts After(RuleFacts facts, Ticket ticket) => facts with
    {
        Type = ticket.Type,
        Priority = ticket.Priority,
        Status = ticket.Status,
        CategoryId = ticket.CategoryId,
        TeamId = ticket.TeamId,
        AssigneeId = ticket.OwnerId,
        Level = ticket.Level,
        Tags = ticket.Tags,
        Custom = ticket.Custom,
        Subject = ticket.Subject,
        Reopened = ticket.Reopened,
        StatusSince = ticket.Status == facts.Status ? facts.StatusSince : facts.At,
    };

    async Task<Dictionary<long, RuleFacts>> Tickets(IReadOnlyList<Heard> heard, IReadOnlyCollection<TicketRule> rules, CancellationToken ct)
    {
        var ids = heard.Select(h => h.TicketId).Distinct().ToList();
        var rows = await (from t in db.Tickets
                          where ids.Contains(t.Id) && t.Status != TicketStatus.Merged
                          join c in db.Customers on t.CustomerId equals c.Id into known
                          from c in known.DefaultIfEmpty()
                          select new
                          {
                              t.Id, t.CustomerId, t.Type, t.Channel, t.Priority, t.Status, t.CategoryId, t.TeamId, t.OwnerId, t.Level, t.Tags, t.Custom, t.Subject, t.Reopened, t.CreatedAt, c.Language,
                              WroteAt = db.Messages.Where(m => m.TicketId == t.Id && m.Kind == MessageKind.Customer).Max(m => (DateTimeOffset?)m.At),
                              Since = db.History.Where(h => h.TicketId == t.Id && h.Kind == HistoryKind.Status).Max(h => (DateTimeOffset?)h.At),
                          }).ToListAsync(ct);
        var tiers = Asks(rules, RuleField.Tier) ? await members.OfCustomers([.. rows.Select(r => r.CustomerId).Distinct()], ct) : null;
        var working = Asks(rules, RuleField.WorkingTime) ? (await db.Rules(ct)) is var sla ? sla.TimeOf(sla.Settings.StandardCalendarId) : null : null;
        return rows.ToDictionary(r => r.Id, r => new RuleFacts
        {
            TicketId = r.Id, At = r.CreatedAt, Type = r.Type, Channel = r.Channel, Priority = r.Priority, Status = r.Status, CategoryId = r.CategoryId, TeamId = r.TeamId, AssigneeId = r.OwnerId,
            Level = r.Level, Tier = tiers?.GetValueOrDefault(r.CustomerId)?.Tier, Tags = r.Tags, Custom = r.Custom, Subject = r.Subject, Language = r.Language ?? "en", Reopened = r.Reopened,
            CreatedAt = r.CreatedAt, CustomerWroteAt = r.WroteAt, StatusSince = r.Since ?? r.CreatedAt, Calendar = working,
        });
    }

    // By ticket and kind the last that was said, of one query each for where it is and for its words.
    async Task<Dictionary<(long TicketId, MessageKind Kind), string>> LastWords(List<long> tickets, CancellationToken ct)
    {
        var last = await db.Messages.Where(m => tickets.Contains(m.TicketId) && m.WithdrawnAt == null).GroupBy(m => new { m.TicketId, m.Kind }).Select(g => new { g.Key.TicketId, g.Key.Kind, Id = g.Max(m => m.Id) }).ToListAsync(ct);
        var bodies = await Bodies([.. last.Select(l => l.Id)], ct);
        return last.Where(l => bodies.ContainsKey(l.Id)).ToDictionary(l => (l.TicketId, l.Kind), l => bodies[l.Id]);
    }

    async Task<Dictionary<long, string>> Bodies(List<long> ids, CancellationToken ct) =>
        ids.Count == 0 ? [] : await db.Messages.Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.Body }).ToDictionaryAsync(m => m.Id, m => m.Body, ct);

    static bool Asks(IReadOnlyCollection<TicketRule> rules, RuleField field) => rules.Any(r => r.Conditions.AsksFor(field));

    // The database keeps instants to the microsecond.
    static DateTimeOffset Stored(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
