using System.Globalization;
using System.Net;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
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
        var (text, html) = (new StringBuilder(), new StringBuilder());
        var greeting = texts.In(language, "notifications.digest.greeting", mailbox.Name, unread.Count);
        text.AppendLine(greeting).AppendLine();
        html.Append("<p>").Append(WebUtility.HtmlEncode(greeting)).Append("</p><ul>");
        foreach (var notice in unread.Take(Most))
        {
            var says = texts.Say(language, notice.Text, opener.ArgsOf(notice.SubjectId, notice.Args, texts.In(language, "privacy.erased")));
            var at = zone.At(notice.At).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            var url = PublicUrl.Of(configuration, notice.Url);
            text.Append("- ").Append(at).Append("  ").AppendLine(says).Append("  ").AppendLine(url);
            html.Append("<li>").Append(at).Append(" <a href=\"").Append(WebUtility.HtmlEncode(url)).Append("\">").Append(WebUtility.HtmlEncode(says)).Append("</a></li>");
        }
        var all = PublicUrl.Of(configuration, "/notifications");
        html.Append("</ul>");
        if (unread.Count > Most)
        {
            var more = texts.In(language, "notifications.digest.more", unread.Count - Most);
            text.AppendLine(more);
            html.Append("<p>").Append(WebUtility.HtmlEncode(more)).Append("</p>");
        }
        text.AppendLine().AppendLine(all);
        html.Append("<p><a href=\"").Append(WebUtility.HtmlEncode(all)).Append("\">").Append(WebUtility.HtmlEncode(texts.In(language, "notifications.all"))).Append("</a></p>");
        db.SendMail($"digest:{person}:{today:yyyy-MM-dd}", "staff.digest", mailbox.Email, mailbox.Name, texts.In(language, "notifications.digest.subject", unread.Count), text.ToString(), html.ToString(), secret: true); // it names customers: kept until it is sent, and no longer
    }
}
