using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Gatherings;

/// <summary>Gives places, and takes them back. The caller holds the event's lock, so that however many ask at once, none is given twice.</summary>
internal sealed class Places(CareDb db, EventMails mails)
{
    public Task<int> Taken(long gatheringId, CancellationToken ct) => db.SignUps.CountAsync(s => s.GatheringId == gatheringId && s.State == SignUpState.Booked, ct);

    /// <summary>A place where there is one, else one on the waiting list; the answer leaves by mail.</summary>
    public async Task Give(Gathering gathering, SignUp signUp, CancellationToken ct)
    {
        if (signUp.State is SignUpState.Booked or SignUpState.Waiting) return;
        signUp.Ask(gathering.HasPlace(await Taken(gathering.Id, ct)), db.Clock.GetUtcNow());
        if (signUp.Id == 0) await db.SaveChangesAsync(ct); // the link in the mail carries its number
        await mails.Answer(gathering, signUp, ct);
    }

    /// <summary>A place that is given up goes to who has waited longest.</summary>
    public async Task Return(Gathering gathering, SignUp signUp, CancellationToken ct)
    {
        if (signUp.State == SignUpState.Cancelled) return;
        signUp.Cancel(db.Clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await FillUp(gathering, ct);
    }

    public async Task FillUp(Gathering gathering, CancellationToken ct)
    {
        if (gathering.State != GatheringState.Open) return;
        var free = gathering.Capacity is { } places ? places - await Taken(gathering.Id, ct) : int.MaxValue;
        if (free <= 0) return;
        foreach (var next in await db.SignUps.Where(s => s.GatheringId == gathering.Id && s.State == SignUpState.Waiting).OrderBy(s => s.SignedUpAt).ThenBy(s => s.Id).Take(free).ToListAsync(ct))
        {
            next.Promote();
            await mails.Answer(gathering, next, ct, promoted: true);
        }
    }

    /// <summary>The row of a customer at an event, with the survivor's id where records were merged.</summary>
    public Task<SignUp?> Of(long gatheringId, CustomerFacts customer, CancellationToken ct) => db.SignUps.SingleOrDefaultAsync(s => s.GatheringId == gatheringId && s.CustomerId == customer.Id, ct);
}
