using Crm.Contracts.Tickets;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys.Building;

/// <summary>Short ways to questionnaires in tests.</summary>
internal static class Questionnaires
{
    public static LocalText Both(string en) => LocalText.Of(en, en + "（中文）");

    public static Item Item(string key, ItemKind kind, params string[] options) => new() { Key = key, Kind = kind, Text = Both("Question " + key), Options = [.. options.Select(o => new Option(o, Both("Choice " + o)))] };

    public static Dimension Page(string key, params Item[] items) => new() { Key = key, Title = Both("Page " + key), Items = items };

    public static SurveyDefinition Survey(params Dimension[] pages) => new() { Title = Both("Trial survey"), Dimensions = pages };

    /// <summary>A published survey; returns its id.</summary>
    public static Task<long> Publish(this CrmApp app, SurveyDefinition definition) => app.Db<SurveysDb, long>(async db =>
    {
        var survey = Crm.Surveys.Domain.Survey.Write(definition, null, app.Clock.Now);
        db.Surveys.Add(survey);
        db.Versions.Add(survey.Publish(null, app.Clock.Now));
        await db.SaveChangesAsync();
        return survey.Id;
    });

    /// <summary>A personal link to the latest version.</summary>
    public static Task<string> LinkTo(this CrmApp app, long surveyId, long? customerId = null, TicketContext? ticket = null) => app.Db<SurveysDb, string>(async db =>
    {
        var survey = await db.Surveys.SingleAsync(s => s.Id == surveyId);
        var version = await db.Versions.Where(v => v.SurveyId == surveyId).OrderByDescending(v => v.Number).FirstAsync();
        var wave = Wave.Plan(survey, "Test", WaveKind.PublicLink, app.Clock.Now, null, 14, 0, null, app.Clock.Now);
        wave.Start(version, null, null, app.Clock.Now);
        db.Waves.Add(wave);
        await db.SaveChangesAsync();
        var token = new LinkSigner(await db.LinkKeys.Select(k => k.Key).SingleAsync()).NewToken();
        var invitation = Invitation.To(wave, version.Id, null, null, null, "en", LinkSigner.HashOf(token), Delivery.ByHand, app.Clock.Now);
        if (customerId is { } customer) invitation.MoveTo(customer);
        if (ticket is not null) invitation.About(ticket, null, null);
        db.Invitations.Add(invitation);
        await db.SaveChangesAsync();
        return token;
    });

    public static Task<SurveyDefinition> DraftOf(this CrmApp app, long id) => app.Db<SurveysDb, SurveyDefinition>(db => db.Surveys.Where(s => s.Id == id).Select(s => s.Draft).SingleAsync());

    /// <summary>Keys page by page: "a b | c".</summary>
    public static string Order(this SurveyDefinition survey) => string.Join(" | ", survey.Dimensions.Select(d => string.Join(' ', d.Items.Select(i => i.Key))));
}
