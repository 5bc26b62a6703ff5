using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Coupons;

/// <summary>The coupons that waves of surveys promise for an answer. They are given to whoever was asked, member or not, and mailed to the one who answered.</summary>
internal sealed class SurveyCoupons(LoyaltyDb db, ICustomerDirectory customers, IConsents consents, InstallationZone zone, Texts texts)
{
    public const string Source = "survey";

    public static string KeyOf(long response) => FormattableString.Invariant($"{response}");

    public static string KeyOf(long wave, long customer, long? contact) => FormattableString.Invariant($"wave:{wave}:{customer}") + (contact is null ? "" : FormattableString.Invariant($":{contact}"));

    public async Task Issue(string key, long customerId, long? contactId, CouponPromise promise, CancellationToken ct)
    {
        if (await customers.StillHere(customerId, ct) is not { } customer || await db.Coupons.AnyAsync(c => c.Source == Source && c.Key == key, ct)) return;
        var now = db.Clock.GetUtcNow();
        var coupon = new Coupon(customer.Id, customer.OwnerId, customer.TeamId, promise.Value, promise.Currency, zone.DayOf(now).AddDays(promise.Days), Source, key, now);
        db.Coupons.Add(coupon);
        var contact = contactId is { } id ? (await customers.ContactsOf([id], ct)).GetValueOrDefault(id) : null;
        // Promised with the survey, and told under the same consent; the page of the survey shows it in any case.
        if ((contact?.Email ?? customer.Email) is not { } address || !(await consents.Allowing([customer.Id], Purpose.Survey, ConsentChannel.Email, ct)).Contains(customer.Id)) return;
        var (to, name) = (contact?.Language ?? customer.Language, contact?.Name ?? customer.Name);
        var text = texts.In(to, "loyalty.mail.coupon.text", name, Show.Written(coupon.Value, coupon.Currency), coupon.Shown, coupon.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        db.SendMail($"survey-coupon:{key}", "loyalty.coupon", address, name, texts.In(to, "loyalty.mail.coupon.subject"), text, customerId: customer.Id, due: PoliteHours.Next(customer.Zone, now), secret: true);
    }
}
