using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys.Reports;

/// <summary>Answers as they would have come in, by the dozen.</summary>
internal static class ReportsWorld
{
    /// <summary>What one of them says, and of whom.</summary>
    internal sealed record Scored(DateTimeOffset At)
    {
        public AnswerSheet Answers { get; init; } = [];
        public long? Team { get; init; }
        public long? Owner { get; init; }
        public CustomerLevel? Level { get; init; }
        public string? Industry { get; init; }
        public string? Region { get; init; }
        public TicketChannel? Channel { get; init; }
        public CooperationBand? Band { get; init; }
        public CustomerSize? Size { get; init; }
        public long? FollowUp { get; init; }
        public int Seconds { get; init; } = 200;
    }

    public static async Task<(long Survey, long Wave)> Answered(this CrmApp app, IEnumerable<Scored> said, string template = Templates.CustomerSatisfaction, string title = "Reported") => await app.Db<SurveysDb, (long, long)>(async db =>
    {
        var survey = await db.Surveys.SingleAsync(s => s.Template == template);
        var version = await db.Versions.Where(v => v.SurveyId == survey.Id).OrderByDescending(v => v.Number).FirstAsync();
        var wave = await db.Waves.SingleOrDefaultAsync(w => w.Title == title && w.SurveyId == survey.Id);
        if (wave is null)
        {
            wave = Wave.Plan(survey, title, WaveKind.PublicLink, app.Clock.Now, null, 14, 0, null, app.Clock.Now);
            wave.Start(version, null, null, app.Clock.Now);
            db.Waves.Add(wave);
            await db.SaveChangesAsync();
        }
        await db.CopyIn(said.Select(s =>
        {
            var response = Response.Finish(new Finished
            {
                SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, WaveId = wave.Id, Answers = s.Answers, StartedAt = s.At.AddSeconds(-s.Seconds), At = s.At, Active = TimeSpan.FromSeconds(s.Seconds), Language = "en",
                Source = ResponseSource.Link, Snapshot = new(s.Industry, s.Size, s.Level, s.Region, s.Band),
            });
            void Set(string name, object? value) => typeof(Response).GetProperty(name)!.SetValue(response, value);
            Set(nameof(Response.TeamId), s.Team);
            Set(nameof(Response.OwnerId), s.Owner);
            Set(nameof(Response.TicketChannel), s.Channel);
            Set(nameof(Response.FollowUpId), s.FollowUp);
            return response;
        }), default);
        return (survey.Id, wave.Id);
    });

    public static Task<long> Team(this CrmApp app, string code) => app.Scope(async s => (await s.GetRequiredService<IStaffDirectory>().Teams(default)).Values.First(t => t.Code == code).Id);

    public static Task<long> Person(this CrmApp app, string name) => app.Scope(s => Task.FromResult(s.GetRequiredService<Crm.Platform.Users.CurrentUser>().Id!.Value), name);

    /// <summary>Overall and recommendation, with nearly the same score for every rated item.</summary>
    public static AnswerSheet Sheet(int overall, int? nps = null, int item = 4, params (string Key, string Value)[] more)
    {
        var sheet = new AnswerSheet { ["overall"] = [$"{overall}"] };
        foreach (var rated in new[] { "response_speed", "professionalism", "attitude", "first_time", "feature_fit", "stability", "ease", "value", "convenience", "accuracy", "proactive" }) sheet[rated] = [$"{item}"];
        sheet["resolution"] = [$"{(item == 5 ? 4 : item + 1)}"]; // nobody who thinks answers the same everywhere
        if (nps is { } n) sheet["nps"] = [$"{n}"];
        foreach (var (key, value) in more) sheet[key] = [value];
        return sheet;
    }
}
