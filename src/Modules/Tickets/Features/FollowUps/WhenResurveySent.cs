using Crm.Contracts.Surveys;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>The follow-up says when the customer was really asked again.</summary>
internal sealed class WhenResurveySent(TicketsDb db) : IHandle<ResurveySent>
{
    public async Task Handle(ResurveySent happened, CancellationToken ct) =>
        (await db.FollowUps.SingleOrDefaultAsync(f => f.Id == happened.FollowUpId, ct))?.AskedAgain(happened.At);
}
