using System.Collections.Concurrent;
using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Surveys.Features.Public;

/// <summary>What never changes once it is there, kept in memory: the signing key and the published questionnaires.</summary>
internal sealed class SurveyCache
{
    readonly ConcurrentDictionary<long, SurveyDefinition> versions = new();
    LinkSigner? signer;

    public async ValueTask<LinkSigner> Signer(SurveysDb db, CancellationToken ct) =>
        signer ??= new LinkSigner(await db.LinkKeys.OrderBy(k => k.Id).Select(k => k.Key).FirstAsync(ct));

    public async ValueTask<SurveyDefinition> Version(SurveysDb db, long id, CancellationToken ct)
    {
        if (versions.TryGetValue(id, out var known)) return known;
        return versions[id] = await db.Versions.Where(v => v.Id == id).Select(v => v.Definition).SingleAsync(ct);
    }
}

/// <summary>A link, followed: what it leads to, and in which state.</summary>
/// <param name="Invitation">Null for the first visit through a public link.</param>
internal sealed record Opened(LinkSigner Signer, Invitation? Invitation, Wave Wave, long VersionId, SurveyDefinition Definition, LinkState State);

/// <summary>Makes links and follows them.</summary>
internal sealed class Links(SurveysDb db, SurveyCache cache, ICustomerDirectory customers, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>Invitation and wave in one question, which every page of every survey asks.</summary>
    static readonly Compiled<Func<SurveysDb, byte[], CancellationToken, Task<Pair?>>> Following = new(() => EF.CompileAsyncQuery((SurveysDb db, byte[] hash, CancellationToken ct) =>
        (from i in db.Invitations.AsNoTracking() join w in db.Waves.AsNoTracking() on i.WaveId equals w.Id where i.TokenHash == hash select new Pair { Invitation = i, Wave = w }).SingleOrDefault()));

    sealed class Pair
    {
        public required Invitation Invitation { get; init; }
        public required Wave Wave { get; init; }
    }

    public ValueTask<LinkSigner> Signer(CancellationToken ct) => cache.Signer(db, ct);

    public ValueTask<SurveyDefinition> Version(long id, CancellationToken ct) => cache.Version(db, id, ct);

    /// <summary>The address a customer opens; the language stands in it, so that the page greets them in it on any device.</summary>
    public string AddressOf(string token, string? language = null) =>
        (configuration["Crm:PublicUrl"] ?? "http://127.0.0.1:5080").TrimEnd('/') + "/s/" + token + (language is null ? "" : "?lang=" + language);

    /// <summary>Where a token leads; null when nobody issued it.</summary>
    public async Task<Opened?> Follow(string? token, CancellationToken ct)
    {
        var signer = await Signer(ct);
        if (!signer.IsGenuine(token)) return null;
        var hash = LinkSigner.HashOf(token!);
        var now = clock.GetUtcNow();
        var found = await Following.For(db)(db, hash, ct);
        // The link of the invitation itself, or one that came later with a reminder or on paper.
        var invitation = found?.Invitation ?? await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => db.InvitationLinks.Any(l => l.TokenHash == hash && l.InvitationId == i.Id), ct);
        var wave = found?.Wave ?? (invitation is null
            ? await db.Waves.AsNoTracking().SingleOrDefaultAsync(w => w.PublicCode == token, ct)
            : await db.Waves.AsNoTracking().SingleAsync(w => w.Id == invitation.WaveId, ct));
        if (wave is null) return null;
        var version = invitation?.VersionId ?? wave.VersionId!.Value;
        var state = invitation?.StateAt(now, wave)
            ?? (wave.Takes(now) ? LinkState.Ready : wave.FullAt is not null ? LinkState.Full : wave.State == WaveState.Closed || wave.ClosesAt <= now ? LinkState.Closed : LinkState.NotOpen);
        return new Opened(signer, invitation, wave, version, await Version(version, ct), state);
    }

    /// <summary>The customer behind an invitation, and what need not be asked.</summary>
    public async Task<(CustomerFacts? Customer, IReadOnlySet<AskedFact> Known)> Customer(long? id, CancellationToken ct)
    {
        var customer = id is { } known && (await customers.FactsOf([known], ct)).TryGetValue(known, out var facts) ? facts : null;
        return (customer, KnownOf(customer));
    }

    public static IReadOnlySet<AskedFact> KnownOf(CustomerFacts? customer)
    {
        var known = new HashSet<AskedFact>();
        if (!string.IsNullOrEmpty(customer?.Industry)) known.Add(AskedFact.Industry);
        if (customer?.Since is not null) known.Add(AskedFact.CooperationBand);
        return known;
    }
}
