using System.Collections.Concurrent;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Platform;
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

    /// <summary>The latest version of every survey, by survey.</summary>
    public async Task<SortedDictionary<long, SurveyDefinition>> Latest(SurveysDb db, CancellationToken ct)
    {
        var latest = new SortedDictionary<long, SurveyDefinition>();
        foreach (var version in await db.Versions.GroupBy(v => v.SurveyId).Select(g => new { g.Key, Id = g.Max(v => v.Id) }).ToListAsync(ct)) latest[version.Key] = await Version(db, version.Id, ct);
        return latest;
    }
}

/// <summary>A link, followed: what it leads to, and in which state.</summary>
/// <param name="Invitation">Null for the first visit through a public link.</param>
internal sealed record Opened(LinkSigner Signer, Invitation? Invitation, Wave Wave, long VersionId, SurveyDefinition Definition, LinkState State)
{
    /// <summary>How far somebody has come; null as well where it is sealed under another link: no page is left out whose answers are not there.</summary>
    public Draft? Draft { get; init; }

    /// <summary>What was answered so far.</summary>
    public AnswerSheet Answers { get; init; } = [];

    /// <summary>The coupon that is given for an answer while the wave's budget lasts.</summary>
    public CouponPromise? Offer => Invitation?.CustomerId is null ? null : Wave.Gift.Coupon;

    public AnswerMarks Marks { get; init; } = new(0, null, false);
}

/// <summary>What answers of a survey are measured by when they are finished.</summary>
/// <param name="Duplicate">Who was asked has an answer in this wave already, which asks once.</param>
internal sealed record AnswerMarks(int LowMark, CleaningRules? Cleaning, bool Duplicate);

/// <summary>Makes links and follows them.</summary>
internal sealed class Links(SurveysDb db, SurveyCache cache, ICustomerDirectory customers, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>All that every page of every survey asks, in one question.</summary>
    static readonly Compiled<Func<SurveysDb, byte[], CancellationToken, Task<Found?>>> Following = new(() => EF.CompileAsyncQuery((SurveysDb db, byte[] hash, CancellationToken ct) =>
        (from i in db.Invitations.AsNoTracking()
         join w in db.Waves.AsNoTracking() on i.WaveId equals w.Id
         join s in db.Surveys on i.SurveyId equals s.Id
         join draft in db.Drafts.AsNoTracking() on i.Id equals draft.InvitationId into drafts
         from d in drafts.DefaultIfEmpty()
         where i.TokenHash == hash
         select new Found
         {
             Invitation = i,
             Wave = w,
             Draft = d,
             LowMark = s.LowMark,
             Cleaning = s.Cleaning,
             Duplicate = !w.Anonymous && i.FinishedAt == null && i.CustomerId != null && db.Responses.Any(r => r.WaveId == i.WaveId && r.CustomerId == i.CustomerId && r.ContactId == i.ContactId && r.TicketId == i.TicketId),
         }).SingleOrDefault()));

    sealed class Found
    {
        public required Invitation Invitation { get; init; }
        public required Wave Wave { get; init; }
        public Draft? Draft { get; init; }
        public int LowMark { get; init; }
        public CleaningRules? Cleaning { get; init; }
        public bool Duplicate { get; init; }
    }

    public ValueTask<LinkSigner> Signer(CancellationToken ct) => cache.Signer(db, ct);

    public ValueTask<SurveyDefinition> Version(long id, CancellationToken ct) => cache.Version(db, id, ct);

    /// <summary>The address a customer opens; the language stands in it, so that the page greets them in it on any device.</summary>
    public string AddressOf(string token, string? language = null) =>
        PublicUrl.Of(configuration, "/s/" + token + (language is null ? "" : "?lang=" + language));

    /// <summary>Where a token leads; null when nobody issued it.</summary>
    public async Task<Opened?> Follow(string? token, CancellationToken ct)
    {
        var signer = await Signer(ct);
        if (!signer.IsGenuine(token)) return null;
        var hash = LinkSigner.HashOf(token!);
        var now = clock.GetUtcNow();
        var found = await Following.For(db)(db, hash, ct);
        // Not the invitation's own link, but one that came later with a reminder or on paper.
        if (found is null && await (from l in db.InvitationLinks join i in db.Invitations on l.InvitationId equals i.Id where l.TokenHash == hash select i.TokenHash).SingleOrDefaultAsync(ct) is { } own)
            found = await Following.For(db)(db, own, ct);
        var invitation = found?.Invitation;
        var wave = found?.Wave ?? await db.Waves.AsNoTracking().SingleOrDefaultAsync(w => w.PublicCode == token, ct);
        if (wave is null) return null;
        var version = invitation?.VersionId ?? wave.VersionId!.Value;
        var state = invitation?.StateAt(now, wave)
            ?? (wave.Takes(now) ? LinkState.Ready : wave.FullAt is not null ? LinkState.Full : wave.Ended(now) ? LinkState.Closed : LinkState.NotOpen);
        var answers = found?.Draft is { } draft ? SealedSheet.Open(draft.Answers, token!) : null;
        return new Opened(signer, invitation, wave, version, await Version(version, ct), state) { Draft = answers is null ? null : found!.Draft, Answers = answers ?? [], Marks = new(found?.LowMark ?? 0, found?.Cleaning, found is { Duplicate: true } && wave.AsksOnce(found.Invitation)) };
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
