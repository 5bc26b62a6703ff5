using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Ideas;
using Crm.Surveys.Data;
using Crm.Tests.Support;
using Crm.Tests.Surveys;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Loyalty.Features;

public sealed class IdeasTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> NewIdea(long? customer = null, bool publish = true, string title = "A wish") => app.Send(new SaveIdea.Command { TitleEn = title, TextZh = "说明", CustomerId = customer, Publish = publish });

    Task<int> Votes(long idea) => app.Db<LoyaltyDb, int>(db => db.Ideas.Where(i => i.Id == idea).Select(i => i.Tally.Votes).SingleAsync());

    async Task Decide(long idea, IdeaStatus status, long points = 50, string? answer = null)
    {
        var now = await app.Send(new DecideIdea.Query(idea));
        await app.Send(now with { Status = status, Points = points, AnswerEn = answer });
    }

    [Fact]
    public async Task A_member_votes_once_however_often_it_is_pressed_and_takes_it_back()
    {
        var idea = await NewIdea();
        var (_, customer, email) = await app.NewMember();
        var me = await app.SignedIn(customer, email);
        var page = await me.Get($"/member/en/ideas/{idea}");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => me.Submit(page, $"/member/en/ideas/{idea}")));
        Assert.Equal(1, await Votes(idea));
        var mine = await me.Get($"/member/en/ideas/{idea}");
        Assert.Contains("Take my vote back", mine.Html, StringComparison.Ordinal);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => me.Submit(mine, $"/member/en/ideas/{idea}")));
        Assert.Equal(0, await Votes(idea));
        // Reading is for everybody, voting for members.
        var reader = app.Anonymous();
        var open = await reader.Get($"/member/en/ideas/{idea}");
        Assert.Equal(HttpStatusCode.OK, open.Status);
        Assert.Contains("Sign in to vote", open.Html, StringComparison.Ordinal);
        Assert.Contains("A wish", (await reader.Get("/member/zh-CN/ideas")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_member_suggests_is_one_idea_and_is_seen_by_others_only_once_a_colleague_has_published_it()
    {
        var (_, customer, email) = await app.NewMember();
        var me = await app.SignedIn(customer, email, "zh-CN");
        var form = await me.Get("/member/zh-CN/ideas/new");
        var bad = await me.Submit(form, "/member/zh-CN/ideas/new", ("Form.Title", ""), ("Form.Text", "很多话"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "很多话"), (bad.Status, bad.ValueOf("Form.Text")));
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.SeeOther, (await me.Submit(form, "/member/zh-CN/ideas/new", ("Form.Title", "周日送货"), ("Form.Text", "周日也要送"))).Status);
        var idea = await app.Db<LoyaltyDb, Idea>(db => db.Ideas.AsNoTracking().SingleAsync(i => i.CustomerId == customer));
        Assert.Equal((IdeaSource.Member, "周日送货", null, null), (idea.Source, idea.TitleZh, idea.TitleEn, idea.PublishedAt));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get($"/member/en/ideas/{idea.Id}")).Status);
        Assert.DoesNotContain("周日送货", (await app.Anonymous().Get("/member/zh-CN/ideas")).Html, StringComparison.Ordinal);
        var admin = await app.As("admin");
        Assert.Contains("周日送货", (await admin.Get("/loyalty/ideas?shelf=Suggested")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post($"/loyalty/ideas/{idea.Id}/edit", ("Form.TitleEn", "Sunday delivery"), ("Form.Publish", "true"))).Status);
        var shown = await app.Anonymous().Get($"/member/en/ideas/{idea.Id}");
        Assert.Equal("Sunday delivery", shown.Text("h1"));
        Assert.DoesNotContain("Guest", shown.Html, StringComparison.Ordinal); // whose it was stays ours
        for (var i = 0; i < 4; i++) await me.Post("/member/zh-CN/ideas/new", ("Form.Title", $"更多 {i}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await me.Post("/member/zh-CN/ideas/new", ("Form.Title", "太多"))).Status);
    }

    [Fact]
    public async Task Its_proposer_is_told_with_consent_and_gets_the_points_once_when_it_is_built()
    {
        var (member, customer, _) = await app.NewMember(language: "zh-CN");
        await app.Send(new Crm.Customers.Features.Privacy.SayConsent.Command { Id = customer, Purpose = Purpose.Loyalty, Channel = ConsentChannel.Any, Given = true, Source = ConsentSource.Phone, Evidence = "on the phone" });
        var idea = await NewIdea(customer);
        await Decide(idea, IdeaStatus.Planned);
        Assert.Equal(0, (await app.Member(member)).Balance);
        await Decide(idea, IdeaStatus.Built, answer: "Here it is");
        await Decide(idea, IdeaStatus.Planned);
        await Decide(idea, IdeaStatus.Built, points: 500);
        var shown = await app.Member(member);
        Assert.Equal((50L, "idea"), (shown.Balance, Assert.Single(shown.Entries).Source));
        var mails = await app.MailsTo(customer);
        Assert.Equal(2, mails.Count); // planned and built, each told once
        Assert.Contains("已实现", mails[0].TextBody, StringComparison.Ordinal);
        Assert.Contains("50", mails[0].TextBody, StringComparison.Ordinal);
        Assert.Contains($"/member/zh-CN/ideas/{idea}", mails[0].TextBody, StringComparison.Ordinal);

        var (_, quiet, _) = await app.NewMember();
        await app.Send(new Crm.Customers.Features.Privacy.SayConsent.Command { Id = quiet, Purpose = Purpose.Loyalty, Channel = ConsentChannel.Any, Given = false, Source = ConsentSource.Phone, Evidence = "on the phone" });
        await Decide(await NewIdea(quiet), IdeaStatus.Built);
        Assert.Empty(await app.MailsTo(quiet));
    }

    [Fact]
    public async Task A_refusal_says_why_and_what_is_decided_takes_no_more_votes()
    {
        var idea = await NewIdea();
        var admin = await app.As("admin");
        var refused = await admin.Post($"/loyalty/ideas/{idea}/decide", ("Form.Status", "Declined"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("Say why.", refused.ErrorOf("Form.AnswerZh"));
        var (_, customer, email) = await app.NewMember();
        var me = await app.SignedIn(customer, email);
        var page = await me.Get($"/member/en/ideas/{idea}");
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post($"/loyalty/ideas/{idea}/decide", ("Form.Status", "Declined"), ("Form.AnswerEn", "Too dear"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await me.Submit(page, $"/member/en/ideas/{idea}")).Status);
        Assert.Equal(0, await Votes(idea));
        Assert.Contains("Too dear", (await app.Anonymous().Get($"/member/en/ideas/{idea}")).Html, StringComparison.Ordinal);
        var opened = await admin.Get($"/loyalty/ideas/{idea}/edit");
        await app.Send((await app.Send(new SaveIdea.Query(idea))).Form with { TitleEn = "Other words" });
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(opened, $"/loyalty/ideas/{idea}/edit", ("Form.TitleEn", "My words"))).Status);
    }

    [Fact]
    public async Task Two_customers_who_turn_out_to_be_one_have_one_vote()
    {
        var idea = await NewIdea();
        var (_, a, mailA) = await app.NewMember();
        var (_, b, mailB) = await app.NewMember();
        foreach (var (customer, mail) in new[] { (a, mailA), (b, mailB) })
        {
            var browser = await app.SignedIn(customer, mail);
            await browser.Submit(await browser.Get($"/member/en/ideas/{idea}"), $"/member/en/ideas/{idea}");
        }
        Assert.Equal(2, await Votes(idea));
        await Happen(new CustomerMerged(a, b, app.Clock.Now));
        Assert.Equal(1, await Votes(idea));
        await Happen(new CustomerUnmerged(a, b, app.Clock.Now, app.Clock.Now));
        Assert.Equal(2, await Votes(idea));
    }

    [Fact]
    public async Task Of_a_proposer_who_is_forgotten_no_word_and_no_name_stays()
    {
        var (_, customer, email) = await app.NewMember();
        var me = await app.SignedIn(customer, email);
        await me.Post("/member/en/ideas/new", ("Form.Title", "Call me at 138"), ("Form.Text", "my words"));
        var ours = await NewIdea(customer);
        await Happen(new CustomerErased(customer, app.Clock.Now));
        var left = await app.Db<LoyaltyDb, List<Idea>>(db => db.Ideas.AsNoTracking().Where(i => i.Id >= ours - 1 && i.Id <= ours).OrderBy(i => i.Id).ToListAsync());
        Assert.All(left, i => Assert.Null(i.CustomerId));
        Assert.Equal((null, null), (left[0].TitleEn, left[0].TextEn));
        Assert.Equal("A wish", left[1].TitleEn);
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("admin")).Get($"/loyalty/ideas/{left[0].Id}")).Status);
    }

    [Fact]
    public async Task An_idea_is_written_down_with_a_title_of_either_language_and_only_by_who_may()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/loyalty/ideas")).Status);
        var admin = await app.As("admin");
        var bad = await admin.Post("/loyalty/ideas/new", ("Form.TextEn", "words alone"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "words alone"), (bad.Status, bad.ValueOf("Form.TextEn")));
        Assert.NotEmpty(bad.ErrorOf("Form.TitleZh"));
        var stranger = await admin.Post("/loyalty/ideas/new", ("Form.TitleEn", "For whom"), ("Form.CustomerId", "99999999"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stranger.Status);
        var made = await admin.Post("/loyalty/ideas/new", ("Form.TitleZh", "更快"), ("Form.Publish", "true"));
        Assert.Equal(HttpStatusCode.Redirect, made.Status);
        Assert.Equal("更快", (await admin.Get(made.Location!.OriginalString)).Text("h1"));
        // From a call back: once.
        var from = await admin.Post("/loyalty/ideas/new?followUp=77", ("Form.TitleEn", "From a call"));
        Assert.Equal(HttpStatusCode.Redirect, from.Status);
        Assert.Equal(from.Location, (await admin.Get("/loyalty/ideas/new?followUp=77")).Location);
        Assert.Contains("/follow-ups/77", (await admin.Get(from.Location!.OriginalString)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_of_an_answer_becomes_an_idea_with_its_words_and_its_customer_once()
    {
        var customer = await app.SomeCustomer("Idea Giver");
        var response = await app.Answer(await app.NewWave("Ideas"), "overall=4;wishes=Deliver on Sundays. My shop opens then", customer);
        await app.Deliver();
        var feedback = await app.Db<SurveysDb, long>(db => db.Feedback.Where(f => f.ResponseId == response).Select(f => f.Id).SingleAsync());
        var admin = await app.As("admin");
        var said = await admin.Get($"/feedback/{feedback}");
        var address = said.Document.QuerySelector("a[href^='/loyalty/ideas/new']")!.GetAttribute("href")!;
        var (form, beside) = (await admin.Get(address), await admin.Get(address));
        Assert.Equal(("Deliver on Sundays. My shop opens then", "Deliver on Sundays. My shop opens then", $"{customer}"), (form.ValueOf("Form.TitleEn"), form.ValueOf("Form.TextEn"), form.ValueOf("Form.CustomerId")));
        var made = await admin.Submit(form, $"/loyalty/ideas/new?feedback={feedback}");
        Assert.Equal(HttpStatusCode.Redirect, made.Status);
        Assert.Equal(made.Location, (await admin.Get($"/loyalty/ideas/new?feedback={feedback}")).Location);
        var again = await admin.Submit(beside, $"/loyalty/ideas/new?feedback={feedback}");
        Assert.Contains("This is an idea already.", again.Html, StringComparison.Ordinal);
        var idea = await app.Db<LoyaltyDb, Idea>(db => db.Ideas.AsNoTracking().SingleAsync(i => i.CustomerId == customer));
        Assert.Equal((IdeaSource.Feedback, $"feedback:{feedback}", null), (idea.Source, idea.Origin, idea.PublishedAt));
        // Who may not read feedback gets none of its words.
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/loyalty/ideas/new?feedback={feedback}")).Status);
    }

    [Fact]
    public async Task A_program_writes_lists_and_decides_ideas()
    {
        var api = await app.Api();
        var made = await api.PostAsJsonAsync("/api/v1/ideas", new { titleEn = "By program", publish = true });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var decide = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/ideas/{id}/decide") { Content = JsonContent.Create(new { status = "planned", answerEn = "Soon", points = 0 }) };
        decide.Headers.TryAddWithoutValidation("If-Match", made.Headers.ETag!.ToString());
        Assert.Equal("planned", (await (await api.SendAsync(decide)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        var list = await api.GetFromJsonAsync<JsonElement>("/api/v1/ideas?status=planned&text=By%20program&shelf=published");
        Assert.Equal(id, Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Public_ideas_are_paged_most_wanted_first()
    {
        var mark = Guid.NewGuid().ToString("N");
        for (var i = 0; i < 3; i++) await NewIdea(title: $"{mark} {i}");
        var (seen, after) = (new List<(int Votes, long Id)>(), default(string));
        do
        {
            var page = await app.Send(new ShowPublicIdeas.Query(null, "en", After: after, Limit: 2));
            seen.AddRange(page.Items.Select(i => (i.Votes, i.Id)));
            after = page.NextCursor;
        }
        while (after is not null);
        Assert.Equal(seen.OrderByDescending(i => i.Votes).ThenByDescending(i => i.Id), seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    async Task Happen(Crm.Contracts.IEvent happened)
    {
        await app.Db<CustomersDb>(async db => { db.Publish(happened); await db.SaveChangesAsync(); });
        await app.Deliver();
    }
}
