using System.Security.Cryptography;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>
/// Goes through a campaign's audience batch by batch, then writes to those whose day has begun. How far it is stands in the
/// campaign and is written with the rows, under the campaign's lock: a crash, a pause or a second worker doubles nobody.
/// </summary>
internal sealed class SendCampaign(CareDb db, CareAudience audience, CampaignSender sender, ISettings settings, TimeProvider clock) : IJob<SendCampaign.Args>
{
    internal const int Batch = 200;

    public sealed record Args(long CampaignId);

    public sealed record Outcome(long Listed, long Sent);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        long listed = 0, sent = 0;
        while (await List(args.CampaignId, ct) is { } rows)
        {
            listed += rows;
            await progress.Report(listed, null);
        }
        while (await sender.SendDue(args.CampaignId, ct) is > 0 and var left)
        {
            sent += left;
            await progress.Report(listed + sent, null);
        }
        return new Outcome(listed, sent);
    }

    /// <summary>One batch of the audience; null: it is through, or the campaign does not send.</summary>
    async Task<int?> List(long id, CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        if (await db.LockCampaign(id, ct) is not { State: CareCampaignState.Sending, ListedAt: null } campaign) return null;
        var page = await audience.Page(campaign.SegmentId, campaign.Reached, Batch, ct);
        var now = clock.GetUtcNow();
        if (page.Count == 0) campaign.Listed(now);
        else
        {
            var terms = await settings.Care(ct);
            foreach (var candidate in await audience.Judge(page, campaign.Levels, campaign.Purpose, terms.RestDays, ct))
                db.Recipients.Add(new CareRecipient(id, candidate.Customer, campaign.IsHalved && RandomNumberGenerator.GetInt32(2) == 1 ? CareHalf.B : CareHalf.A, candidate.Out, PoliteHours.Next(candidate.Customer.Zone, now)));
            campaign.Reach(page[^1].Id);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return page.Count == 0 ? null : page.Count;
    }
}

/// <summary>Writes to recipients whose day has begun, asking once more whether they may be written to: nothing is queued ahead, so that a refusal, a pause and a stop hold at once.</summary>
internal sealed class CampaignSender(CareDb db, CareAudience audience, CareMails mails, CareAddresses addresses, ICustomerDirectory customers, ISettings settings, TimeProvider clock)
{
    /// <summary>One batch; how many rows it dealt with. Ends the campaign when nobody is left.</summary>
    public async Task<int> SendDue(long campaignId, CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        if (await db.LockCampaign(campaignId, ct) is not { State: CareCampaignState.Sending, ListedAt: not null } campaign) return 0;
        var now = clock.GetUtcNow();
        var due = await db.Recipients.Where(r => r.CampaignId == campaignId && r.DueAt <= now).OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(SendCampaign.Batch).ToListAsync(ct);
        if (due.Count == 0)
        {
            if (!await db.Recipients.AnyAsync(r => r.CampaignId == campaignId && r.DueAt != null, ct)) campaign.Finish(now);
        }
        else await Write(campaign, due, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return due.Count;
    }

    async Task Write(CareCampaign campaign, List<CareRecipient> due, DateTimeOffset now, CancellationToken ct)
    {
        var terms = await settings.Care(ct);
        var facts = await customers.FactsOf([.. due.Select(r => r.CustomerId).OfType<long>()], ct);
        var judged = (await audience.Judge([.. facts.Values.DistinctBy(c => c.Id)], [], campaign.Purpose, terms.RestDays, ct)).ToDictionary(c => c.Customer.Id);
        var written = new HashSet<long>();
        var sender = campaign.SenderName.Length > 0 ? campaign.SenderName : terms.Sender;
        foreach (var recipient in due)
        {
            var candidate = recipient.CustomerId is { } id && facts.GetValueOrDefault(id) is { } customer ? judged.GetValueOrDefault(customer.Id) : null;
            // Two records that have become one get one mail.
            if (candidate is null || !written.Add(candidate.Customer.Id)) recipient.Leave(CareOut.Gone);
            else if (candidate.Out is { } why) recipient.Leave(why);
            else if (PoliteHours.Next(candidate.Customer.Zone, now) is var hour && hour > now) recipient.Wait(hour); // the night has come in the meantime
            else
            {
                var letter = campaign.Letter(recipient.Half);
                var link = campaign.LinkUrl is null ? "" : await addresses.Click(recipient.Id, ct);
                await mails.Send(db, KeyOf(recipient.Id), "care.campaign", campaign.Purpose, candidate, letter.Subject.In(candidate.To.Language), letter.Body.In(candidate.To.Language),
                    CareMails.Values(candidate.To, candidate.Customer, sender, link), sender, null, ct);
                recipient.Send(now);
            }
        }
    }

    public const string KeyPrefix = "care:campaign:";

    public static string KeyOf(long recipientId) => KeyPrefix + recipientId.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Begins campaigns whose hour has come, and writes to those whose day has begun since.</summary>
internal sealed class SendDueCampaigns(CareDb db, CampaignSender sender, TimeProvider clock) : ISweep
{
    public string Cron => "40 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await db.Campaigns.Where(c => c.State == CareCampaignState.Scheduled && c.ScheduledAt <= now).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct))
        {
            await using var transaction = await db.Begin(ct);
            if (await db.LockCampaign(id, ct) is { State: CareCampaignState.Scheduled } campaign)
            {
                campaign.Start(null, now);
                await db.Sending(campaign, campaign.StartedById, ct);
                await transaction.CommitAsync(ct);
            }
            db.ChangeTracker.Clear();
        }
        foreach (var id in await db.Campaigns.Where(c => c.State == CareCampaignState.Sending && c.ListedAt != null).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct))
            while (await sender.SendDue(id, ct) > 0) { }
    }
}
