using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>What a start would do: how many get a mail, who falls out and why, and what the mails say in each language.</summary>
[Needs("care.read")]
internal static class CheckCampaign
{
    /// <summary>Customers looked at: beyond it the page says so, and the sending itself goes on.</summary>
    public const int MostSeen = 20_000;

    public sealed record Query(long Id) : IRequest<View>;

    public sealed record Left(CareOut Why, long N);

    /// <param name="Meant">Of the audience, whether they are written to or not.</param>
    /// <param name="Cut">There are more customers than were looked at.</param>
    public sealed record View(long Id, string Name, CareCampaignState State, DateTimeOffset? ScheduledAt, long Meant, long Sent, IReadOnlyDictionary<string, long> ByLanguage, IReadOnlyList<Left> LeftOut, bool Cut, int RestDays, IReadOnlyList<CareSample> Samples);

    public sealed class Handler(CareDb db, CareAudience audience, CareMails mails, ISettings settings, Texts texts) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == query.Id, cancellationToken) ?? throw new MissingException("campaign", query.Id);
            var terms = await settings.Care(cancellationToken);
            var (seen, meant, sent) = (0L, 0L, 0L);
            var outs = new Dictionary<CareOut, long>();
            var languages = new SortedDictionary<string, long>(StringComparer.Ordinal);
            var more = true;
            for (long after = 0; seen < MostSeen && more;)
            {
                var page = await audience.Page(campaign.SegmentId, after, 1000, cancellationToken);
                if (more = page.Count > 0) after = page[^1].Id;
                seen += page.Count;
                foreach (var candidate in await audience.Judge(page, campaign.Levels, campaign.Purpose, terms.RestDays, cancellationToken))
                {
                    meant++;
                    if (candidate.Out is { } why) outs[why] = outs.GetValueOrDefault(why) + 1;
                    else
                    {
                        sent++;
                        languages[candidate.To.Language] = languages.GetValueOrDefault(candidate.To.Language) + 1;
                    }
                }
            }
            var sender = campaign.SenderName.Length > 0 ? campaign.SenderName : terms.Sender;
            (CareHalf? Half, CareLetter Letter)[] letters = campaign.B is { } b ? [(CareHalf.A, campaign.A), (CareHalf.B, b)] : [(null, campaign.A)];
            return new(campaign.Id, campaign.Name, campaign.State, campaign.ScheduledAt, meant, sent, languages, [.. outs.OrderBy(o => o.Key).Select(o => new Left(o.Key, o.Value))], more, terms.RestDays, CareSample.Of(mails, texts, campaign.Purpose, sender, letters));
        }
    }
}
