using System.Globalization;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Crm.Tickets.Features.Rules;

/// <summary>
/// Lets rules act on what was heard, within the caller's transaction: what they change, what they say about it and the
/// mark that it was heard are one. A rule that is refused leaves nothing behind but a line in the log, and the next one has its turn.
/// </summary>
internal sealed class RuleRunner(TicketsDb db, RuleReader reader, RuleActing acting, TimeProvider clock, ILogger<RuleRunner> log)
{
    const string Savepoint = "rule";

    /// <summary>Whatever rules of the book want to hear it.</summary>
    public async Task Run(IReadOnlyList<Heard> heard, CancellationToken ct)
    {
        var book = await db.Book(ct);
        // Most of what happens concerns no rule: then nothing is read.
        var wanted = heard.Where(h => h.Triggers.Any(book.Hears)).ToList();
        if (wanted.Count > 0) await Run(wanted, book, h => [.. book.On(h.Triggers)], ct);
    }

    /// <summary>One rule, whose hour has come.</summary>
    public async Task Run(IReadOnlyList<Heard> heard, TicketRule rule, CancellationToken ct)
    {
        if (heard.Count > 0) await Run(heard, await db.Book(ct), _ => [rule], ct);
    }

    async Task Run(IReadOnlyList<Heard> heard, RuleBook book, Func<Heard, IReadOnlyList<TicketRule>> rulesOf, CancellationToken ct)
    {
        var asked = heard.SelectMany(rulesOf).DistinctBy(r => r.Id).ToList();
        var touched = new HashSet<long>();
        foreach (var (what, facts) in await reader.Now(heard, asked, ct))
        {
            // A ticket that meets no rule is not held up; one that was changed a moment ago has to be looked at anew.
            if (!touched.Contains(what.TicketId) && !book.Decide(rulesOf(what), what.Chain, () => facts).Any()) continue;
            touched.Add(what.TicketId);
            await Act(what, facts, book, rulesOf(what), ct);
        }
    }

    async Task Act(Heard heard, RuleFacts facts, RuleBook book, IReadOnlyList<TicketRule> rules, CancellationToken ct)
    {
        // Nobody comes between what is read and what is done. People who save at this moment are waited for, or are told of it.
        await db.Database.ExecuteSqlAsync($"select 1 from tickets.tickets where id = {heard.TicketId} for update", ct);
        var ticket = await Fresh(heard.TicketId, ct);
        var (acted, news) = (new List<long>(), new List<TicketNews>());
        foreach (var (rule, judgement, cut) in book.Decide(rules, heard.Chain, () => facts = RuleReader.After(facts, ticket)))
        {
            var now = clock.GetUtcNow();
            if (cut is { } why)
            {
                log.LogWarning("Rule {Rule} was kept from acting on ticket {Ticket}: {Why}, after {Chain}", rule.Id, ticket.Id, why, string.Join(" > ", heard.Chain.Rules));
                await Note(new RuleLine(rule, ticket.Id, judgement, why, now), ct);
                continue;
            }
            await db.Database.CurrentTransaction!.CreateSavepointAsync(Savepoint, ct);
            try
            {
                ticket.ActFor(RuleReason.Of(rule), RuleReason.Of(rule, judgement), now);
                await acting.Do(ticket, rule, ct);
                await Note(new RuleLine(rule, ticket.Id, judgement, RuleOutcome.Done, now), ct);
                acted.Add(rule.Id);
                news.AddRange(ticket.TakeNews());
            }
            catch (Exception e) when (RefusalOf(e) is { } refusal)
            {
                await db.Database.CurrentTransaction!.RollbackToSavepointAsync(Savepoint, ct);
                ticket = await Fresh(ticket.Id, ct);
                await Note(new RuleLine(rule, ticket.Id, judgement, RuleOutcome.Refused, now, refusal), ct);
            }
        }
        // What they changed together sets off others, never one of themselves.
        var chain = heard.Chain.With(acted);
        foreach (var told in news.GroupBy(n => (n.At, Clocks: n.Clocks.Count == 0 ? null : (TicketChange?)n.What[0])))
            db.Publish(new TicketNews(told.Key.At, null, [.. told.SelectMany(n => n.What).Distinct()], [.. told.SelectMany(n => n.Clocks).Distinct()]).Of(ticket, chain));
        await db.SaveChangesAsync(ct);
    }

    async Task<Ticket> Fresh(long id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        return await db.Tickets.Include(t => t.Clocks).SingleAsync(t => t.Id == id, ct);
    }

    async Task Note(RuleLine line, CancellationToken ct)
    {
        db.RuleLog.Add(line);
        await db.SaveChangesAsync(ct);
    }

    // What the product refuses is told in the log; anything else is a fault, and tried again by whoever called.
    static Reason? RefusalOf(Exception e) => e switch
    {
        RuleException r => new(r.Key, [.. r.Args.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture) ?? "")]),
        MissingException => new("tickets.rules.missing"),
        _ => null,
    };
}
