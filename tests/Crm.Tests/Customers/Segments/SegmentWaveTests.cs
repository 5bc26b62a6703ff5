using System.Net;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Segments;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Segments;

public sealed class SegmentWaveTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_wave_asks_the_members_of_a_segment()
    {
        var asked = await app.Send(new RegisterCustomer.Command { Name = "分群受访", Industry = "航运", Emails = [new() { Value = "a@ship.test" }] }, "admin");
        await app.Send(new RegisterCustomer.Command { Name = "其他客户", Industry = "餐饮", Emails = [new() { Value = "b@food.test" }] }, "admin");
        await app.Services.GetRequiredService<SweepRunner>().Run<RefreshFacts>();
        var segment = await app.Send(new WriteSegment.Command { Name = "航运客户", Rule = Rule.Of(RuleMatch.All, Rule.When("industry", RuleTest.AnyOf, "航运")), Shared = true }, "supervisor");
        var own = await app.Send(new WriteSegment.Command { Name = "主管自用", Rule = Rule.Of(RuleMatch.All, Rule.When("industry", RuleTest.AnyOf, "航运")) }, "supervisor");
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.CustomerSatisfaction).Select(s => s.Id).SingleAsync());
        var analyst = await app.As("analyst");
        var form = await analyst.Get("/waves/new");
        Assert.Contains("航运客户", form.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("主管自用", form.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post("/waves/new", ("Form.SurveyId", $"{survey}"), ("Form.Title", "x"), ("Form.Kind", "Audience"), ("Form.SegmentId", $"{own}"))).Status);
        var planned = await analyst.Post("/waves/new", ("Form.SurveyId", $"{survey}"), ("Form.Title", "航运批次"), ("Form.Kind", "Audience"), ("Form.SegmentId", $"{segment}"));
        Assert.Equal(HttpStatusCode.Found, planned.Status);
        var url = planned.Location!.ToString();
        Assert.Contains("航运客户", (await analyst.Get(url)).Html, StringComparison.Ordinal);
        await analyst.Submit(await analyst.Get(url), url + "/start");
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        Assert.Equal([(long?)asked], await app.Db<SurveysDb, List<long?>>(db => db.Invitations.Where(i => db.Waves.Any(w => w.Id == i.WaveId && w.Title == "航运批次")).Select(i => i.CustomerId).ToListAsync()));
    }
}
