using System.Net;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Exports;
using Crm.Tests.Customers;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Tests.Surveys.Reports.ReportsWorld;

namespace Crm.Tests.Surveys.Reports;

/// <summary>Answers as a table.</summary>
public sealed class ExportAnswersTests(CrmApp app) : IClassFixture<CrmApp>
{
    async Task<long> World()
    {
        if (await app.Db<SurveysDb, long?>(db => db.Waves.Where(w => w.Title == "Exported").Select(w => (long?)w.Id).SingleOrDefaultAsync()) is { } there) return there;
        var (mine, theirs) = (await app.Team("complaints"), await app.Team("accounts"));
        return (await app.Answered(
        [
            new Scored(app.Clock.Now) { Answers = Sheet(5, 10, 5, ("improve", "=cmd call 13912345678 or a.b@c.test"), ("stay", "yes")), Team = mine, Level = CustomerLevel.Vip },
            new Scored(app.Clock.Now) { Answers = Sheet(2, 3, 2, ("improve", "也请打 13912345678")), Team = theirs },
        ], title: "Exported")).Wave;
    }

    async Task<ReadTable> Export(ExportAnswers.Command command, string @as)
    {
        var file = (await app.Send(command with { Inline = true }, @as)).File!;
        using var bytes = new MemoryStream();
        await using (file.Content) await file.Content.CopyToAsync(bytes);
        if (file.Name.EndsWith(".csv", StringComparison.Ordinal)) Assert.DoesNotContain(",=", System.Text.Encoding.UTF8.GetString(bytes.ToArray()), StringComparison.Ordinal); // our own reading takes the apostrophe off again
        return ReadTable.Of(new MemoryStream(bytes.ToArray()), file.Name);
    }

    [Fact]
    public async Task The_value_class_a_customer_had_when_answering_is_a_column()
    {
        var wave = await World();
        await app.Db<SurveysDb>(db => db.Responses.Where(r => r.WaveId == wave && r.Level == CustomerLevel.Vip).ExecuteUpdateAsync(s => s.SetProperty(r => r.ValueClass, ValueClass.High)));
        Assert.Contains("Value class", (await (await app.As("analyst")).Get($"/responses/export?wave={wave}")).Text("main"));
        var table = await Export(new ExportAnswers.Command { Wave = wave, Columns = ["level", "value_class"], Codes = true }, "analyst");
        Assert.Contains("vip,high", table.Rows.Select(r => string.Join(',', r)));
    }

    [Theory]
    [InlineData("Csv")]
    [InlineData("Xlsx")]
    public async Task Chosen_columns_in_scope_disarmed_and_deidentified(string format)
    {
        var wave = await World();
        var command = new ExportAnswers.Command { Wave = wave, Format = Enum.Parse<ExportFormat>(format), Columns = ["id", "level", "headline", "item:improve", "item:stay"] };
        var all = await Export(command, "analyst");
        Assert.Equal(5, all.Headers.Count);
        Assert.Equal(2, all.Rows.Count);
        var text = string.Join('\n', all.Rows.SelectMany(r => r));
        Assert.DoesNotContain("13912345678", text);
        Assert.DoesNotContain("a.b@c.test", text);
        Assert.Contains("VIP", text);
        Assert.Single((await Export(command, "supervisor")).Rows);
        var codes = await Export(command with { Codes = true, BothLanguages = true }, "analyst");
        Assert.Contains("vip", string.Join('\n', codes.Rows.SelectMany(r => r)));
        Assert.Contains(codes.Headers, h => h.Contains(" / ", StringComparison.Ordinal) && h.Any(c => c > 0x4E00));
    }

    [Fact]
    public async Task Original_texts_need_the_right_a_reason_and_leave_a_trace()
    {
        var wave = await World();
        var command = new ExportAnswers.Command { Wave = wave, Columns = ["id", "item:improve"], Original = true, Reason = "Complaint case 7" };
        await Assert.ThrowsAsync<Crm.Platform.UseCases.RuleException>(() => Export(command, "analyst"));
        await Assert.ThrowsAsync<FluentValidation.ValidationException>(() => Export(command with { Reason = null }, "supervisor"));
        Assert.Contains("13912345678", string.Join('\n', (await Export(command, "supervisor")).Rows.SelectMany(r => r)));
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ExportAnswers" && EF.Functions.JsonContains(a.After!, "{\"reason\": \"Complaint case 7\", \"rows\": 1, \"original\": true}"))));
    }

    [Fact]
    public async Task The_page_starts_a_job_with_progress_and_a_file_at_its_end()
    {
        var wave = await World();
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/responses/export?wave={wave}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("Form.Original", page.Html); // no right to see originals
        var none = await analyst.Submit(page, "/responses/export", ("Form.Columns", null));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.Status);
        Assert.NotEmpty(none.ErrorOf("Form.Columns"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Submit(page, "/responses/export", ("Form.Columns", "password"))).Status);
        var started = await analyst.Submit(page, "/responses/export", ("Form.Format", "Csv"), ("Form.Columns", "id"), ("Form.Columns", "headline"));
        Assert.Equal(HttpStatusCode.Redirect, started.Status);
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        var job = started.Location!.ToString();
        Assert.Contains("/file", (await analyst.Get(job)).Html);
        Assert.Equal(3, (await (await analyst.Get(job + "/file")).Response.Content.ReadAsStringAsync()).TrimEnd().Split("\r\n").Length);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get("/responses/export")).Status);
    }
}
