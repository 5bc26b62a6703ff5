using Crm.Contracts.Staff;
using Crm.Loyalty.Domain;
using Crm.Platform.Demo;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>Adjustments booked and waiting, points that are pending, and a proof of the ledger.</summary>
internal sealed class LedgerDemo(LoyaltyDb db, LedgerProof proof, IStaffDirectory staff, Features.Programmes programmes) : IDemoData
{
    static readonly (long Points, AdjustmentReason Reason, string Text)[] Said =
    [
        (200, AdjustmentReason.Complaint, "物流延误三天，客户经理已致歉并承诺补偿。"), (-150, AdjustmentReason.Correction, "Counted twice at the fair in May; the customer knows."), (120, AdjustmentReason.MissedPurchase, "门店收银系统故障，小票已核对。"),
        (3000, AdjustmentReason.Transfer, "Balance of the paper card, number checked with the branch."), (-2500, AdjustmentReason.Misuse, "同一张小票多次登记，已与客户核实。"),
    ];

    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        var people = (await staff.HoldersOf("loyalty.adjust", ct)).Order().ToList();
        var members = await db.Members.Include(m => m.Lots.Where(l => l.Remainder > 0)).Where(m => m.Balance > 3000).OrderBy(m => m.Id).Take(Said.Length + 4).ToListAsync(ct);
        if (people.Count == 0 || members.Count < Said.Length) return;
        foreach (var (i, (points, reason, text)) in Said.Index())
        {
            var at = world.Now.AddDays(i - 9);
            var adjustment = new Adjustment(members[i], points, null, reason, text, $"demo:{members[i].Id}", people[i % people.Count], at);
            db.Adjustments.Add(adjustment);
            if (Math.Abs(points) <= Features.Adjustments.AdjustmentTerms.Default.Limit) adjustment.Book(members[i], null, await programmes.ExpiryOf(at, ct), at);
        }
        foreach (var member in members.Skip(Said.Length)) member.Earn(180, "adjustment", $"demo:pending:{member.Id}", await programmes.ExpiryOf(world.Now, ct), world.Now.AddHours(-2), world.Now.AddDays(14));
        await db.SaveQuietly(ct);
        var from = db.Clock.GetTimestamp();
        db.LedgerChecks.Add(new LedgerCheck(await proof.Run(ct), db.Clock.GetElapsedTime(from), world.Now));
        await db.SaveQuietly(ct);
    }
}
