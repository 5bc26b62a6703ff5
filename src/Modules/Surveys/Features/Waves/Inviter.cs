using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
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
internal sealed class Inviter(SurveysDb db, Links links, TimeProvider clock)
{
    /// <summary>An invitation with the address of its link, which is nowhere stored. Without a mail address it is kept as not deliverable.</summary>
    public async Task<(Invitation Invitation, string Address)> Invite(Wave wave, long versionId, string? occasion, CustomerFacts customer, Recipient to, CancellationToken ct, Delivery? delivery = null)
    {
        var token = (await links.Signer(ct)).NewToken();
        var invitation = Invitation.To(wave, versionId, occasion, customer, to.ContactId, to.Language, LinkSigner.HashOf(token), delivery ?? (to.Email is null ? Delivery.Undeliverable : Delivery.Mail), clock.GetUtcNow());
        db.Invitations.Add(invitation);
        return (invitation, links.AddressOf(token, to.Language));
    }

    public void Mail(Invitation invitation, Recipient to, CustomerFacts customer, string subject, string text)
    {
        if (invitation.Delivery == Delivery.Mail)
            db.SendMail($"survey:{Convert.ToHexStringLower(invitation.TokenHash)}", "survey.invitation", to.Email!, to.Name, subject, text, customerId: customer.Id, due: PoliteHours.Next(customer.Zone, clock.GetUtcNow()));
    }

    /// <summary>Last day of the link, in the customer's zone.</summary>
    public static string Until(Invitation invitation, CustomerFacts customer) => invitation.ExpiresAt is { } until
        ? (DateTimeZoneProviders.Tzdb.GetZoneOrNull(customer.Zone) ?? DateTimeZone.Utc).At(until).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : "";
}
