using Crm.Customers.Data;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Plans;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Takes a merge back within seven days: two records again. What is new since stays with the survivor. Returns the id of the record that is back.</summary>
[Needs("customers.merge")]
internal static class UndoMerge
{
    public sealed record Command(long Id) : IRequest<long>;

    public sealed class Handler(CustomersDb db, FactKeeper keeper, ContactPlans plans, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            var ids = await db.Merges.Where(m => m.Id == command.Id).Select(m => new { m.FromId, m.IntoId }).FirstOrDefaultAsync(ct) ?? throw new MissingException("Merge", command.Id);
            await db.LockCustomers(ids.FromId, ids.IntoId, ct);
            var merge = await db.Merges.SingleAsync(m => m.Id == command.Id, ct);
            var mine = db.Customers.Within(user.ScopeOf("customers.merge")).Within(user.ScopeOf("customers.write"));
            if (!await mine.AnyAsync(c => c.Id == merge.IntoId, ct)) throw new MissingException("Merge", command.Id);
            if (await db.Customers.AnyAsync(c => c.Id == merge.IntoId && c.MergedIntoId != null, ct)) throw new RuleException("customers.merge.chain");
            var now = clock.GetUtcNow();
            var (before, after) = (merge.Before, merge.After);
            merge.Undo(user.Id, now);
            await db.MoveBack(merge.FromId, merge.IntoId, merge.At, now, ct);
            db.RecordMoved(await db.PeopleOf(merge.FromId, ct), merge.IntoId, merge.FromId);
            var both = await db.Whole.Where(c => c.Id == merge.IntoId || c.Id == merge.FromId).ToDictionaryAsync(c => c.Id, ct);
            both[merge.IntoId].Release(both[merge.FromId], before!, after!, merge.At, user.Id, now);
            await db.SaveChangesAsync(ct);
            await keeper.Date([merge.FromId, merge.IntoId], ct);
            await plans.Keep([merge.FromId, merge.IntoId], ct);
            // Whoever takes a merge back has said that these are two.
            var (low, high) = (Math.Min(merge.FromId, merge.IntoId), Math.Max(merge.FromId, merge.IntoId));
            await db.Database.ExecuteSqlAsync($"""
                insert into customers.duplicate_candidates (low_id, high_id, bits, reasons, found_at, dismissed_at, dismissed_by_id) values ({low}, {high}, 0, '[]', {now}, {now}, {user.Id})
                on conflict (low_id, high_id) do update set dismissed_at = excluded.dismissed_at, dismissed_by_id = excluded.dismissed_by_id
                """, ct);
            await transaction.CommitAsync(ct);
            return merge.FromId;
        }
    }
}
