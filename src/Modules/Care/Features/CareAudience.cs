using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features;

/// <summary>Whom a mail goes to on behalf of a customer.</summary>
internal sealed record CareReceiver(string Name, string? Email, string Language);

/// <summary>Somebody of an audience: whom to write to, or why nobody is.</summary>
internal sealed record CareCandidate(CustomerFacts Customer, CareReceiver To, CareOut? Out);

/// <summary>Goes through an audience page by page and says of each customer whether they are written to: the check before the start and the sending see the same.</summary>
internal sealed class CareAudience(CareDb db, ICustomerDirectory customers, ICustomerSegments segments, IAudienceFacts facts, IConsents consents, TimeProvider clock)
{
    /// <summary>The next customers of a segment, or of all; none left when empty.</summary>
    public Task<IReadOnlyList<CustomerFacts>> Page(long? segmentId, long after, int limit, CancellationToken ct) =>
        segmentId is { } segment ? segments.Members(segment, after, limit, ct) : customers.Page(after, limit, ct);

    /// <summary>Those of the customers that are meant, each with the reason why not.</summary>
    /// <param name="restDays">0: nobody rests.</param>
    public async Task<IReadOnlyList<CareCandidate>> Judge(IReadOnlyList<CustomerFacts> page, IReadOnlyCollection<CustomerLevel> levels, Purpose purpose, int restDays, CancellationToken ct)
    {
        var meant = page.Where(c => levels.Count == 0 || levels.Contains(c.Level)).ToList();
        var admitted = meant.Where(c => c is { Admission: Admission.Admitted, Erased: false }).ToList();
        var ids = admitted.ConvertAll(c => c.Id);
        var allowing = await consents.Allowing(ids, purpose, ConsentChannel.Email, ct);
        var resting = await Resting(ids, restDays, ct);
        var refused = await JustRefused(ids, purpose, ct);
        var contacts = await facts.KeyContacts([.. admitted.Where(c => c.Kind == CustomerKind.Organisation).Select(c => c.Id)], ct);
        return [.. meant.Select(c =>
        {
            var contact = contacts.GetValueOrDefault(c.Id);
            var to = new CareReceiver(contact?.Name ?? c.Name, contact?.Email ?? c.Email, contact?.Language ?? c.Language);
            CareOut? why = c.Erased ? CareOut.Gone
                : c.Admission != Admission.Admitted ? CareOut.Pending
                : !allowing.Contains(c.Id) || refused.Contains(c.Id) ? CareOut.NoConsent
                : to.Email is null ? CareOut.NoAddress
                : resting.Contains(c.Id) ? CareOut.Resting : null;
            return new CareCandidate(c, to, why);
        })];
    }

    /// <summary>Those who got something of ours within the days: a greeting, a campaign or an invitation.</summary>
    async Task<HashSet<long>> Resting(IReadOnlyCollection<long> ids, int days, CancellationToken ct)
    {
        if (days == 0 || ids.Count == 0) return [];
        var since = clock.GetUtcNow().AddDays(-days);
        var known = ids.Select(id => (long?)id).ToList();
        var resting = (await db.Recipients.Where(r => known.Contains(r.CustomerId) && r.SentAt > since).Select(r => r.CustomerId!.Value).ToListAsync(ct)).ToHashSet();
        resting.UnionWith(await db.Greeted.Where(g => known.Contains(g.CustomerId) && g.At > since).Select(g => g.CustomerId!.Value).ToListAsync(ct));
        resting.UnionWith(await db.SignUps.Where(s => known.Contains(s.CustomerId) && s.InvitedAt > since).Select(s => s.CustomerId!.Value).ToListAsync(ct));
        return resting;
    }

    /// <summary>Who refused a moment ago: the consent ledger hears of it within seconds, and these seconds count.</summary>
    async Task<HashSet<long>> JustRefused(IReadOnlyCollection<long> ids, Purpose purpose, CancellationToken ct)
    {
        var since = clock.GetUtcNow().AddHours(-1);
        var known = ids.Select(id => (long?)id).ToList();
        var said = await db.Choices.Where(c => known.Contains(c.CustomerId) && c.Purpose == purpose && c.At > since).OrderBy(c => c.Id).Select(c => new { Id = c.CustomerId!.Value, c.Allowed }).ToListAsync(ct);
        return [.. said.GroupBy(c => c.Id).Where(g => !g.Last().Allowed).Select(g => g.Key)];
    }
}
