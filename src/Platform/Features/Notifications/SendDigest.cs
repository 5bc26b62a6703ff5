using System.Globalization;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Mail;
using Crm.Platform.Privacy;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Crm.Platform.Features.Notifications;

/// <summary>
/// Once a day, from nine in a person's own zone, else the installation's: one mail with what they have not read since it came. A notice is in one
/// digest at most; marks and mail are one transaction.
/// </summary>
internal sealed class SendDigest(PlatformDb db, SubjectVault vault, IMailboxes mailboxes, Texts texts, InstallationZone home, TimeProvider clock, IConfiguration configuration) : ISweep
{
    const int Hour = 9, Most = 50;

    public string Cron => "0 5 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var people = await db.Notifications.Where(n => n.ReadAt == null && n.DigestedAt == null).Select(n => n.StaffId).Distinct().ToListAsync(ct);
        foreach (var (person, mailbox) in await mailboxes.Of(people, ct))
        {
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(mailbox.Zone) ?? home.Zone;
            var today = zone.At(clock.GetUtcNow());
            var nine = zone.Instant(today.Date.AddHours(Hour));
            if (today.Hour < Hour) continue;
            var unread = await db.Notifications.Where(n => n.StaffId == person && n.ReadAt == null && n.DigestedAt == null && n.At < nine).OrderByDescending(n => n.Id).ToListAsync(ct);
            if (unread.Count == 0) continue;
            foreach (var notice in unread) notice.DigestedAt = clock.GetUtcNow();
            Send(person, mailbox, zone, today, unread, await vault.Of(unread.Select(n => n.SubjectId), ct));
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }
    }

    void Send(long person, Mailbox mailbox, DateTimeZone zone, DateTime today, List<NotificationRow> unread, Opener opener)
    {
        var language = mailbox.Language;
        var (all, subject) = (PublicUrl.Of(configuration, "/notifications"), texts.In(language, "notifications.digest.subject", unread.Count));
        var greeting = texts.In(language, "notifications.digest.greeting", mailbox.Name, unread.Count);
        var more = unread.Count > Most ? texts.In(language, "notifications.digest.more", unread.Count - Most) : null;
        var lines = unread.Take(Most).Select(n => (
            At: zone.At(n.At).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            Says: texts.Say(language, n.Text, opener.ArgsOf(n.SubjectId, n.Args, texts.In(language, "privacy.erased"))),
            Url: PublicUrl.Of(configuration, n.Url))).ToList();
        var text = $"{greeting}\n\n{string.Concat(lines.Select(l => $"- {l.At}  {l.Says}\n  {l.Url}\n"))}{(more is null ? "" : more + "\n")}\n{all}\n";
        var body = MailHtml.Of($"""
            {MailHtml.Text(greeting)}{MailHtml.List(lines.Select(l => MailHtml.Of($"{l.At} {MailHtml.Link(l.Url, l.Says)}")))}{MailHtml.Text(more ?? "")}{MailHtml.Button(all, texts.In(language, "notifications.all"))}
            """);
        db.SendMail($"digest:{person}:{today:yyyy-MM-dd}", "staff.digest", mailbox.Email, mailbox.Name, subject, text, MailHtml.Page(language, subject, body), secret: true); // it names customers: kept until it is sent, and no longer
    }
}
