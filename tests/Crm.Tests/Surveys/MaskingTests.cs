using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Surveys.Features.Exports;
using Crm.Surveys.Features.Feedback;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.FollowUps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>Wherever a comment is shown, whom it names is not.</summary>
public sealed class MaskingTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_comment_names_neither_customer_nor_contact_nor_colleague_wherever_it_is_shown_and_a_rule_still_finds_its_words()
    {
        var colleague = await app.Scope(async s => (await s.GetRequiredService<IStaffDirectory>().Everyone(default)).Values.First(p => p.Email == "manager@demo.test").Name);
        var customer = await app.Send(new RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "Quillfeather", Region = "Masked" }, "admin");
        await app.Send(new AddContact.Command { CustomerId = customer, Name = "Ottoline", Key = true }, "admin");
        await (await app.As("analyst")).Post("/follow-ups/rules/entry", ("Form.Trigger", "Keyword"), ("Form.Keywords", "Ottoline"));
        var response = await app.Answer(await app.NewWave("Masking"), $"overall=5;advice=Quillfeather is glad, Ottoline praises {colleague}, call 13800138000", customer);
        await app.Deliver();
        void Masked(string? text)
        {
            Assert.Contains("praises", text);
            foreach (var said in new[] { "Quillfeather", "Ottoline", colleague, "13800138000" }) Assert.DoesNotContain(said, text);
        }

        var answer = await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/responses/{response}");
        var line = answer.GetProperty("answers").EnumerateArray().Single(a => a.GetProperty("key").GetString() == "advice");
        Assert.Equal(line.GetProperty("shown").GetString(), line.GetProperty("values")[0].GetString());
        var followUp = await app.Db<TicketsDb, FollowUp>(db => db.FollowUps.AsNoTracking().SingleAsync(f => f.ResponseId == response)); // by its word, as it was typed
        await using var file = (await app.Send(new ExportAnswers.Command { Customer = customer, Wave = answer.GetProperty("waveId").GetInt64(), Columns = ["item:advice"], Format = Crm.Platform.Files.ExportFormat.Csv, Inline = true }, "analyst")).File!.Content;
        Assert.All(
        [
            line.GetRawText(),
            (await app.Send(new ViewFollowUp.Query(followUp.Id), "admin")).Comment,
            (await app.Send(new ListFeedback.Query { View = FeedbackView.All, Customer = customer }, "analyst")).Items.Single().Text,
            (await app.Send(new ShowTimeline.Query(customer, "answer"), "admin")).Entries.Single(e => e.Url == $"/responses/{response}").Body,
            await new StreamReader(file).ReadToEndAsync(),
        ], Masked);
    }

    [Fact]
    public async Task Other_modules_are_told_nothing_of_an_anonymous_answer_by_its_number()
    {
        var wave = await app.NewWave("Unnamed");
        var (unnamed, named) = (await app.Answer(wave, "overall=5;advice=By number"), await app.Answer(await app.NewWave("Named"), "overall=5;advice=By number"));
        await app.Anonymise(wave);
        await app.Scope(async s =>
        {
            var responses = s.GetRequiredService<ISurveyResponses>();
            Assert.Equal([named], (await responses.FactsOf([unnamed, named], default)).Keys);
            Assert.Equal([named], (await responses.WordsOf([unnamed, named], default)).Keys);
            return 0;
        });
    }
}
