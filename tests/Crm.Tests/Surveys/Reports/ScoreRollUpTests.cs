using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Facts;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Results;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys.Reports;

/// <summary>Whatever happens to answers, whatever is asked, by whomever: what the roll-up says is what the answers say, counted here in another way.</summary>
public sealed class ScoreRollUpTests(CrmApp app) : IClassFixture<CrmApp>
{
    RollUpKeeper Keeper => app.Services.GetRequiredService<RollUpKeeper>();

    InstallationZone Zone => app.Services.GetRequiredService<InstallationZone>();

    async Task Agrees() => Assert.All(await Keeper.Compare(default), c => Assert.Equal((c.Name, 0), (c.Name, c.Differences)));

    [Fact]
    public async Task Roll_ups_say_what_the_answers_say_through_a_storm_of_changes()
    {
        app.Clock.Now = new(2026, 7, 15, 4, 0, 0, TimeSpan.Zero);
        var random = new Random(20260715);
        T One<T>(params T[] of) => of[random.Next(of.Length)];
        var teams = new long?[] { await app.Team("complaints"), await app.Team("technical-support"), await app.Team("accounts"), null };
        var owners = new long?[] { await app.Person("supervisor"), await app.Person("agent"), await app.Person("manager"), null };
        ReportsWorld.Scored Some()
        {
            var sheet = new AnswerSheet();
            foreach (var item in new[] { "overall", "response_speed", "ease", "value" }) if (random.Next(6) > 0) sheet[item] = [$"{random.Next(1, 6)}"];
            if (random.Next(3) > 0) sheet["nps"] = [$"{random.Next(0, 11)}"];
            if (random.Next(2) > 0) sheet["stay"] = [One("yes", "probably", "no")];
            if (random.Next(2) > 0) sheet["channels"] = [.. new[] { "phone", "email", "chat" }.Where(_ => random.Next(2) > 0).DefaultIfEmpty("visit")];
            if (random.Next(3) == 0) sheet["improve"] = ["Call us back, please."];
            return new(new DateTimeOffset(2026, random.Next(4, 8), random.Next(1, 14), random.Next(24), 30, 0, TimeSpan.Zero))
            {
                Answers = sheet, Team = One(teams), Owner = One(owners), Level = One<CustomerLevel?>(CustomerLevel.Vip, CustomerLevel.Normal, null), Industry = One("零售", "Banking", null), Region = One("上海", null),
                Channel = One<TicketChannel?>(TicketChannel.Phone, TicketChannel.Email, null), Band = One<CooperationBand?>(CooperationBand.Over1Year, null), Size = One<CustomerSize?>(CustomerSize.Small, CustomerSize.Large, null), FollowUp = random.Next(10) == 0 ? random.Next(1, 1000) : null, Seconds = One(5, 200, 200),
            };
        }
        var (survey, wave) = await app.Answered(Enumerable.Range(0, 120).Select(_ => Some()));
        await app.Answered(Enumerable.Range(0, 40).Select(_ => Some()), title: "Second");
        await Everybody(survey, wave, teams, owners);
        await Keeper.Settle(default, least: 10_000);
        Assert.NotEqual(0, await app.Db<SurveysDb, int>(db => db.Set<ScoreChange>().CountAsync()));
        await Keeper.Settle(default, least: 160);
        Assert.Equal(0, await app.Db<SurveysDb, int>(db => db.Set<ScoreChange>().CountAsync()));
        await Everybody(survey, wave, teams, owners);

        for (var step = 0; step < 30; step++)
        {
            var id = await app.Db<SurveysDb, long>(db => db.Responses.OrderBy(r => r.Id).Skip(random.Next(150)).Select(r => r.Id).FirstAsync());
            switch (random.Next(6))
            {
                case 0 or 1:
                    var version = await app.Db<SurveysDb, uint>(db => db.Responses.Where(r => r.Id == id).Select(r => r.Version).SingleAsync());
                    await app.Send(new DecideResponse.Command { Id = id, Counted = random.Next(2) == 0, Reason = "Looked at it", Version = version }, "analyst");
                    break;
                case 2: await app.Db<SurveysDb>(async db => { (await db.Responses.SingleAsync(r => r.Id == id)).Detach(); await db.SaveChangesAsync(); }); break;
                case 3: await app.Answered([Some(), Some()]); break;
                case 4: await app.Db<SurveysDb>(db => db.Responses.Where(r => r.Id == id).ExecuteDeleteAsync()); break;
                default: await Keeper.Settle(default); break;
            }
            if (step % 10 == 0) await Agrees();
        }
        await Agrees();
        await Everybody(survey, wave, teams, owners);
        await Keeper.Settle(default);
        await Agrees();
        await Everybody(survey, wave, teams, owners);
    }

