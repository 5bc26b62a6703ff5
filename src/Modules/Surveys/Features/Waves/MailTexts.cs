using Crm.Platform.Localization;
using Crm.Surveys.Domain;

namespace Crm.Surveys.Features.Waves;

/// <summary>Which mail is written.</summary>
internal enum MailKind { Invite, Remind, Ticket, Resurvey }

/// <summary>The mails of waves: the shipped words, or a wave's own, with what is known of the person put in.</summary>
internal sealed class MailTexts(Texts texts, Platform.Localization.Templates templates)
{
    /// <summary>What may stand in a text, with what it may look like.</summary>
    public static readonly IReadOnlyList<string> Placeholders = ["name", "survey", "intro", "link", "until", "ticket", "points"];

    public static readonly IReadOnlyDictionary<string, object?> Sample = Placeholders.ToDictionary(p => p, _ => (object?)"x");

    public (string Subject, string Text) Compose(MailKind kind, Wave wave, string language, IReadOnlyDictionary<string, object?> values, string decline)
    {
        var (subject, text) = WordsOf(kind, wave.Mails, language);
        return (OneLine(templates.Fill(subject, values)), templates.Fill(text, values).TrimEnd() + "\n\n" + texts.In(language, "surveys.mail.decline", decline) + "\n");
    }

    /// <summary>How the mails of a wave read, for a customer made up.</summary>
    public IReadOnlyList<CheckWave.Sample> Samples(Wave wave, SurveyDefinition definition, WaveMails own)
    {
        var invite = wave.Kind switch { WaveKind.AfterTicket => MailKind.Ticket, WaveKind.Resurvey => MailKind.Resurvey, _ => MailKind.Invite };
        return [.. new[] { invite, MailKind.Remind }.SelectMany(kind => Texts.Languages.Select(language =>
        {
            var (subject, text) = WordsOf(kind, own, language);
            var values = new Dictionary<string, object?>
            {
                ["name"] = texts.In(language, "surveys.mails.sample.name"), ["survey"] = definition.Title.In(language), ["intro"] = definition.Intro.In(language), ["link"] = "https://…/s/…", ["until"] = "2026-12-31",
                ["ticket"] = "W000042", ["points"] = wave.Points?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
            };
            return new CheckWave.Sample(kind, language, OneLine(Fill(subject, values)), Fill(text, values).TrimEnd() + "\n\n" + texts.In(language, "surveys.mail.decline", "https://…/s/…/stop"));
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

    static string? Own(LocalText text, string language) => text.IsEmpty ? null : text.In(language);

    static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
