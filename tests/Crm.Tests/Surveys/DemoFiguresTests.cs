using System.Net.Http.Json;
using System.Text.Json;
using Crm.Platform.Demo;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>The demo data has something to tell on every tab of the results.</summary>
public sealed class DemoFiguresTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Two_waves_show_movement_drivers_factors_and_gaps()
    {
        await app.Scope(async s =>
        {
            var world = new DemoWorld(app.Clock.GetUtcNow());
            foreach (var demo in s.GetServices<IDemoData>().Where(d => d.GetType().Name is "DemoCustomers" or "DemoSurveys").OrderBy(d => d.GetType().Name)) await demo.Load(world, default);
            return 0;
        });
        var (satisfaction, expectations) = await app.Db<SurveysDb, (long, long)>(async db =>
            (await db.Surveys.Where(s => s.Template == Templates.CustomerSatisfaction).Select(s => s.Id).SingleAsync(), (await db.Surveys.OrderBy(s => s.Id).ToListAsync()).Single(s => s.Draft.Items.Count(i => i.Kind == ItemKind.Gap) >= 3).Id));
        // One list of industries, whatever language people speak: or each would be two groups.
        var industries = await app.Db<Crm.Customers.Data.CustomersDb, List<(string, string)>>(async db => [.. (await db.Customers.Where(c => c.Industry != null).Select(c => new { c.Language, c.Industry }).Distinct().ToListAsync()).Select(c => (c.Language, c.Industry!))]);
        Assert.Equal(industries.Where(i => i.Item1 == "en").Select(i => i.Item2).Order(), industries.Where(i => i.Item1 == "zh-CN").Select(i => i.Item2).Order());
        var api = await app.Api("analyst");
        Task<JsonElement> Read(string tab) => api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/{satisfaction}/results/{tab}");

        var drivers = await Read("drivers");
        Assert.Equal(JsonValueKind.Null, drivers.GetProperty("refused").ValueKind);
        Assert.InRange(drivers.GetProperty("rSquared").GetDouble(), 0.5, 0.97);
        Assert.Contains(drivers.GetProperty("drivers")[0].GetProperty("key").GetString(), new[] { "resolution", "response_speed", "stability" });
        Assert.True(drivers.GetProperty("drivers").EnumerateArray().Select(d => d.GetProperty("quadrant").GetString()).Distinct().Count() >= 3);

        var trend = await Read("trend");
        Assert.True(trend.GetProperty("pairs").GetInt32() >= 30);
        var speed = trend.GetProperty("changes").EnumerateArray().Single(c => c.GetProperty("key").GetString() == "response_speed");
        Assert.True(speed.GetProperty("test").GetProperty("significant").GetBoolean());

        var reliability = await Read("reliability");
        Assert.All(reliability.GetProperty("dimensions").EnumerateArray(), d => Assert.InRange(d.GetProperty("alpha").GetDouble(), 0.6, 0.97));
        Assert.True(reliability.GetProperty("adequacy").GetProperty("kmo").GetDouble() > 0.7);

        var page = await (await app.As("analyst")).Get($"/surveys/{expectations}/results");
        Assert.Equal(5, page.Document.QuerySelectorAll("tbody .badge").Select(b => b.TextContent).Count(t => t.StartsWith('+') || t.StartsWith('-')));
        Assert.Contains("benchmark 75.0", (await (await app.As("analyst")).Get($"/surveys/{satisfaction}/results")).Text("main"));
    }
}
