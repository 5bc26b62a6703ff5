using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>Notes the first click on a campaign's link, and says where it leads: only ever to the address the campaign was given.</summary>
[OpenToAll("whoever was written to may follow the link")]
internal static class FollowClick
{
    public sealed record Command(string Token) : IRequest<string?>;

    public sealed class Handler(CareDb db, CareAddresses addresses) : IRequestHandler<Command, string?>
    {
        public async Task<string?> Handle(Command command, CancellationToken cancellationToken)
        {
            if ((await addresses.Links(cancellationToken)).Read(command.Token) is not { Kind: CareLinkKind.Click, First: var id }) return null;
            var url = await db.Recipients.Where(r => r.Id == id).Join(db.Campaigns, r => r.CampaignId, c => c.Id, (r, c) => c.LinkUrl).SingleOrDefaultAsync(cancellationToken);
            if (url is null) return null;
            var now = db.Clock.GetUtcNow();
            await db.Recipients.Where(r => r.Id == id && r.ClickedAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.ClickedAt, now), cancellationToken);
            return url;
        }
    }
}
