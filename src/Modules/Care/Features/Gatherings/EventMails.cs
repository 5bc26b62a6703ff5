using System.Globalization;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using NodaTime;

namespace Crm.Care.Features.Gatherings;

/// <summary>The mails of events. Whoever signed up is told what they asked for, whatever they think of advertising; an invitation asks for consent like all care.</summary>
internal sealed class EventMails(CareDb db, CareMails mails, CareAddresses addresses, Texts texts, ISettings settings, ICustomerDirectory customers, IAudienceFacts audience)
{
    /// <summary>"2026-05-01 14:00 – 16:00 (Asia/Shanghai)".</summary>
    public static string Time(Gathering g) => Time(g.StartsAt, g.EndsAt, g.Zone);

    public static string Time(DateTimeOffset startsAt, DateTimeOffset endsAt, string zoneId)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneId) ?? DateTimeZone.Utc;
        var (from, to) = (zone.At(startsAt), zone.At(endsAt));
        var end = to.ToString(from.Date == to.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{from.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} – {end} ({zone.Id})";
    }

    public async Task Invite(Gathering gathering, SignUp signUp, CareCandidate candidate, CancellationToken ct)
    {
        var link = await addresses.Event(CareLinkKind.Invitation, gathering.Id, candidate.Customer.Id, candidate.To.Language, ct);
        var sender = (await settings.Care(ct)).Sender;
        var (subject, body) = Words("invite", gathering, candidate.To.Language);
        await mails.Send(db, $"care:invitation:{gathering.Id}:{candidate.Customer.Id}", "care.invitation", Purpose.Care, candidate, subject, body + "{{sender}}", Values(gathering, candidate.To, link, sender), sender, null, ct);
        signUp.Invite(db.Clock.GetUtcNow());
    }

    /// <summary>Says whether there is a place.</summary>
    public Task Answer(Gathering gathering, SignUp signUp, CancellationToken ct, bool promoted = false) =>
        Tell(gathering, signUp, promoted ? "promoted" : signUp.State == SignUpState.Booked ? "booked" : "waiting", signUp.SignedUpAt?.ToUnixTimeMilliseconds() ?? 0, ct);

    public Task Remind(Gathering gathering, SignUp signUp, CancellationToken ct) => Tell(gathering, signUp, "remind", gathering.StartsAt.ToUnixTimeSeconds(), ct);

    public Task CalledOff(Gathering gathering, SignUp signUp, CancellationToken ct) => Tell(gathering, signUp, "cancelled", 0, ct);

    async Task Tell(Gathering gathering, SignUp signUp, string what, long occasion, CancellationToken ct)
    {
        CareReceiver to;
        if (signUp.CustomerId is { } id)
        {
            if ((await customers.FactsOf([id], ct)).GetValueOrDefault(id) is not { Erased: false } customer) return;
            var contact = customer.Kind == CustomerKind.Organisation ? (await audience.KeyContacts([customer.Id], ct)).GetValueOrDefault(customer.Id) : null;
            to = new(contact?.Name ?? customer.Name, contact?.Email ?? customer.Email, contact?.Language ?? customer.Language);
        }
        else to = new(signUp.Name ?? "", signUp.Email, signUp.Language);
        if (to.Email is null) return;
        var link = signUp.CustomerId is { } known ? await addresses.Event(CareLinkKind.Invitation, gathering.Id, known, to.Language, ct) : await addresses.Event(CareLinkKind.Place, signUp.Id, 0, to.Language, ct);
        var (subject, body) = Words(what, gathering, to.Language);
        var sender = (await settings.Care(ct)).Sender;
        var mail = mails.Compose(Purpose.Service, to.Language, subject, body, Values(gathering, to, link, sender), null);
        db.SendMail($"care:event:{what}:{signUp.Id}:{occasion}", "care.event", to.Email, to.Name, mail.Subject, mail.Text, mail.Html, signUp.CustomerId, fromName: sender.Length > 0 ? sender : null);
    }

    // The product's words with placeholders in their holes, so that names and titles are filled in as they are into every mail.
    (string Subject, string Body) Words(string what, Gathering g, string language)
    {
        var place = string.Join(" · ", new[] { g.Place.Length > 0 ? "{{place}}" : "", g.OnlineUrl is { Length: > 0 } ? "{{online}}" : "" }.Where(p => p.Length > 0));
        return (texts.In(language, $"care.event.mail.{what}.subject", "{{event}}"), texts.In(language, $"care.event.mail.{what}.text", "{{name}}", "{{event}}", "{{time}}", place, "{{link}}") + (what == "invite" && g.Text.In(language).Length > 0 ? "\n\n" + Plain(g.Text.In(language)) : "") + "\n\n");
    }

    static Dictionary<string, object?> Values(Gathering g, CareReceiver to, string link, string sender) => new()
    {
        ["name"] = to.Name, ["event"] = g.Title.In(to.Language), ["time"] = Time(g), ["place"] = g.Place, ["online"] = g.OnlineUrl ?? "", ["link"] = link, ["sender"] = sender,
    };

    /// <summary>What an event is about is no template.</summary>
    static string Plain(string text) => text.Replace("{{", "{ {", StringComparison.Ordinal);
}
