using Crm.Contracts.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Somebody of an audience: whom to write to, or why nobody is.</summary>
internal sealed record Candidate(CustomerFacts Customer, ContactFacts? Contact, Fallout? Out)
{
    public Recipient To => Recipient.Of(Customer, Contact);
}

/// <summary>Goes through a wave's audience page by page, and says of each customer, and where the wave asks every contact of each of these, whether they are asked: the check before the start and the sending see the same.</summary>
internal sealed class Audience(SurveysDb db, ICustomerDirectory customers, ICustomerSegments segments, IAudienceFacts facts, IConsents consents, TimeProvider clock)
{
    /// <summary>Waves that count when somebody rests: those that ask of themselves. A question after a ticket answers what the customer began, and has its own rest.</summary>
    static readonly WaveKind[] Restful = [WaveKind.Audience, WaveKind.AfterPurchase, WaveKind.AfterEvent, WaveKind.AfterTier, WaveKind.ContractEnd];

    /// <summary>The next customers, and where to go on; null when there are none.</summary>
    public async Task<(IReadOnlyList<CustomerFacts> Rows, long Last)?> Page(Wave wave, long after, int limit, CancellationToken ct)
    {
        if (wave.Listed)
        {
            var ids = await db.WaveListed.Where(l => l.WaveId == wave.Id && l.CustomerId > after).OrderBy(l => l.CustomerId).Take(limit).Select(l => l.CustomerId).ToListAsync(ct);
            if (ids.Count == 0) return null;
            return ([.. (await customers.FactsOf(ids, ct)).Values.DistinctBy(c => c.Id)], ids[^1]);
        }
        var rows = wave.SegmentId is { } segment ? await segments.Members(segment, after, limit, ct) : await customers.Page(after, limit, ct);
        return rows.Count == 0 ? null : (rows, rows[^1].Id);
    }

    /// <summary>Of these customers those the wave means, admitted or not; of a segment only its members, who are admitted.</summary>
    public async Task<IReadOnlyList<CustomerFacts>> Meant(Wave wave, IReadOnlyList<CustomerFacts> some, CancellationToken ct)
    {
        var meant = some.Where(wave.Means).ToList();
        if (wave.SegmentId is not { } segment || PagesSegment(wave)) return meant;
        var members = await segments.Among(segment, [.. meant.Select(c => c.Id)], ct);
        return meant.FindAll(c => members.Contains(c.Id));
    }

    /// <summary>Whether the segment itself is gone through, so that nobody else is met.</summary>
    static bool PagesSegment(Wave wave) => wave is { Kind: WaveKind.Audience, Listed: false, SegmentId: not null };

    /// <summary>Of these customers those the wave means, each with the reason why not. <paramref name="occasions"/>: asked again for something new, so that an earlier question of the same wave does not count.</summary>
    public async Task<IReadOnlyList<Candidate>> Judge(Wave wave, IReadOnlyList<CustomerFacts> page, bool occasions, CancellationToken ct)
    {
        var meant = await Meant(wave, page, ct);
        var admitted = meant.Where(c => c.Admission == Admission.Admitted).ToList();
        var ids = admitted.Select(c => c.Id).ToList();
        var known = ids.Select(id => (long?)id).ToList();
        var allowing = await consents.Allowing(ids, Purpose.Survey, ConsentChannel.Email, ct);
        var rested = clock.GetUtcNow().AddDays(-wave.RestDays);
        var resting = wave.RestDays == 0 ? [] : (await db.Invitations.Where(i => known.Contains(i.CustomerId) && i.CreatedAt > rested && (occasions || i.WaveId != wave.Id) && db.Waves.Any(w => w.Id == i.WaveId && Restful.Contains(w.Kind)))
            .Select(i => new { i.CustomerId, i.ContactId }).ToListAsync(ct)).Select(i => Person(i.CustomerId, i.ContactId)).ToHashSet();
        var asked = occasions ? [] : (await db.Invitations.Where(i => i.WaveId == wave.Id && known.Contains(i.CustomerId)).Select(i => new { i.CustomerId, i.ContactId }).ToListAsync(ct)).Select(i => Person(i.CustomerId, i.ContactId)).ToHashSet();
        long[] organisations = [.. admitted.Where(c => c.Kind == CustomerKind.Organisation).Select(c => c.Id)];
        var contacts = wave.Contacts == WaveContacts.Every ? await facts.EveryContact(organisations, ct) : (await facts.KeyContacts(organisations, ct)).ToDictionary(c => c.Key, c => (IReadOnlyList<ContactFacts>)[c.Value]);
        return [.. meant.SelectMany(c => (contacts.GetValueOrDefault(c.Id) ?? []).DefaultIfEmpty<ContactFacts?>(null).Select(contact =>
        {
            var person = Person(c.Id, contact?.Id);
            Fallout? why = c.Admission != Admission.Admitted ? Fallout.Pending
                : asked.Contains(person) ? Fallout.Asked
                : !allowing.Contains(c.Id) ? Fallout.NoConsent
                : resting.Contains(person) ? Fallout.Resting
                : Recipient.Of(c, contact).Email is null ? Fallout.NoAddress : null;
            return new Candidate(c, contact, why);
        }))];

        // Where one speaks for an organisation, whoever of it was asked counts; where every contact is asked, each for themselves.
        (long?, long?) Person(long? customer, long? contact) => (customer, wave.Contacts == WaveContacts.Every ? contact : null);
    }
}
