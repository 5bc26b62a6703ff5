using Crm.Loyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Ideas;

/// <summary>Votes count once for a customer, also for one who turns out to be two.</summary>
internal static class IdeaVotes
{
    /// <summary>After a merge has moved the votes: those that stayed behind were for ideas the survivor wants already.</summary>
    public static Task CountOnce(this LoyaltyDb db, long fromCustomer, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        with doubled as (update loyalty.idea_votes set doubled = true where customer_id = {fromCustomer} and not doubled returning idea_id)
        update loyalty.idea_tallies t set votes = votes - 1 from doubled d where t.idea_id = d.idea_id and votes > 0
        """, ct);

    /// <summary>The merge was taken back: they are two again.</summary>
    public static Task CountBoth(this LoyaltyDb db, long fromCustomer, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        with again as (update loyalty.idea_votes set doubled = false where customer_id = {fromCustomer} and doubled returning idea_id)
        update loyalty.idea_tallies t set votes = votes + 1 from again a where t.idea_id = a.idea_id
        """, ct);
}
