using Crm.Platform;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Microsoft.Extensions.Configuration;

namespace Crm.Staff.Features.Sessions;

/// <summary>Makes the links by which people choose a password, and mails them.</summary>
internal sealed class PasswordMails(StaffDb db, Texts texts, TimeProvider clock, IConfiguration configuration)
{
    /// <summary>Invites a new colleague; the answer is the address, for an installation that cannot mail yet.</summary>
    public string Invite(StaffMember member) => Send(member, PasswordLink.InvitationLasts, "staff.invitation");

    /// <summary>Lets somebody who forgot the password choose a new one.</summary>
    public string Reset(StaffMember member) => Send(member, PasswordLink.ResetLasts, "staff.reset");

    string Send(StaffMember member, TimeSpan lasts, string purpose)
    {
        var (link, secret) = PasswordLink.New(member.Id, clock.GetUtcNow(), lasts);
        db.PasswordLinks.Add(link);
        var language = member.Language ?? "en";
        var site = PublicUrl.Of(configuration, "");
        var url = $"{site}/sign-in/reset?token={secret}";
        db.SendMail($"{purpose}.{Convert.ToHexString(link.Hash)[..24]}", purpose, member.Email, member.NameIn(language),
            texts.In(language, purpose + ".subject"), texts.In(language, purpose + ".text", member.NameIn(language), url, site), secret: true);
        return url;
    }
}
