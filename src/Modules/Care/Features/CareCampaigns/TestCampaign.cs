using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>Sends what a campaign says, in each language and half, to one's own address.</summary>
[Needs("care.write")]
internal static class TestCampaign
{
    public sealed record Command(long Id) : IRequest<int>;

    public sealed class Handler(CareDb db, CareMails mails, IStaffDirectory staff, ISettings settings, Texts texts, CurrentUser user) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new MissingException("campaign", command.Id);
            if (user.Id is not { } me || (await staff.Everyone(cancellationToken)).GetValueOrDefault(me) is not { Email: { Length: > 0 } address } person) throw new RuleException("care.campaign.test.address");
            var sender = campaign.SenderName.Length > 0 ? campaign.SenderName : (await settings.Care(cancellationToken)).Sender;
            (CareHalf? Half, CareLetter Letter)[] letters = campaign.B is { } b ? [(CareHalf.A, campaign.A), (CareHalf.B, b)] : [(null, campaign.A)];
            var samples = CareSample.Of(mails, texts, campaign.Purpose, sender, letters);
            foreach (var sample in samples)
                db.SendMail($"care:test:{Guid.CreateVersion7(db.Clock.GetUtcNow())}", "care.test", address, person.Name, $"[{texts["care.campaign.test.mark"]}{(sample.Half is { } half ? " " + half : "")}] {sample.Mail.Subject}", sample.Mail.Text, sample.Mail.Html, fromName: sender.Length > 0 ? sender : null);
            await db.SaveChangesAsync(cancellationToken);
            return samples.Count;
        }
    }
}
