using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Privacy;
using Crm.Platform.Settings;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Tests.Customers.Privacy;

public sealed class ConsentTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name) => app.Send(new RegisterCustomer.Command { Name = name, AllowDuplicate = true }, "manager");

    Task<bool> May(long id, Purpose purpose, ConsentChannel channel = ConsentChannel.Email) =>
        app.Scope(async s => (await s.GetRequiredService<IConsents>().Allowing([id], purpose, channel, default)).Contains(id));

    Task Say(long id, Purpose purpose, bool given, ConsentChannel channel = ConsentChannel.Any) =>
        app.Send(new SayConsent.Command { Id = id, Purpose = purpose, Channel = channel, Given = given, Source = ConsentSource.Phone, Evidence = given ? "电话录音 33" : "" }, "manager");

    [Fact]
    public async Task The_last_word_counts_for_the_channel_it_was_about()
    {
        var id = await New("同意者");
        Assert.False(await May(id, Purpose.Marketing));
        Assert.True(await May(id, Purpose.Survey));
        await Say(id, Purpose.Marketing, true);
        Assert.True(await May(id, Purpose.Marketing));
        await Say(id, Purpose.Marketing, false, ConsentChannel.Email);
        Assert.False(await May(id, Purpose.Marketing));
        Assert.True(await May(id, Purpose.Marketing, ConsentChannel.Phone));
        await Say(id, Purpose.Marketing, true);
        Assert.True(await May(id, Purpose.Marketing));
        await Say(id, Purpose.Survey, false);
        Assert.False(await May(id, Purpose.Survey));
        await Say(id, Purpose.Profiling, false);
        Assert.False(await May(id, Purpose.Profiling, ConsentChannel.Any));
    }

    [Fact]
    public async Task A_refusal_on_a_merged_record_counts_for_the_survivor()
    {
        var (into, from) = (await New("留下者"), await New("并入者"));
        await Say(into, Purpose.Marketing, true);
        await Say(from, Purpose.Marketing, false);
        Assert.True(await May(into, Purpose.Marketing));
        var version = await app.Db<CustomersDb, uint>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Version).SingleAsync());
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = version });
        await app.Deliver();
        Assert.False(await May(into, Purpose.Marketing));
        var ledger = await app.Send(new ShowConsents.Query(into), "manager");
        Assert.Equal([false, true], ledger.Lines.Where(l => l.Purpose == Purpose.Marketing).Select(l => l.Given));
        Assert.All(ledger.Lines.Where(l => l.Given), l => Assert.Equal("电话录音 33", l.Evidence));
        await Say(into, Purpose.Marketing, true);
        Assert.True(await May(into, Purpose.Marketing));
    }

    [Fact]
    public async Task The_installation_decides_what_needs_consent_but_not_for_sharing()
    {
        var id = await New("未表态");
        await app.Scope(async s => { await s.GetRequiredService<ISettings>().Set(PrivacySettings.Bases, new Dictionary<Purpose, LawfulBasis> { [Purpose.Survey] = LawfulBasis.Consent, [Purpose.Sharing] = LawfulBasis.Contract }); return 0; });
        Assert.False(await May(id, Purpose.Survey));
        Assert.False(await May(id, Purpose.Sharing));
        await app.Scope(async s => { await s.GetRequiredService<ISettings>().Set(PrivacySettings.Bases, new Dictionary<Purpose, LawfulBasis>()); return 0; });
        Assert.True(await May(id, Purpose.Survey));
    }

    [Fact]
    public async Task The_form_writes_a_line_with_its_evidence_and_nobody_changes_it()
    {
        var id = await New("签字人");
        var manager = await app.As("manager");
        var refused = await manager.Post($"/customers/{id}/consents", ("Form.Given", "true"), ("Form.Purpose", "Marketing"), ("Form.Channel", "Email"), ("Form.Source", "Paper"), ("Form.Evidence", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Evidence"));
        Assert.Equal("Marketing", refused.ValueOf("Form.Purpose"));
        Assert.Equal(HttpStatusCode.Found, (await manager.Submit(refused, $"/customers/{id}/consents", ("Form.Evidence", "签字人的同意书"))).Status);
        Assert.Contains("签字人的同意书", (await manager.Get($"/customers/{id}/consents")).Html, StringComparison.Ordinal);
        // A no needs no proof.
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/consents", ("Form.Given", "false"), ("Form.Purpose", "Marketing"), ("Form.Channel", "Email"), ("Form.Source", "Phone"))).Status);
        Assert.False(await May(id, Purpose.Marketing));
        var line = await app.Db<CustomersDb, Consent>(db => db.Consents.Where(c => c.CustomerId == id).OrderBy(c => c.Id).FirstAsync());
        Assert.True(SubjectKey.IsSealed(line.Evidence));
        await app.Db<CustomersDb>(async db => Assert.Equal(PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlAsync($"update customers.consents set given = false where id = {line.Id}"))).SqlState));
        Assert.Contains("/customers/" + id + "/consents/panel", (await manager.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await manager.Get($"/customers/{id}/consents/panel", htmx: true)).Status);
    }

    [Fact]
    public async Task The_wrong_person_may_not_and_the_API_says_the_same()
    {
        var id = await New("别家的");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/customers/{id}/consents")).Status);
        var api = await app.Api("manager");
        var answer = await api.PostAsJsonAsync($"/api/v1/customers/{id}/consents", new { purpose = "care", channel = "phone", given = true, source = "phone", evidence = "来电" });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var view = await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers/{id}/consents");
        Assert.Equal("care", view.GetProperty("lines")[0].GetProperty("purpose").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync($"/api/v1/customers/{id}/consents", new { purpose = "care" })).StatusCode);
    }

    [Theory]
    [InlineData("Consent", null, false)]
    [InlineData("Consent", true, true)]
    [InlineData("Contract", null, true)]
    [InlineData("Contract", false, false)]
    [InlineData("LegalDuty", false, true)]
    public void A_basis_and_a_word_make_an_answer(string basis, bool? said, bool allowed) => Assert.Equal(allowed, Lawfulness.Allows(Enum.Parse<LawfulBasis>(basis), said));
}
