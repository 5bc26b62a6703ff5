using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Platform.Mail;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>A survey mail leaves in the morning only where its link still leads to questions and its reader has not refused meanwhile.</summary>
internal sealed class LivingLinks(SurveysDb db, IConsents consents, TimeProvider clock) : IMailGuard
{
    public string Purpose => "survey.invitation";

    public async Task<IReadOnlySet<string>> StillWanted(IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var read = keys.ToDictionary(k => k, k => k.Split(':'));
        long[] reminded = [.. read.Values.Where(IsReminder).Select(k => long.Parse(k[1], CultureInfo.InvariantCulture))];
        byte[][] hashes = [.. read.Values.Where(k => !IsReminder(k)).Select(k => Convert.FromHexString(k[1]))];
        var found = await (from i in db.Invitations.AsNoTracking()
                           join w in db.Waves.AsNoTracking() on i.WaveId equals w.Id
                           where reminded.Contains(i.Id) || hashes.Contains(i.TokenHash)
                           select new { Invitation = i, Wave = w }).ToListAsync(ct);
        var allowing = await consents.Allowing([.. found.Select(f => f.Invitation.CustomerId).OfType<long>().Distinct()], Contracts.Customers.Purpose.Survey, ConsentChannel.Email, ct);
        var alive = found.Where(f => f.Invitation.StateAt(now, f.Wave) is LinkState.Ready or LinkState.NotOpen && f.Invitation.CustomerId is { } id && allowing.Contains(id)).Select(f => f.Invitation).ToList();
        var ids = alive.Select(i => i.Id.ToString(CultureInfo.InvariantCulture)).ToHashSet();
        var links = alive.Select(i => Convert.ToHexStringLower(i.TokenHash)).ToHashSet();
        return read.Where(k => (IsReminder(k.Value) ? ids : links).Contains(k.Value[1])).Select(k => k.Key).ToHashSet();
    }

    static bool IsReminder(string[] key) => key.Length > 2;
}
