using Crm.Contracts.Customers;
using Crm.Customers.Features.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>Answers for the tests of feedback, improvements and call backs, stored as the public page would.</summary>
internal static class ImproveWorld
{
    public static Task<long> SomeCustomer(this CrmApp app, string name, string? email = null, string language = "en") =>
        app.Send(new RegisterCustomer.Command { Kind = CustomerKind.Individual, Name = name, Language = language, Emails = email is null ? [] : [new() { Value = email }], AllowDuplicate = true }, "admin");

    /// <summary>A wave of the satisfaction survey that has gone out now.</summary>
    public static Task<long> NewWave(this CrmApp app, string title, string template = Templates.CustomerSatisfaction) => app.Db<SurveysDb, long>(async db =>
    {
        var survey = await db.Surveys.SingleAsync(s => s.Template == template);
        var wave = Wave.Plan(survey, title, WaveKind.PublicLink, app.Clock.Now, null, 30, 0, null, app.Clock.Now);
        wave.Start(await db.Versions.Where(v => v.SurveyId == survey.Id).OrderByDescending(v => v.Number).FirstAsync(), Guid.NewGuid().ToString("N"), null, app.Clock.Now);
        db.Waves.Add(wave);
        await db.SaveChangesAsync();
        return wave.Id;
    });

    /// <summary>A finished answer; its event waits in the outbox.</summary>
    public static async Task<long> Answer(this CrmApp app, long wave, string sheet, long? customer = null, long? owner = null, long? team = null, string language = "en")
    {
        var facts = customer is { } id ? (await app.Scope(s => s.GetRequiredService<ICustomerDirectory>().FactsOf([id], default)))[id] : null;
        return await app.Db<SurveysDb, long>(async db =>
        {
            var row = await db.Waves.SingleAsync(w => w.Id == wave);
            var version = await db.Versions.SingleAsync(v => v.Id == row.VersionId);
            var response = Response.Finish(new Finished
            {
                SurveyId = row.SurveyId, VersionId = version.Id, Definition = version.Definition, WaveId = wave, Customer = facts is null ? null : facts with { OwnerId = owner, TeamId = team },
                Answers = new AnswerSheet(sheet.Split(';').Select(p => p.Split('=')).Select(p => KeyValuePair.Create(p[0], new[] { p[1] }))), At = app.Clock.Now, StartedAt = app.Clock.Now.AddMinutes(-5), Active = TimeSpan.FromMinutes(5), Language = language, Source = Contracts.Surveys.ResponseSource.Phone,
            });
            response.Decide(true, "test", null, app.Clock.Now); // short sheets are flagged as incomplete
            db.Responses.Add(response);
            await db.SaveChangesAsync();
            if (customer is null && team is not null) await db.Responses.Where(r => r.Id == response.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.TeamId, team).SetProperty(r => r.OwnerId, owner));
            return response.Id;
        });
    }

    public static Task<long> TeamOf(this CrmApp app, string code) => app.Scope(async s => (await s.GetRequiredService<Contracts.Staff.IStaffDirectory>().Teams(default)).Values.Single(t => t.Code == code).Id);

    public static Task<long> PersonOf(this CrmApp app, string person) => app.Scope(async s => (await s.GetRequiredService<Contracts.Staff.IStaffDirectory>().Everyone(default)).Values.Single(p => p.Email == person + "@demo.test").Id);
}
