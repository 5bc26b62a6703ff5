using System.Globalization;
using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Surveys.Features.Waves;

/// <summary>Who is asked on behalf of a customer: a contact where there is one, else the customer itself.</summary>
internal sealed record Recipient(long? ContactId, string Name, string? Email, string Language)
{
    public static Recipient Of(CustomerFacts customer, ContactFacts? contact) => contact is null
        ? new(null, customer.Name, customer.Email, customer.Language)
        : new(contact.Id, contact.Name, contact.Email ?? customer.Email, contact.Language ?? customer.Language);
}

/// <summary>Makes invitations and their mails; both leave with the caller's save.</summary>
internal sealed class Inviter(SurveysDb db, Links links, MailTexts mails, KnownFacts facts, ICustomerDirectory customers, IConsents consents, IUnsubscribeLinks refusals, TimeProvider clock)
{
    /// <summary>An invitation with the address of its link, which is nowhere stored. Without a mail address it is kept as not deliverable.</summary>
    public async Task<(Invitation Invitation, string Address)> Invite(Wave wave, long versionId, string? occasion, CustomerFacts customer, Recipient to, CancellationToken ct, Delivery? delivery = null)
    {
        var token = (await links.Signer(ct)).NewToken();
        var invitation = Invitation.To(wave, versionId, occasion, customer, to.ContactId, to.Language, LinkSigner.HashOf(token), delivery ?? (to.Email is null ? Delivery.Undeliverable : Delivery.Mail), clock.GetUtcNow());
        db.Invitations.Add(invitation);
        return (invitation, links.AddressOf(token, to.Language));
    }

    /// <summary>Asks one customer after something has happened: contact, latest version, invitation and mail. Null: who it concerns is no longer there, or wants no surveys.</summary>
    /// <param name="about">Says what it is about, before the mail is written.</param>
    public async Task<Invitation?> AskAfter(Wave wave, MailKind mail, string occasion, long customerId, long? contactId, Action<Invitation>? about, CancellationToken ct, string? ticketNumber = null)
    {
        if ((await customers.FactsOf([customerId], ct)).GetValueOrDefault(customerId) is not { Erased: false } customer) return null;
        if (!(await consents.Allowing([customer.Id], Purpose.Survey, ConsentChannel.Email, ct)).Contains(customer.Id)) return null;
        var contact = contactId is { } id ? (await customers.ContactsOf([id], ct)).GetValueOrDefault(id) : null;
        return await AskAfter(wave, mail, occasion, customer, contact, about, ct, ticketNumber);
    }

    public async Task<Invitation> AskAfter(Wave wave, MailKind mail, string occasion, CustomerFacts customer, ContactFacts? contact, Action<Invitation>? about, CancellationToken ct, string? ticketNumber = null)
    {
        var version = await db.Versions.Where(v => v.SurveyId == wave.SurveyId).OrderByDescending(v => v.Number).Select(v => v.Id).FirstAsync(ct);
        var to = Recipient.Of(customer, contact);
        var (invitation, address) = await Invite(wave, version, occasion, customer, to, ct);
        about?.Invoke(invitation);
        await Mail(mail, wave, await links.Version(version, ct), invitation, to, customer, address, ct, ticketNumber);
        return invitation;
    }

    /// <summary>Writes the mail of an invitation, or a reminder of it: each is sent once, within polite hours.</summary>
    public async Task Mail(MailKind kind, Wave wave, SurveyDefinition definition, Invitation invitation, Recipient to, CustomerFacts customer, string address, CancellationToken ct, string? ticketNumber = null)
    {
        if (invitation.Delivery != Delivery.Mail || to.Email is null) return;
        var known = await facts.Of(definition, customer, invitation, ct);
        string Say(LocalText said) => Piping.Fill(said.In(to.Language), known, to.Language);
        var values = new Dictionary<string, object?>
        {
            ["name"] = to.Name, ["survey"] = Say(definition.Title), ["intro"] = Say(definition.Intro), ["link"] = address, ["until"] = Until(invitation.UsableUntil(wave), customer),
            ["ticket"] = ticketNumber ?? "", ["points"] = wave.Points?.ToString(CultureInfo.InvariantCulture) ?? "", ["coupon"] = MailTexts.Of(wave.Gift),
        };
        var mail = mails.Compose(kind, wave.Mails, to.Language, values, MailLinks.Of(address), MailTexts.Asked(definition, Links.KnownOf(customer)), known);
        var key = kind == MailKind.Remind ? $"survey:{invitation.Id.ToString(CultureInfo.InvariantCulture)}:reminder:{(invitation.Reminders + 1).ToString(CultureInfo.InvariantCulture)}" : $"survey:{Convert.ToHexStringLower(invitation.TokenHash)}";
        var due = PoliteHours.Next(customer.Zone, clock.GetUtcNow());
        db.SendMail(key, "survey.invitation", to.Email, to.Name, mail.Subject, mail.Text, mail.Html, customerId: customer.Id, due: due, headers: MailHeaders.Unsubscribe(await refusals.AddressOf(customer.Id, Purpose.Survey, to.Language, ct)));
        if (kind != MailKind.Remind) invitation.Leaves(due);
    }

    /// <summary>A further link to the same invitation.</summary>
    public async Task<string> NewLink(Invitation invitation, CancellationToken ct)
    {
        var token = (await links.Signer(ct)).NewToken();
        db.InvitationLinks.Add(new InvitationLink { TokenHash = LinkSigner.HashOf(token), InvitationId = invitation.Id, CreatedAt = clock.GetUtcNow() });
        return links.AddressOf(token, invitation.Language);
    }

    /// <summary>Last day of the link, in the customer's zone.</summary>
    static string Until(DateTimeOffset? last, CustomerFacts customer) => last is { } until
        ? (DateTimeZoneProviders.Tzdb.GetZoneOrNull(customer.Zone) ?? DateTimeZone.Utc).At(until).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : "";
}