    async Task Everybody(long survey, long wave, long?[] teams, long?[] owners)
    {
        var answers = await app.Db<SurveysDb, List<Response>>(db => db.Responses.AsNoTracking().Where(r => r.SurveyId == survey).ToListAsync());
        ResponseFilter[] asked =
        [
            new() { Survey = survey, First = true }, new() { Wave = wave }, new() { Survey = survey, Counted = true }, new() { Survey = survey, Counted = false }, new() { Survey = survey, Team = teams[0] }, new() { Survey = survey, Owner = owners[0] },
            new() { Survey = survey, Owner = owners[2], Counted = true }, new() { Survey = survey, Level = CustomerLevel.Vip }, new() { Survey = survey, Industry = " 零售 " }, new() { Survey = survey, Region = "上海", Team = teams[1] },
            new() { Survey = survey, Band = CooperationBand.Over1Year }, new() { Survey = survey, Size = CustomerSize.Large, Counted = true }, new() { Survey = survey, Channel = TicketChannel.Email, Counted = true }, new() { Survey = survey, From = new(2026, 5, 1), To = new(2026, 6, 30) }, new() { Survey = survey, From = new(2026, 6, 1), To = new(2026, 7, 15), Counted = true },
            new() { Survey = survey, From = new(1900, 1, 1) }, new() { Survey = survey, To = new(2026, 5, 31) }, new() { Survey = survey, From = new(2026, 6, 1), To = new(9999, 12, 31) }, new() { Survey = survey, From = new(2026, 6, 1), To = new(2026, 4, 30) },
            new() { Survey = survey, From = new(2026, 5, 3), To = new(2026, 6, 9) }, new() { Survey = survey, Level = CustomerLevel.Normal, Region = "上海" }, new() { Survey = survey, Comment = true },
        ];
        foreach (var person in new[] { "analyst", "supervisor" })
        {
            var scope = await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().ScopeOf("surveys.results")), person);
            foreach (var f in asked)
            {
                var seen = answers.Where(r => scope.Covers(r.OwnerId, r.TeamId) && Matches(f, r)).ToList();
                var expected = seen.SelectMany(r => r.Answers.SelectMany(a => a.Value.Select((v, i) => (Item: a.Key, Value: v, r.Counted, First: i == 0 ? 1 : 0)))
                    .Concat(r.Texts.Select(t => (Item: t.Key, Value: "", r.Counted, First: 1))).Append((Item: "@n", Value: string.Join(',', r.Flags.Select(x => Crm.Platform.Data.SnakeCase.Of(x.ToString()))), r.Counted, First: 1)))
                    .GroupBy(x => (x.Item, x.Value, x.Counted)).Select(g => $"{g.Key} {g.Count()} {g.Sum(x => x.First)}").Order(StringComparer.Ordinal);
                var (said, rolled) = await app.Scope(async s =>
                {
                    var reader = s.GetRequiredService<ScoreReader>();
                    return (await reader.Counts(f, default), (await reader.Over(f, default)).RolledUp);
                }, person);
                Assert.Equal(string.Join('\n', expected), string.Join('\n', said.Where(c => c.Item is not ("@headline" or "@nps")).Select(c => $"{(c.Item, c.Value, c.Counted)} {c.N} {c.First}").Order(StringComparer.Ordinal)));
                // Two facts (a team is one), days within a month, and comments are counted from the answers.
                if (person == "analyst") Assert.Equal(f is not ({ Level: CustomerLevel.Normal } or { Region: not null, Team: not null } or { Comment: true } or { From.Day: 3 }), rolled);

                var groups = await app.Scope(async s =>
                {
                    var from = await s.GetRequiredService<ScoreReader>().Breakdown(f, default);
                    return await s.GetRequiredService<SurveysDb>().Database.SqlQueryRaw<string>($"""
                        select concat_ws(' ', c.facet, case when c.facet = '' then c.team_id::text else c.facet_value end, c.item, sum(c.n), sum(c.high), sum(c.low)) as "Value"
                        from {from.From} c where c.item in ('@headline', '@nps') and (c.facet <> '' or c.team_id is not null) group by c.facet, case when c.facet = '' then c.team_id::text else c.facet_value end, c.item having sum(c.n) <> 0
                        """, from.Parameters).ToListAsync();
                }, person);
                var scored = seen.SelectMany(r => new[] { (Of: r, Item: "@headline", Score: r.Headline, High: r.Headline >= 4, Low: r.Headline <= 2), (Of: r, Item: "@nps", Score: r.Nps, High: r.Nps >= 9, Low: r.Nps <= 6) }).Where(x => x.Score is not null);
                Assert.Equal(string.Join('\n', scored.SelectMany(x => FactsOf(x.Of).Where(y => y.Value is not null).Select(y => (Fact: $"{y.Facet} {y.Value} {x.Item}", x.High, x.Low))).GroupBy(x => x.Fact)
                    .Select(g => $"{g.Key} {g.Count()} {g.Count(x => x.High)} {g.Count(x => x.Low)}").Order(StringComparer.Ordinal)), string.Join('\n', groups.Order(StringComparer.Ordinal)));
            }
        }
    }

    static (string Facet, string? Value)[] FactsOf(Response r) =>
    [
        ("", Text(r.TeamId)), ("owner", Text(r.OwnerId)), ("band", Snake(r.Band)), ("channel", Snake(r.TicketChannel)), ("industry", r.Industry), ("level", Snake(r.Level)), ("region", r.Region),
    ];

    static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    static string? Snake(Enum? value) => value is null ? null : Crm.Platform.Data.SnakeCase.Of(value.ToString());

    bool Matches(ResponseFilter f, Response r)
    {
        var day = Zone.DayOf(r.FinishedAt);
        return (f.Wave is null || r.WaveId == f.Wave) && (f.Team is null || r.TeamId == f.Team) && (f.Owner is null || r.OwnerId == f.Owner) && (f.Level is null || r.Level == f.Level) && (f.Industry is null || r.Industry == f.Industry.Trim())
            && (f.Region is null || r.Region == f.Region) && (f.Band is null || r.Band == f.Band) && (f.Size is null || r.Size == f.Size) && (f.Channel is null || r.TicketChannel == f.Channel) && (f.Counted is null || r.Counted == f.Counted)
            && (!(f.First || f is { Counted: true, Wave: null }) || r.FollowUpId is null) && (f.From is null || day >= f.From) && (f.To is null || day <= f.To) && (!f.Comment || r.HasComment);
    }
}
