using System.Globalization;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Invites a wave's audience, batch by batch. A crash in between invites nobody twice: the occasion is unique in the wave.</summary>
internal sealed class SendInvitations(SurveysDb db, Links links, Inviter inviter, Audience audience, WavePulse pulse) : IJob<SendInvitations.Args>
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
        while (wave.State == WaveState.Sending && await audience.Page(wave, place.After, Batch, ct) is { } page)
        {
            var candidates = await audience.Judge(wave, page.Rows, occasions: false, ct);
            var (added, lost) = (0, 0);
            // Without an address they are invited all the same: on paper, or by phone.
            foreach (var candidate in candidates.Where(c => c.Out is null or Fallout.NoAddress))
            {
                var (invitation, address) = await inviter.Invite(wave, version, Occasion(wave, candidate), candidate.Customer, candidate.To, ct);
                await inviter.Mail(MailKind.Invite, wave, definition, invitation, candidate.To, candidate.Customer, address, ct);
                added++;
                if (invitation.Delivery == Delivery.Undeliverable) lost++;
            }
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            place = new(page.Last, place.Seen + page.Rows.Count, place.Invited + added, place.Undeliverable + lost, place.Resting + candidates.Count(c => c.Out == Fallout.Resting));
            await progress.Report(place.Seen, null, place);
            await pulse.Beat(wave.Id, ct);
            wave = await db.Waves.AsNoTracking().SingleAsync(w => w.Id == args.WaveId, ct); // closed by hand in the meantime: stop
        }
        var done = await db.Waves.SingleAsync(w => w.Id == args.WaveId, ct);
        done.Sent();
        await db.SaveChangesAsync(ct);
        return new Outcome(place.Invited, place.Undeliverable, place.Resting);
    }

    static string Occasion(Wave wave, Candidate candidate) => wave.Contacts == WaveContacts.Every && candidate.Contact is { } contact
        ? string.Create(CultureInfo.InvariantCulture, $"contact:{contact.Id}")
        : string.Create(CultureInfo.InvariantCulture, $"customer:{candidate.Customer.Id}");
}
