using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Platform.Privacy;

/// <summary>What the platform keeps of a subject: mails written to it, notices and lines of the trail about it.</summary>
internal sealed class KeptData(PlatformDb db, SubjectVault vault) : ISubjectData
{
    public int Order => 90;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var opener = await vault.Of([subjectId], ct);
        var mails = await db.Mail.AsNoTracking().Where(m => m.CustomerId == subjectId).OrderBy(m => m.Id).ToListAsync(ct);
        var lines = await db.Audit.AsNoTracking().Where(a => a.SubjectId == subjectId).OrderBy(a => a.Id).Select(a => new { a.At, a.Action, a.Entity, a.Change }).ToListAsync(ct);
        return
        [
            new("privacy.mails", Fate.Sealed, [.. mails.Select(opener.Open).OfType<MailRow>().Select(m => Row(("privacy.at", m.CreatedAt), ("privacy.mail.to", m.ToAddress), ("privacy.mail.subject", m.Subject), ("privacy.mail.text", m.Secret ? null : m.TextBody)))]),
            new("privacy.trail", Fate.Sealed, [.. lines.Select(a => Row(("privacy.at", a.At), ("privacy.act", a.Action), ("privacy.about", $"{a.Entity} ({a.Change})")))]),
        ];
    }
}
