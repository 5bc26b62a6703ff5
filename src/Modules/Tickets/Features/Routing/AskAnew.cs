using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Routing;

/// <summary>After a change of the routing rules: what is open asks for what it asks for now, and the queues move.</summary>
internal sealed class AskAnewJob(TicketsDb db, Router router) : IJob<AskAnewJob.Args>
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
            var batch = await (from t in open join c in db.Customers on t.CustomerId equals c.Id where t.Id > after orderby t.Id select new { t.Id, t.Type, t.CategoryId, t.Needs, t.Prefers, c.Language, c.Region }).Take(Batch).ToListAsync(ct);
            if (batch.Count == 0) break;
            var asked = batch.ToDictionary(t => t.Id, t => (t.Language, t.Region));
            // Most ask for what they asked for before: only the others are read whole.
            var changed = batch.Where(t => !rules.Of(t.Type, t.CategoryId, t.Language, t.Region).Is(t.Needs, t.Prefers)).Select(t => t.Id).ToList();
            if (changed.Count > 0) await db.ChangeTickets(changed, (ticket, _) => ticket.Ask(rules.Of(ticket.Type, ticket.CategoryId, asked[ticket.Id].Language, asked[ticket.Id].Region)), ct);
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
