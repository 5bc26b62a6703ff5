using System.Globalization;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Platform;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Mail;
using Crm.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Care.Features;

/// <summary>The signing key never changes once it is there: kept in memory.</summary>
internal sealed class CareLinkCache
{
    CareLinks? links;

    public async ValueTask<CareLinks> Of(CareDb db, CancellationToken ct) => links ??= new CareLinks(await db.Keys.OrderBy(k => k.Id).Select(k => k.Key).FirstAsync(ct));
}

/// <summary>Makes the addresses that stand in mails.</summary>
internal sealed class CareAddresses(CareDb db, CareLinkCache cache, IConfiguration configuration) : IUnsubscribeLinks
{
    public ValueTask<CareLinks> Links(CancellationToken ct) => cache.Of(db, ct);

    public async ValueTask<string> AddressOf(long customerId, Purpose purpose, string language, CancellationToken ct) =>
        PublicUrl.Of(configuration, $"/u/{(await Links(ct)).Of(CareLinkKind.Refuse, customerId, (long)purpose)}?lang={language}");

    public async ValueTask<string> Click(long recipientId, CancellationToken ct) => PublicUrl.Of(configuration, $"/care/go/{(await Links(ct)).Of(CareLinkKind.Click, recipientId)}");

    public async ValueTask<string> Event(CareLinkKind kind, long id, long customerId, string language, CancellationToken ct) =>
        PublicUrl.Of(configuration, $"/e/{(await Links(ct)).Of(kind, id, customerId)}?lang={language}");
}

/// <summary>A mail as its receiver reads it.</summary>
internal sealed record CareMail(string Subject, string Text, string Html);

/// <summary>Writes mails: fills texts in, marks advertising, adds the way out.</summary>
internal sealed class CareMails(Texts texts, Platform.Localization.Templates templates, CareAddresses addresses)
{
    /// <summary>What may stand in a text.</summary>
    public static readonly IReadOnlyList<string> Placeholders = ["name", "number", "sender", "link", "years", "since"];

    // What becomes a link in the mail; all else that is filled in is words.
    static readonly string[] Addresses = ["link", "online"];

    static readonly IReadOnlyDictionary<string, object?> Sample = Placeholders.ToDictionary(p => p, _ => (object?)"x");

    /// <summary>Whether a text can be filled in.</summary>
    public bool Works(string? text) => templates.Works(text, Sample);

    public static Dictionary<string, object?> Values(CareReceiver to, CustomerFacts? customer, string sender, string link = "", int? years = null) => new()
    {
        ["name"] = to.Name, ["number"] = customer?.Number ?? "", ["sender"] = sender, ["link"] = link, ["years"] = years?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["since"] = customer?.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>
    /// Subject and text in both shapes. The subject of advertising begins with 广告 or AD, as the Measures for the
    /// Administration of Internet E-mail Services (互联网电子邮件服务管理办法, 2006, article 13) ask.
    /// </summary>
    public CareMail Compose(Purpose purpose, string language, string subject, string body, IReadOnlyDictionary<string, object?> values, string? refuse)
    {
        var head = OneLine(Fill(subject, values));
        if (purpose == Purpose.Marketing && !head.StartsWith("广告", StringComparison.Ordinal) && !head.StartsWith("AD", StringComparison.Ordinal)) head = texts.In(language, "care.mail.ad") + head;
        var text = Fill(body, values).TrimEnd();
        var marked = Fill(body, values.ToDictionary(v => v.Key, v => Addresses.Contains(v.Key) ? v.Value : Markdown.Escape((string?)v.Value))).TrimEnd();
        var foot = refuse is null ? "" : "\n\n--\n" + texts.In(language, "care.mail.refuse", refuse);
        var wayOut = refuse is null ? null : MailHtml.Of($"{texts.In(language, "care.mail.refuse.why")} {MailHtml.Link(refuse, texts.In(language, "care.mail.refuse.link"))}");
        return new(head, text + foot + "\n", MailHtml.Page(language, head, Markdown.Html(marked), wayOut));
    }

    /// <summary>Queues a mail nobody asked for: with the way out in it and, for mail programs, in its headers.</summary>
    public async Task Send(ModuleDb db, string key, string kind, Purpose purpose, CareCandidate candidate, string subject, string body, IReadOnlyDictionary<string, object?> values, string? sender, DateTimeOffset? due, CancellationToken ct)
    {
        var refuse = await addresses.AddressOf(candidate.Customer.Id, purpose, candidate.To.Language, ct);
        var mail = Compose(purpose, candidate.To.Language, subject, body, values, refuse);
        db.SendMail(key, kind, candidate.To.Email!, candidate.To.Name, mail.Subject, mail.Text, mail.Html, candidate.Customer.Id, due, headers: MailHeaders.Unsubscribe(refuse), fromName: string.IsNullOrWhiteSpace(sender) ? null : sender);
    }

    // Half-typed braces are shown as they stand.
    string Fill(string template, IReadOnlyDictionary<string, object?> values) => templates.Works(template, values) ? templates.Fill(template, values) : template;

    static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
