using Crm.Contracts.Tickets;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>Short ways to a survey link in tests.</summary>
internal static class SurveyBuilder
{
    /// <summary>A personal link to a survey of its own wave, and its invitation.</summary>
    public static Task<(string Token, long InvitationId)> Invite(this CrmApp app, string template = Templates.AfterTicket, Action<Wave>? wave = null, long? customerId = null, long? ownerId = null, long? teamId = null, long? ticketId = null, WaveTerms? terms = null) =>
        app.Db<SurveysDb, (string, long)>(async db =>
        {
            var now = app.Clock.Now;
            var survey = await db.Surveys.SingleAsync(s => s.Template == template);
            var version = await db.Versions.Where(v => v.SurveyId == survey.Id).OrderByDescending(v => v.Number).FirstAsync();
            var one = Wave.Plan(survey, "Test", WaveKind.PublicLink, now, null, 14, 0, null, now);
            if (terms is not null) one.Agree(terms);
            one.Start(version, null, null, now);
            wave?.Invoke(one);
            db.Waves.Add(one);
            await db.SaveChangesAsync();
            var signer = new LinkSigner(await db.LinkKeys.Select(k => k.Key).SingleAsync());
            var token = signer.NewToken();
            var invitation = Invitation.To(one, version.Id, null, null, null, "en", LinkSigner.HashOf(token), Delivery.ByHand, now);
            if (customerId is { } customer) invitation.MoveTo(customer);
            if (ticketId is { } ticket) invitation.About(new TicketContext(ticket, TicketType.Inquiry, TicketChannel.Phone, null), ownerId, teamId);
            db.Invitations.Add(invitation);
            await db.SaveChangesAsync();
            return (token, invitation.Id);
        });

    /// <summary>Everything the module stores, as one text: for "nothing has changed".</summary>
    public static Task<string> Fingerprint(this CrmApp app) => app.Db<SurveysDb, string>(async db =>
    {
        var parts = new List<string>();
        foreach (var table in new[] { "surveys", "survey_versions", "waves", "invitations", "drafts", "responses", "outbox" })
            parts.Add(table + await db.Database.SqlQueryRaw<string>($"select coalesce(string_agg(t.xmin::text || t::text, '|' order by t::text), '') as \"Value\" from surveys.{table} t").SingleAsync());
        return string.Join('\n', parts);
    });
}
