using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Invites a wave's audience, batch by batch. A crash in between invites nobody twice: the occasion is unique in the wave.</summary>
internal sealed class SendInvitations(SurveysDb db, Links links, Inviter inviter, ICustomerDirectory customers, IConsents consents, ICustomerSegments segments, Texts texts, TimeProvider clock) : IJob<SendInvitations.Args>
{
    const int Batch = 200;

    public sealed record Args(long WaveId);

    public sealed record Place(long After, long Seen, long Invited, long Undeliverable, long Resting);

    public sealed record Outcome(long Invited, long Undeliverable, long Resting);

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var place = progress.Checkpoint<Place>() ?? new Place(0, 0, 0, 0, 0);
        var wave = await db.Waves.AsNoTracking().SingleAsync(w => w.Id == args.WaveId, ct);
        var version = wave.VersionId!.Value;
        var definition = await links.Version(version, ct);
        while (wave.State == WaveState.Sending && await (wave.SegmentId is { } segment ? segments.Members(segment, place.After, Batch, ct) : customers.Page(place.After, Batch, ct)) is { Count: > 0 } page)
        {
            var wanted = page.Where(wave.Invites).ToList();
            var allowing = await consents.Allowing([.. wanted.Select(c => c.Id)], Purpose.Survey, ConsentChannel.Email, ct);
            wanted.RemoveAll(c => !allowing.Contains(c.Id));
            var ids = wanted.Select(c => (long?)c.Id).ToList();
            var rested = clock.GetUtcNow().AddDays(-wave.RestDays);
            // Rest concerns invitations of waves with an audience; questions after a ticket have their own.
            var resting = wave.RestDays == 0 ? [] : (await db.Invitations.Where(i => ids.Contains(i.CustomerId) && i.CreatedAt > rested && i.WaveId != wave.Id && db.Waves.Any(w => w.Id == i.WaveId && w.Kind == WaveKind.Audience))
                .Select(i => i.CustomerId).ToListAsync(ct)).ToHashSet();
            var invited = (await db.Invitations.Where(i => i.WaveId == wave.Id && ids.Contains(i.CustomerId)).Select(i => i.CustomerId).ToListAsync(ct)).ToHashSet();
            var (added, lost) = (0, 0);
            foreach (var customer in wanted.Where(c => !resting.Contains(c.Id) && !invited.Contains(c.Id)))
            {
                var contact = customer.Kind == CustomerKind.Organisation ? (await customers.ContactsOfCustomer(customer.Id, ct)).FirstOrDefault(c => c.Email is not null || c.Key) : null;
                var to = Recipient.Of(customer, contact);
                var (invitation, address) = await inviter.Invite(wave, version, $"customer:{customer.Id.ToString(CultureInfo.InvariantCulture)}", customer, to, ct);
                inviter.Mail(invitation, to, customer, definition.Title.In(to.Language),
                    texts.In(to.Language, "surveys.mail.wave.text", to.Name, definition.Intro.In(to.Language), address, Inviter.Until(invitation, customer)));
                added++;
                if (invitation.Delivery == Delivery.Undeliverable) lost++;
            }
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            place = new(page[^1].Id, place.Seen + page.Count, place.Invited + added, place.Undeliverable + lost, place.Resting + resting.Count);
            await progress.Report(place.Seen, null, place);
            wave = await db.Waves.AsNoTracking().SingleAsync(w => w.Id == args.WaveId, ct); // closed by hand in the meantime: stop
        }
        var done = await db.Waves.SingleAsync(w => w.Id == args.WaveId, ct);
        done.Sent();
        await db.SaveChangesAsync(ct);
        return new Outcome(place.Invited, place.Undeliverable, place.Resting);
    }
}
