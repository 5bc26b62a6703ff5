using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Routing;

/// <summary>After a change of the routing rules: what is open asks for what it asks for now, and the queues move.</summary>
internal sealed class AskAnewJob(TicketsDb db, ICustomerDirectory customers, Router router) : IJob<AskAnewJob.Args>
{
    const int Batch = 200;

    public sealed record Args;

    sealed record Place(long AfterId, long Done);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var place = progress.Checkpoint<Place>() ?? new Place(0, 0);
        var open = db.Tickets.Where(t => EF.Property<bool>(t, TicketMap.Open));
        var total = await open.CountAsync(ct);
        while (true)
        {
            var after = place.AfterId;
            var rules = await db.Routing(ct);
            var batch = await open.Where(t => t.Id > after).OrderBy(t => t.Id).Take(Batch).Select(t => new { t.Id, t.CustomerId, t.Type, t.CategoryId, t.Needs, t.Prefers }).ToListAsync(ct);
            if (batch.Count == 0) break;
            var facts = await customers.FactsOf([.. batch.Select(t => t.CustomerId).Distinct()], ct);
            // Most ask for what they asked for before: only the others are read whole.
            var changed = batch.Where(t => facts.GetValueOrDefault(t.CustomerId) is { } c && !rules.Of(t.Type, t.CategoryId, c.Language, c.Region).Is(t.Needs, t.Prefers)).Select(t => t.Id).ToList();
            if (changed.Count > 0) await db.ChangeTickets(changed, (ticket, _) => { if (facts.GetValueOrDefault(ticket.CustomerId) is { } c) ticket.Ask(rules.Of(ticket.Type, ticket.CategoryId, c.Language, c.Region)); }, ct);
            place = new Place(batch[^1].Id, place.Done + batch.Count);
            await progress.Report(place.Done, total, place);
        }
        await router.Drain((await db.Routing(ct)).Automatic, ct);
        return new { tickets = place.Done };
    }
}

internal static class RoutingChanges
{
    /// <summary>Open tickets ask anew in the background; leaves with the next save.</summary>
    public static void AskAnew(this TicketsDb db, long? staffId) => db.Enqueue<AskAnewJob, AskAnewJob.Args>(new AskAnewJob.Args(), "tickets.job.ask_anew", staffId);
}
