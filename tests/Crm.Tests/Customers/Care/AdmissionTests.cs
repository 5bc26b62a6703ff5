using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Admissions;
using Crm.Customers.Features.Panels;
using Crm.Customers.Features.Segments;
using Crm.Loyalty.Data;
using Crm.Loyalty.Features.Members;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Customers.Domain.Rules.Rule;

namespace Crm.Tests.Customers.Care;

public sealed class AdmissionTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> Waiting(string name, string? @as = "supervisor") => app.NewCustomer(name, pending: true, @as: @as);

    Task<List<Criterion>> Criteria() => app.Db<CustomersDb, List<Criterion>>(db => db.Criteria.AsNoTracking().Where(c => !c.Archived).OrderBy(c => c.Position).ToListAsync());

    async Task<long[]> Required() => [.. (await Criteria()).Where(c => c.Required).Select(c => c.Id)];

    Task<List<AdmissionDecision>> Decisions(long id) => app.Db<CustomersDb, List<AdmissionDecision>>(db => db.AdmissionDecisions.AsNoTracking().Where(d => d.CustomerId == id).OrderBy(d => d.Id).ToListAsync());

    static (string, string?)[] Ticks(IEnumerable<long> ids, params (string, string?)[] more) => [.. ids.Select(i => ("Form.Ticked", (string?)$"{i}")), .. more];

    [Fact]
    public async Task A_customer_is_admitted_when_the_required_items_are_ticked_and_a_row_says_who_when_and_which()
    {
        var id = await Waiting("待审核");
        var supervisor = await app.As("supervisor");
        Assert.Contains("待审核", (await supervisor.Get("/customers/admission")).Html, StringComparison.Ordinal);
        var required = await Required();
        var refused = await supervisor.Post($"/customers/{id}/admission", Ticks(required[..1], ("Form.Decision", "Admitted")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("required", refused.ErrorOf("Form.Ticked"), StringComparison.Ordinal);
        Assert.Equal(Admission.Pending, (await app.Customer(id)).Admission);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/customers/{id}/admission", Ticks(required, ("Form.Decision", "Admitted")))).Status);
        Assert.Equal(Admission.Admitted, (await app.Customer(id)).Admission);
        var decision = Assert.Single(await Decisions(id));
        Assert.Equal((Admission.Admitted, await app.Person("supervisor"), app.Clock.Now), (decision.To, decision.ById!.Value, decision.At));
        Assert.Equal(required, decision.Ticked.Select(t => t.Id));
        Assert.DoesNotContain("待审核", (await supervisor.Get("/customers/admission")).Html, StringComparison.Ordinal);
        Assert.Contains(decision.Ticked[0].English, (await supervisor.Get($"/customers/{id}/admission")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejection_needs_a_reason_and_can_be_taken_up_again()
    {
        var id = await Waiting("存疑");
        var supervisor = await app.As("supervisor");
        var refused = await supervisor.Post($"/customers/{id}/admission", ("Form.Decision", "Rejected"), ("Form.Reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Reason"));
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/customers/{id}/admission", ("Form.Decision", "Rejected"), ("Form.Reason", "空号"))).Status);
        Assert.Contains("存疑", (await supervisor.Get("/customers/admission?rejected=true")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/customers/{id}/admission", ("Form.Decision", "Pending"))).Status);
        Assert.Equal(Admission.Pending, (await app.Customer(id)).Admission);
        Assert.Equal([Admission.Rejected, Admission.Pending], (await Decisions(id)).Select(d => d.To));
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_the_second_learns_that_it_is_decided()
    {
        var id = await Waiting("抢着审");
        var supervisor = await app.As("supervisor");
        var mine = await supervisor.Get($"/customers/{id}/admission");
        await app.Send(new DecideAdmission.Command { Id = id, Decision = Admission.Rejected, Reason = "重复" });
        var late = await supervisor.Submit(mine, $"/customers/{id}/admission", Ticks(await Required(), ("Form.Decision", "Admitted")));
        Assert.True(late.Status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity);
        Assert.Equal(Admission.Rejected, (await app.Customer(id)).Admission);
    }

    [Fact]
    public async Task A_selection_is_admitted_row_by_row_and_each_row_tells_what_became_of_it()
    {
        var (a, b, decided) = (await Waiting("批量甲"), await Waiting("批量乙"), await Waiting("批量丙"));
        await app.Send(new DecideAdmission.Command { Id = decided, Decision = Admission.Rejected, Reason = "x" });
        var supervisor = await app.As("supervisor");
        var form = await supervisor.Get($"/customers/admission/bulk?id={a}&id={b}");
        Assert.Contains("批量乙", form.Html, StringComparison.Ordinal);
        Assert.Equal(Admission.Pending, (await app.Customer(a)).Admission); // looking changes nothing
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Submit(form, "/customers/admission/bulk", ("Form.Ids", $"{a}"))).Status);
        var done = await supervisor.Submit(form, "/customers/admission/bulk", Ticks(await Required(), ("Form.Ids", $"{a}"), ("Form.Ids", $"{b}"), ("Form.Ids", $"{decided}"), ("Form.Ids", "99999999")));
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal(["Admitted", "Admitted", "Decided before", "Not there, or outside your reach"], done.Document.QuerySelectorAll("main li .badge").Select(x => x.TextContent));
        Assert.Equal((Admission.Admitted, Admission.Admitted, Admission.Rejected), ((await app.Customer(a)).Admission, (await app.Customer(b)).Admission, (await app.Customer(decided)).Admission));
    }

    [Fact]
    public async Task The_queue_is_oldest_first_page_by_page_and_counts_in_the_menu()
    {
        for (var i = 0; i < 3; i++) await Waiting($"排队 {i}");
        var seen = new List<long>();
        string? after = null;
        do
        {
            var slice = await app.Send(new ListPending.Query { Limit = 2, After = after }, "supervisor");
            seen.AddRange(slice.Items.Select(r => r.Id));
            after = slice.NextCursor;
        }
        while (after is not null);
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        var supervisor = await app.As("supervisor");
        Assert.Equal($"{seen.Count}", (await supervisor.Get("/customers/admission/count", htmx: true)).Text(".badge"));
        Assert.NotNull((await supervisor.Get("/")).Document.QuerySelector("a[href='/customers/admission'] [hx-get='/customers/admission/count']"));
        var manager = await app.As("manager");
        Assert.Null((await manager.Get("/")).Document.QuerySelector("a[href='/customers/admission']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.Get("/customers/admission")).Status);
    }

    [Fact]
    public async Task The_checklist_is_edited_ordered_and_retired_and_old_decisions_keep_their_words()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/customers/settings/admission/new", ("Form.English", "Only English"), ("Form.Chinese", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/customers/settings/admission/new", ("Form.English", "Licence seen"), ("Form.Chinese", "已查看营业执照"), ("Form.Required", "true"))).Status);
        var item = (await Criteria())[^1];
        Assert.Equal(("Licence seen", true), (item.English, item.Required));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(await admin.Get($"/customers/settings/admission/{item.Id}/move"), $"/customers/settings/admission/{item.Id}/move", ("up", "true"))).Status);
        Assert.Equal(item.Id, (await Criteria())[^2].Id);
        var id = await Waiting("旧清单");
        Assert.Contains("已查看营业执照", (await (await app.As("supervisor", "zh-CN")).Get($"/customers/{id}/admission")).Html, StringComparison.Ordinal);
        await app.Send(new DecideAdmission.Command { Id = id, Decision = Admission.Admitted, Ticked = [.. await Required()] });
        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/customers/settings/admission/{item.Id}", ("Form.English", "Reworded"), ("Form.Archived", "true"))).Status);
        Assert.DoesNotContain(await Criteria(), c => c.Id == item.Id);
        Assert.Contains((await Decisions(id))[0].Ticked, t => t.English == "Licence seen");
    }

    [Fact]
    public async Task Programs_admit_with_the_right_and_only_within_reach()
    {
        var id = await Waiting("接口准入");
        var api = await app.Api("supervisor");
        var refused = await api.PostAsJsonAsync($"/api/v1/customers/{id}/admission", new { to = "admitted" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("manager")).PostAsJsonAsync($"/api/v1/customers/{id}/admission", new { to = "admitted", criteria = await Required() })).StatusCode);
        var answer = await api.PostAsJsonAsync($"/api/v1/customers/{id}/admission", new { to = "admitted", criteria = await Required() });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("admitted", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("admission").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync($"/api/v1/customers/{id}/admission", new { to = "rejected", reason = "x" })).StatusCode);
        var created = await api.PostAsJsonAsync("/api/v1/customers", new { name = "Form visitor", pending = true });
        Assert.Equal("pending", (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("admission").GetString());
    }

    [Fact]
    public async Task Who_waits_earns_no_points_then_or_afterwards_and_joins_only_once_admitted()
    {
        var id = await Waiting("积分待准入");
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new JoinMember.Command { CustomerId = id, TermsAccepted = true }));
        await app.Buys(id, 500, 0);
        await app.Deliver();
        await app.Send(new DecideAdmission.Command { Id = id, Decision = Admission.Admitted, Ticked = [.. await Required()] });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Send(new JoinMember.Command { CustomerId = id, TermsAccepted = true });
        await app.Deliver();
        Task<long> Balance() => app.Db<LoyaltyDb, long>(db => db.Members.Where(m => m.CustomerId == id).Select(m => m.Balance).SingleAsync());
        Assert.Equal(0, await Balance());
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Buys(id, 70, 0);
        await app.Deliver();
        Assert.Equal(70, await Balance());
    }

    [Fact]
    public async Task Figures_of_growth_count_a_customer_from_its_admission_on()
    {
        async Task<long> Counted() => (await app.Send(new CountCustomers.Query())).Levels.Sum(l => l.Count);
        var before = await Counted();
        var id = await Waiting("看板待准入", @as: null);
        Assert.Equal(before, await Counted());
        await app.Send(new DecideAdmission.Command { Id = id, Decision = Admission.Admitted, Ticked = [.. await Required()] });
        Assert.Equal(before + 1, await Counted());
    }

    [Fact]
    public async Task Who_waits_is_in_no_segment_but_one_that_asks_for_it()
    {
        var (waiting, admitted) = (await Waiting("分群待准入"), await app.NewCustomer("分群已准入", @as: "supervisor"));
        await app.Facts();
        var rule = Of(RuleMatch.All, When("lastContact", RuleTest.Unknown));
        var all = await app.Send(new WriteSegment.Command { Name = "未联系", Rule = rule }, "supervisor");
        var asking = await app.Send(new WriteSegment.Command { Name = "未联系待准入", Rule = Of(RuleMatch.All, When("lastContact", RuleTest.Unknown), When("admission", RuleTest.AnyOf, "pending")) }, "supervisor");
        async Task<bool> Holds(long segment, long id) => (await app.Send(new Crm.Customers.Features.Segments.ListMembers.Query { Id = segment, Limit = 200 }, "supervisor")).Items.Any(r => r.Id == id);
        Assert.Equal((false, true), (await Holds(all, waiting), await Holds(all, admitted)));
        Assert.Equal((true, false), (await Holds(asking, waiting), await Holds(asking, admitted)));
        Assert.Equal((false, true), (await app.Lists(waiting, new() { Segment = all }, "supervisor"), await app.Lists(admitted, new() { Segment = all }, "supervisor")));
    }

    [Fact]
    public async Task The_archive_for_the_customer_tells_of_the_decision()
    {
        var id = await Waiting("要档案");
        await app.Send(new DecideAdmission.Command { Id = id, Decision = Admission.Rejected, Reason = "暂不符合" });
        var values = await app.Scope(async s =>
        {
            var all = new List<object?>();
            foreach (var source in s.GetServices<Crm.Platform.Privacy.ISubjectData>()) all.AddRange((await source.Of(id, default)).SelectMany(x => x.Rows).SelectMany(r => r.Values));
            return all;
        });
        Assert.Contains("暂不符合", values);
    }

    [Fact]
    public async Task No_wave_invites_who_waits_and_no_plan_calls_them()
    {
        var id = await app.NewCustomer("VIP 待准入", CustomerLevel.Vip, pending: true);
        await app.Plans();
        Assert.Empty(await app.Planned(id));
        var wave = Crm.Surveys.Domain.Wave.Plan(null!, "w", Crm.Surveys.Domain.WaveKind.Audience, app.Clock.Now, null, 14, 0, null, app.Clock.Now);
        Assert.False(wave.Invites(await app.Known(id)));
        await app.Send(new DecideAdmission.Command { Id = id, Decision = Admission.Admitted, Ticked = [.. await Required()] });
        Assert.True(wave.Invites(await app.Known(id)));
        Assert.Single(await app.Planned(id));
    }
}
