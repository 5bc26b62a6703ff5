using Crm.Platform.Localization;
using Crm.Platform.Mail;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Html;

namespace Crm.Surveys.Features.Waves;

/// <summary>Which mail is written.</summary>
internal enum MailKind { Invite, Remind, Ticket, Resurvey }

/// <summary>A mail as its receiver reads it.</summary>
internal sealed record WaveMail(string Subject, string Text, string Html);

/// <summary>Where a mail leads: to the questions, and out of any further ones.</summary>
/// <param name="Questions">With the language in it, so that more can be added behind it.</param>
internal sealed record MailLinks(string Questions, string Decline)
{
    public string Scored(int score) => $"{Questions}&score={score.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>Both of one link.</summary>
    public static MailLinks Of(string address) => new(address, address.Replace("?", "/stop?", StringComparison.Ordinal));
}

/// <summary>The mails of waves: the shipped words, or a wave's own, with what is known of the person put in.</summary>
internal sealed class MailTexts(Texts texts, Platform.Localization.Templates templates)
{
    /// <summary>What may stand in a text, with what it may look like.</summary>
    public static readonly IReadOnlyList<string> Placeholders = ["name", "survey", "intro", "link", "until", "ticket", "points", "coupon"];

    public static readonly IReadOnlyDictionary<string, object?> Sample = Placeholders.ToDictionary(p => p, _ => (object?)"x");

    /// <summary>The mail in both shapes. What its words do not say is added: what an answer earns, until when it can be answered, and the way out.</summary>
    /// <param name="asked">The question whose steps stand in the mail, as <see cref="Asked"/> finds it.</param>
    public WaveMail Compose(MailKind kind, WaveMails mails, string language, IReadOnlyDictionary<string, object?> values, MailLinks links, Item? asked, PipedFacts facts)
    {
        var (subject, text) = WordsOf(kind, mails, language);
        return Write(templates.Fill(subject, values), templates.Fill(text, values), language, values, links, asked, facts);
    }

    WaveMail Write(string subject, string text, string language, IReadOnlyDictionary<string, object?> values, MailLinks links, Item? asked, PipedFacts facts)
    {
        var head = OneLine(subject);
        text = text.TrimEnd();
        if (values["coupon"] is string { Length: > 0 } coupon && !text.Contains(coupon, StringComparison.Ordinal)) text += "\n\n" + texts.In(language, "surveys.mail.coupon", coupon);
        if (values["until"] is string { Length: > 0 } until && !text.Contains(until, StringComparison.Ordinal)) text += "\n\n" + texts.In(language, "surveys.mail.until", until);
        return new(head, text + "\n\n" + texts.In(language, "surveys.mail.decline", links.Decline) + "\n", MailHtml.Page(language, head, Body(), MailHtml.Link(links.Decline, texts.In(language, "surveys.mail.decline.link"))));

        // The line that is the link and nothing else is where the writer wants it pressed.
        IHtmlContent Body()
        {
            var (body, led) = (new HtmlContentBuilder(), false);
            foreach (var paragraph in MailHtml.ParagraphsOf(text))
            {
                if (!led && paragraph == links.Questions) (_, led) = (body.AppendHtml(Lead()), true);
                else body.AppendHtml(MailHtml.Paragraph(paragraph, links.Questions));
            }
            if (!led) body.AppendHtml(Lead());
            return body.AppendHtml(MailHtml.Small(MailHtml.Of($"{texts.In(language, "surveys.mail.address")} {MailHtml.Link(links.Questions, links.Questions)}")));
        }

        IHtmlContent Lead() => MailHtml.Of($"{Steps()}{MailHtml.Button(links.Questions, texts.In(language, "surveys.mail.button"))}");

        IHtmlContent Steps() => asked is not { Scale: var (from, to) } ? HtmlString.Empty : MailHtml.Of($"""
            <p><strong>{Say(asked.Text)}</strong></p>{MailHtml.Steps(from, to, links.Scored, Say(asked.Low), Say(asked.High))}
            """);

        string Say(LocalText said) => Piping.Fill(said.In(language), facts, language);
    }

    /// <summary>What a survey is about, when it stands on the page that is opened first: further on, what is chosen in the mail would be lost.</summary>
    public static Item? Asked(SurveyDefinition definition, IReadOnlySet<AskedFact> known) =>
        definition.Outcome is { } outcome && definition.PagesFor(new(), known) is [var first, ..] && first.Items.Contains(outcome) ? outcome : null;

    /// <summary>How the mails of a wave read, for a customer made up.</summary>
    public IReadOnlyList<CheckWave.Sample> Samples(Wave wave, SurveyDefinition definition, WaveMails own)
    {
        var invite = wave.Kind switch { WaveKind.AfterTicket => MailKind.Ticket, WaveKind.Resurvey => MailKind.Resurvey, _ => MailKind.Invite };
        var asked = Asked(definition, new HashSet<AskedFact>());
        return [.. new[] { invite, MailKind.Remind }.SelectMany(kind => Texts.Languages.Select(language =>
        {
            var (subject, text) = WordsOf(kind, own, language);
            var (links, facts) = (MailLinks.Of($"https://…/s/…?lang={language}"), PipedFacts.Sample(language));
            var values = new Dictionary<string, object?>
            {
                ["name"] = texts.In(language, "surveys.mails.sample.name"), ["survey"] = Piping.Fill(definition.Title.In(language), facts, language), ["intro"] = Piping.Fill(definition.Intro.In(language), facts, language), ["link"] = links.Questions, ["until"] = "2026-12-31",
                ["ticket"] = "W000042", ["points"] = wave.Points?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", ["coupon"] = Of(wave.Gift),
            };
            return new CheckWave.Sample(kind, language, Write(Fill(subject, values), Fill(text, values), language, values, links, asked, facts));
        }))];

        // Half-typed braces are shown as they stand.
        string Fill(string template, IReadOnlyDictionary<string, object?> values) => Works(template) ? templates.Fill(template, values) : template;
    }

    /// <summary>Subject and text before anything is put in.</summary>
    public (string Subject, string Text) WordsOf(MailKind kind, WaveMails mails, string language) => kind switch
    {
        MailKind.Remind => (Own(mails.RemindSubject, language) ?? texts.In(language, "surveys.mail.remind.subject"), Own(mails.RemindText, language) ?? texts.In(language, "surveys.mail.remind.text")),
        _ => (Own(mails.InviteSubject, language) ?? texts.In(language, $"surveys.mail.{kind.ToString().ToLowerInvariant()}.subject"), Own(mails.InviteText, language) ?? texts.In(language, $"surveys.mail.{kind.ToString().ToLowerInvariant()}.text")),
    };

    /// <summary>Whether a text can be filled in.</summary>
    public bool Works(string? text) => templates.Works(text, Sample);

    /// <summary>What was written in one language is not for readers of the other.</summary>
    /// <summary>The coupon an answer earns; empty: none.</summary>
    public static string Of(Gift gift) => gift.Coupon is { } coupon ? Show.Written(coupon.Value, coupon.Currency) : "";

    static string? Own(LocalText text, string language) => (language == "zh-CN" ? text.Zh : text.En) is { Length: > 0 } own ? own : null;

    static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
