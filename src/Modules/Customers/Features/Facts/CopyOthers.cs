using Crm.Contracts.Lifecycle;
using Crm.Contracts.Sales;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Facts;

/// <summary>Our own copies of what facts need of other modules: written by their events, and once a night compared with the original.</summary>
internal sealed class CopyOthers(CustomersDb db, ITicketDirectory tickets, ISurveyResponses responses, ISignedDeals deals, ICustomerStages stages, TimeProvider clock)
{
    const int Batch = 1000;

    /// <summary>Tickets opened. Events may come late and in any order: the newest wins.</summary>
    public Task TicketsOpened(IReadOnlyList<TicketOpened> opened, CancellationToken ct)
    {
        // One row each, in one order: two hosts that are told the same cannot wait for each other.
        var tickets = opened.DistinctBy(o => o.TicketId).OrderBy(o => o.TicketId).ToList();
        var (ids, customers) = (tickets.Select(o => o.TicketId).ToArray(), tickets.Select(o => o.CustomerId).ToArray());
        var (complaints, at) = (tickets.Select(o => o.Type == TicketType.Complaint).ToArray(), tickets.Select(o => o.At).ToArray());
        return db.Database.ExecuteSqlAsync($"""
            insert into customers.known_tickets as k (ticket_id, customer_id, complaint, open, at)
            select id, customer, complaint, true, at from unnest({ids}, {customers}, {complaints}, {at}) as t(id, customer, complaint, at)
            on conflict (ticket_id) do update set complaint = excluded.complaint
            """, ct);
    }

    /// <summary>A ticket came to its end, or is open again.</summary>
    public Task TicketIs(bool open, long ticketId, long customerId, DateTimeOffset at, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into customers.known_tickets as k (ticket_id, customer_id, complaint, open, at) values ({ticketId}, {customerId}, false, {open}, {at})
        on conflict (ticket_id) do update set open = excluded.open, at = excluded.at where k.at <= excluded.at
        """, ct);

    /// <summary>Answers of customers.</summary>
    public async Task Scored(IReadOnlyCollection<ResponseFinished> answers, CancellationToken ct)
    {
        if (answers.Count == 0) return;
        var (ids, customers) = (answers.Select(a => a.ResponseId).ToArray(), answers.Select(a => a.CustomerId!.Value).ToArray());
        var (headlines, times) = (answers.Select(a => (short?)a.Headline).ToArray(), answers.Select(a => a.At.ToUniversalTime()).ToArray());
        await db.Database.ExecuteSqlAsync($"""
            insert into customers.known_scores (response_id, customer_id, headline, at) select * from unnest({ids}, {customers}, {headlines}, {times}) on conflict (response_id) do nothing
            """, ct);
    }

    public Task Signed(long opportunityId, long customerId, DateTimeOffset at, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into customers.known_contracts (opportunity_id, customer_id, signed_at) values ({opportunityId}, {customerId}, {at}) on conflict (opportunity_id) do nothing
        """, ct);

    /// <summary>Stages, of which the newest counts.</summary>
    public Task Staged(IReadOnlyList<StageRecord> staged, CancellationToken ct)
    {
        var newest = staged.GroupBy(s => s.CustomerId).Select(g => g.MaxBy(s => s.Since)!).OrderBy(s => s.CustomerId).ToList();
        var (ids, words, times) = (newest.Select(s => s.CustomerId).ToArray(), newest.Select(s => SnakeCase.Of(s.Stage.ToString())).ToArray(), newest.Select(s => s.Since.ToUniversalTime()).ToArray());
        return db.Database.ExecuteSqlAsync($"""
            insert into customers.known_stages as k (customer_id, stage, at) select * from unnest({ids}, {words}, {times})
            on conflict (customer_id) do update set (stage, at) = row(excluded.stage, excluded.at) where k.at <= excluded.at and k.stage <> excluded.stage
            """, ct);
    }

    /// <summary>Reads the originals page by page and mends what differs. An event that comes in the meantime is newer and stays.</summary>
    public async Task All(CancellationToken ct)
    {
        for (long after = 0; ;)
        {
            var now = clock.GetUtcNow();
            var page = await tickets.Page(after, Batch, ct);
            if (page.Count == 0) break;
            var (ids, customers) = (page.Select(t => t.Id).ToArray(), page.Select(t => t.CustomerId).ToArray());
            var (complaints, open) = (page.Select(t => t.Type == TicketType.Complaint).ToArray(), page.Select(t => t.Status < TicketStatus.Resolved).ToArray());
            await db.Database.ExecuteSqlAsync($"""
                insert into customers.known_tickets as k (ticket_id, customer_id, complaint, open, at)
                select id, customer, complaint, open, {now} from unnest({ids}, {customers}, {complaints}, {open}) as t(id, customer, complaint, open)
                on conflict (ticket_id) do update set (customer_id, complaint, open) = row(excluded.customer_id, excluded.complaint, excluded.open)
                where k.at <= excluded.at and row(k.customer_id, k.complaint, k.open) is distinct from row(excluded.customer_id, excluded.complaint, excluded.open)
                """, ct);
            after = ids[^1];
        }
        for (long after = 0; ;)
        {
            var page = await responses.Page(after, Batch, ct);
            if (page.Count == 0) break;
            var known = page.Where(r => r.CustomerId is not null).ToList();
            var (ids, customers) = (known.Select(r => r.Id).ToArray(), known.Select(r => r.CustomerId!.Value).ToArray());
            var (headlines, times) = (known.Select(r => (short?)r.Headline).ToArray(), known.Select(r => r.FinishedAt).ToArray());
            await db.Database.ExecuteSqlAsync($"""
                insert into customers.known_scores as k (response_id, customer_id, headline, at)
                select * from unnest({ids}, {customers}, {headlines}, {times})
                on conflict (response_id) do update set (customer_id, headline) = row(excluded.customer_id, excluded.headline)
                where row(k.customer_id, k.headline) is distinct from row(excluded.customer_id, excluded.headline)
                """, ct);
            after = page[^1].Id;
        }
        for (long after = 0; ;)
        {
            var page = await stages.Page(after, Batch, ct);
            if (page.Count == 0) break;
            await Staged(page, ct);
            after = page[^1].CustomerId;
        }
        for (long after = 0; ;)
        {
            var page = await deals.Page(after, Batch, ct);
            if (page.Count == 0) break;
            var (ids, customers, times) = (page.Select(d => d.OpportunityId).ToArray(), page.Select(d => d.CustomerId).ToArray(), page.Select(d => d.SignedAt).ToArray());
            await db.Database.ExecuteSqlAsync($"""
                insert into customers.known_contracts as k (opportunity_id, customer_id, signed_at)
                select * from unnest({ids}, {customers}, {times})
                on conflict (opportunity_id) do update set customer_id = excluded.customer_id where k.customer_id <> excluded.customer_id
                """, ct);
            after = ids[^1];
        }
    }
}
