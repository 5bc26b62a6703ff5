using System.Security.Cryptography;
using System.Text;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.MemberPage;

/// <summary>Who has come in by a link: a customer, and how they stand if they are a member.</summary>
/// <param name="MemberId">Null: not a member yet.</param>
/// <param name="Pending">Earned, and not to be spent yet.</param>
/// <param name="Expiring">How many points go at <paramref name="NextExpiry"/>.</param>
internal sealed record Visitor(long SessionId, long CustomerId, long? MemberId, string? Name, long Spendable, long Pending, long Shortfall, DateTimeOffset? JoinedAt, int TierRank, DateTimeOffset? NextExpiry, long Expiring)
{
    /// <summary>For what only members do.</summary>
    public long Member => MemberId ?? throw new MissingException("member");
}

/// <summary>
/// Makes links and lets in whoever holds one. A token is random and sealed under the installation's keys, with what it is
/// for; the database knows its hash. Nothing about the customer stands in it, and nobody can make one up.
/// </summary>
internal sealed class MemberDoor(LoyaltyDb db, IDataProtectionProvider protection)
{
    const int Random = 16, Longest = 400;

    readonly IDataProtector links = protection.CreateProtector("loyalty.member.link"), sessions = protection.CreateProtector("loyalty.member.session");
    (string? Token, Visitor? Visitor)? known;

    /// <summary>Session, member and balance in one question, asked for every page.</summary>
    static readonly Compiled<Func<LoyaltyDb, byte[], DateTimeOffset, CancellationToken, Task<Visitor?>>> Entering = new(() => EF.CompileAsyncQuery((LoyaltyDb db, byte[] hash, DateTimeOffset now, CancellationToken ct) => (
        from s in db.MemberSessions
        where s.TokenHash == hash && s.EndedAt == null && s.ExpiresAt > now
        from m in db.Members.Where(m => m.CustomerId == s.CustomerId).DefaultIfEmpty()
        let next = db.Lots.Where(l => l.MemberId == m!.Id && l.Remainder > 0 && l.ExpiresAt > now).Min(l => (DateTimeOffset?)l.ExpiresAt)
        select new Visitor(s.Id, s.CustomerId, (long?)m!.Id, m.CustomerName,
            db.Lots.Where(l => l.MemberId == m.Id && l.Remainder > 0 && l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), db.Lots.Where(l => l.MemberId == m.Id && l.Remainder > 0 && l.AvailableAt > now).Sum(l => l.Remainder), (long?)m.Shortfall ?? 0, (DateTimeOffset?)m.JoinedAt, (int?)m.TierRank ?? 0,
            next, db.Lots.Where(l => l.MemberId == m.Id && l.Remainder > 0 && l.ExpiresAt == next).Sum(l => l.Remainder))).SingleOrDefault()));

    public string NewLink() => New(links);

    public string NewSession() => New(sessions);

    public bool IsLink(string? token) => IsGenuine(links, token);

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    /// <summary>Whoever holds this session; null when it is over, or nobody's. Asked once a request.</summary>
    public async Task<Visitor?> Enter(string? token, CancellationToken ct)
    {
        if (known is { } asked && asked.Token == token) return asked.Visitor;
        var visitor = IsGenuine(sessions, token) ? await Entering.For(db)(db, HashOf(token!), db.Clock.GetUtcNow(), ct) : null;
        known = (token, visitor);
        return visitor;
    }

    /// <summary>The same, for an act that needs somebody.</summary>
    public async Task<Visitor> MustEnter(string? token, CancellationToken ct) => await Enter(token, ct) ?? throw new MissingException("member session");

    static string New(IDataProtector protector) => WebEncoders.Base64UrlEncode(protector.Protect(RandomNumberGenerator.GetBytes(Random)));

    static bool IsGenuine(IDataProtector protector, string? token)
    {
        if (token is not { Length: > 0 and <= Longest } || !token.All(char.IsAscii)) return false;
        try { return protector.Unprotect(WebEncoders.Base64UrlDecode(token)).Length == Random; }
        catch (Exception e) when (e is CryptographicException or FormatException) { return false; }
    }
}
