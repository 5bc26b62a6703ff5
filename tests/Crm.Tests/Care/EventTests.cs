using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Care.Features;
using Crm.Care.Features.Gatherings;
using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Care;

/// <summary>Customer events: places that are never given twice, the list at the door, and who hears of who came.</summary>
public sealed class EventTests(CrmApp app) : IClassFixture<CrmApp>
{
    static SaveGathering.Command Plan(string title, int? places = null) => new() { TitleEn = title, TitleZh = title + "（中）", Place = "Hall 7", OnlineUrl = "https://meet.example.test/x", Starts = "2026-03-20T14:00", Ends = "2026-03-20T16:00", Zone = "Asia/Shanghai", Capacity = places, Public = true };

    async Task<long> Open(SaveGathering.Command plan)
    {
        var id = await app.Send(plan, "supervisor");
        await app.Send(new OpenGathering.Command(id), "supervisor");
        return id;
    }

    Task<string> Link(CareLinkKind kind, long first, long second = 0) => app.Scope(async s => new Uri(await s.GetRequiredService<CareAddresses>().Event(kind, first, second, "en", default)).PathAndQuery);

    Task<List<SignUp>> Rows(long id) => app.Db<CareDb, List<SignUp>>(db => db.SignUps.AsNoTracking().Where(s => s.GatheringId == id).OrderBy(s => s.Id).ToListAsync());

    [Fact]
    public async Task Of_64_who_ask_at_once_ten_get_a_place_and_the_others_wait_in_order()
    {
        var id = await Open(Plan("Rush", 10));
        var token = (await Link(CareLinkKind.PublicEvent, id)).Split('/', '?')[2];
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => app.Scope(async s =>
        {
            await s.GetRequiredService<MediatR.IMediator>().Send(new SignUpPublicly.Command { Token = token, Name = $"Guest {i}", Email = $"rush{i % 60}@guest.test" });
            return 0;
        })));
        var rows = await Rows(id);
        Assert.Equal((60, 10, 50), (rows.Count, rows.Count(r => r.State == SignUpState.Booked), rows.Count(r => r.State == SignUpState.Waiting)));

        // A place that is given back goes to who has waited longest; four at once are four.
        var booked = rows.Where(r => r.State == SignUpState.Booked).Take(4).ToList();
        var next = rows.Where(r => r.State == SignUpState.Waiting).OrderBy(r => r.SignedUpAt).ThenBy(r => r.Id).Take(4).Select(r => r.Id).ToHashSet();
        await Task.WhenAll(booked.Select(b => app.Send(new TakeOff.Command(id, b.Id), "agent")));
        var after = await Rows(id);
        Assert.Equal(10, after.Count(r => r.State == SignUpState.Booked));
        Assert.All(after.Where(r => next.Contains(r.Id)), r => Assert.Equal(SignUpState.Booked, r.State));
        // More room: more move up.
        var form = await app.Send(new SaveGathering.Query(id), "supervisor");
        await app.Send(form with { Capacity = 12 }, "supervisor");
        Assert.Equal(12, (await Rows(id)).Count(r => r.State == SignUpState.Booked));
        Assert.Equal(6, await app.Db<CareDb, int>(db => db.Mail.CountAsync(m => m.Key.StartsWith("care:event:promoted:"))));
    }

    [Fact]
    public async Task A_guest_signs_up_on_a_phone_without_a_script_and_gives_the_place_back()
    {
        var id = await Open(Plan("Phone", 1));
        var link = await Link(CareLinkKind.PublicEvent, id);
        var phone = app.Anonymous();
        var page = await phone.Get(link);
        Assert.Contains("2026-03-20 14:00 – 16:00 (Asia/Shanghai)", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("meet.example.test", page.Html, StringComparison.Ordinal); // for those who have a place
        var bad = await phone.Submit(page, link.Split('?')[0], ("Form.Name", ""), ("Form.Email", "no address"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("no address", bad.ValueOf("Form.Email"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.Submit(page, link.Split('?')[0], ("Form.Name", "Kim"), ("Form.Email", "kim@"))).Status);
        var done = await phone.Submit(page, link.Split('?')[0], ("Form.Name", "Kim <b>"), ("Form.Email", "Kim@Guest.test"), ("Form.Phone", "1"));
        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        Assert.Contains("You have a place", (await phone.Get(done.Location!.ToString())).Html, StringComparison.Ordinal);
        var mine = Assert.Single(await Rows(id));
        Assert.Equal(("Kim <b>", "kim@guest.test", SignUpState.Booked), (mine.Name, mine.Email, mine.State));
        await phone.Submit(page, link.Split('?')[0], ("Form.Name", "Kim"), ("Form.Email", "kim@guest.test")); // twice is once
        Assert.Single(await Rows(id));
        Assert.Contains("waiting list", (await phone.Get((await phone.Submit(await phone.Get(link), link.Split('?')[0], ("Form.Name", "Lee"), ("Form.Email", "lee@guest.test"))).Location!.ToString())).Html, StringComparison.Ordinal);

        var own = await Link(CareLinkKind.Place, mine.Id);
        var inside = await phone.Get(own);
        Assert.Contains("meet.example.test", inside.Html, StringComparison.Ordinal);
        var ics = await phone.Http.GetAsync(own.Replace("?", "/calendar.ics?", StringComparison.Ordinal));
        Assert.Equal("text/calendar", ics.Content.Headers.ContentType!.MediaType);
        Assert.Contains("DTSTART:20260320T060000Z", await ics.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Submit(inside, own.Split('?')[0] + "/leave")).Status);
        Assert.Equal([SignUpState.Cancelled, SignUpState.Booked], (await Rows(id)).Select(r => r.State));
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Get("/e/nonsense")).Status);
        // A draft leads nowhere.
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Get(await Link(CareLinkKind.PublicEvent, await app.Send(Plan("Draft"), "supervisor")))).Status);
    }

    [Fact]
    public async Task Titles_and_names_are_words_in_the_mail_and_where_to_go_is_a_link()
    {
        var id = await Open(Plan("[Fest](https://evil.example) {{name}}"));
        var link = await Link(CareLinkKind.PublicEvent, id);
        var phone = app.Anonymous();
        await phone.Submit(await phone.Get(link), link.Split('?')[0], ("Form.Name", "*Kim* {{link}}"), ("Form.Email", "words@guest.test"));
        var mail = await app.Db<CareDb, Crm.Platform.Data.MailRow>(db => db.Mail.AsNoTracking().SingleAsync(m => m.ToAddress == "words@guest.test"));
        var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.HtmlBody!);
        foreach (var text in new[] { mail.TextBody, html.Body!.TextContent })
        {
            Assert.Contains("*Kim* {{link}}", text, StringComparison.Ordinal);
            Assert.Contains("[Fest](https://evil.example) {{name}}", text, StringComparison.Ordinal);
        }
        Assert.Empty(html.QuerySelectorAll("em, a[href*=evil]"));
        Assert.Single(html.QuerySelectorAll("a[href='https://meet.example.test/x']"));
        Assert.Contains("{{name}}", mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_is_invited_once_and_an_invited_customer_needs_to_type_nothing()
    {
        var yes = await app.Friend("Invited", c => c with { Level = CustomerLevel.Vip }, Purpose.Care);
        var no = await app.Friend("Not Asked", c => c with { Level = CustomerLevel.Vip });
        var id = await Open(Plan("Invited"));
        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get($"/care/events/{id}/invite?Levels=Vip");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var check = await app.Send(new CheckInvitations.Query(id, null, [CustomerLevel.Vip]), "supervisor");
        Assert.Equal((2, 1), (check.Meant, check.Asked));
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(page, $"/care/events/{id}/invite")).Status);
        await app.Jobs();
        await app.Send(new InviteSegment.Command { Id = id, Levels = [CustomerLevel.Vip] }, "supervisor");
        await app.Jobs();
        var mail = Assert.Single(await app.MailsTo(yes));
        Assert.Contains("List-Unsubscribe: <", mail.Headers, StringComparison.Ordinal);
        Assert.Empty(await app.MailsTo(no));
        var link = CareWorld.PathIn(mail.TextBody, "/e/");
        var phone = app.Anonymous();
        var open = await phone.Get(link);
        Assert.Contains("You sign up as Invited.", open.Html, StringComparison.Ordinal);
        Assert.Equal(SignUpState.Invited, Assert.Single(await Rows(id)).State); // opening changes nothing
        await phone.Submit(open, link.Split('?')[0]);
        Assert.Equal(SignUpState.Booked, Assert.Single(await Rows(id)).State);
        Assert.Equal(2, (await app.MailsTo(yes)).Count);
        Assert.Contains("Signed up for Invited", (await (await app.As("admin")).Get($"/customers/{yes}/timeline")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/care/events/{id}/invite")).Status);
    }

    [Fact]
    public async Task Who_came_is_ticked_at_the_door_and_told_to_the_others_when_the_list_is_closed()
    {
        var start = app.Clock.Now;
        try
        {
            var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.AfterTicket).Select(s => s.Id).SingleAsync());
            var wave = await app.Send(new PlanWave.Command { SurveyId = survey, Title = "After events", Kind = WaveKind.AfterEvent, RestDays = 0, DelayDays = 1 }, "analyst");
            await app.Send(new StartWave.Command(wave), "analyst");
            var (came, absent) = (await app.Friend("Came Along"), await app.Friend("Stayed Home"));
            var guestMail = $"{Guid.NewGuid():N}@customer.test";
            var known = await app.Friend("Known Guest", c => c with { Emails = [new() { Value = guestMail }] });
            var id = await Open(Plan("Door"));
            foreach (var customer in new[] { came, absent }) await app.Send(new SignUpCustomer.Command { Id = id, CustomerId = customer }, "supervisor");
            await app.Send(new SignUpPublicly.Command { Token = (await Link(CareLinkKind.PublicEvent, id)).Split('/', '?')[2], Name = "Somebody", Email = guestMail });
            await app.Sweep("MatchGuests");
            var rows = await Rows(id);
            Assert.Equal((known, null, null), (rows[2].CustomerId, rows[2].Name, rows[2].Email));

            app.Clock.Now = new(2026, 3, 19, 7, 0, 0, TimeSpan.Zero);
            await app.Sweep("RemindGuests");
            await app.Sweep("RemindGuests");
            var keys = rows.ConvertAll(r => $"care:event:remind:{r.Id}:{new DateTimeOffset(2026, 3, 20, 6, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()}");
            Assert.Equal(3, await app.Db<CareDb, int>(db => db.Mail.CountAsync(m => keys.Contains(m.Key))));
            await Assert.ThrowsAsync<RuleException>(() => app.Send(new CloseGathering.Command(id), "supervisor")); // it has not begun

            app.Clock.Now = new(2026, 3, 20, 6, 5, 0, TimeSpan.Zero);
            var agent = await app.As("agent");
            var door = await agent.Get($"/care/events/{id}/door");
            Assert.Contains("Came Along", door.Html, StringComparison.Ordinal);
            foreach (var who in new[] { came, known })
                Assert.Equal(HttpStatusCode.Redirect, (await agent.Submit(door, $"/care/events/{id}/sign-ups/{rows.Single(r => r.CustomerId == who).Id}/check-in")).Status);
            await app.Send(new CheckIn.Command(id, rows.Single(r => r.CustomerId == absent).Id), "agent");
            await app.Send(new CheckIn.Command(id, rows.Single(r => r.CustomerId == absent).Id, Undo: true), "agent");
            Assert.Contains("2 of 3 are here", (await agent.Get($"/care/events/{id}/door?q=")).Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Came Along", (await agent.Get($"/care/events/{id}/door?q=home")).Html, StringComparison.Ordinal);

            app.Clock.Advance(TimeSpan.FromDays(2));
            await app.Sweep("CloseOldGatherings");
            await app.Sweep("CloseOldGatherings");
            var told = await app.Db<CareDb, List<string>>(db => db.Outbox.Where(o => o.Type == EventTypes.NameOf(typeof(EventAttended)) && EF.Functions.JsonContains(o.Payload, $$"""{"eventId":{{id}}}""")).Select(o => o.Payload).ToListAsync());
            Assert.Equal(2, told.Count);
            Assert.Equal(1, (await app.Send(new ShowGathering.Query(id), "supervisor")).NoShows);
            await app.Deliver();
            Assert.Equal([came, known], (await app.Db<SurveysDb, List<long>>(db => db.WaveDues.Where(d => d.WaveId == wave).Select(d => d.CustomerId).ToListAsync())).Order());
            await Assert.ThrowsAsync<RuleException>(() => app.Send(new CheckIn.Command(id, rows[1].Id), "agent"));
            Assert.Contains("Came to Door", (await (await app.As("admin")).Get($"/customers/{came}/timeline")).Html, StringComparison.Ordinal);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Calling_off_tells_everybody_and_a_bad_form_loses_nothing()
    {
        var id = await Open(Plan("Called off", 1));
        var token = (await Link(CareLinkKind.PublicEvent, id)).Split('/', '?')[2];
        foreach (var name in new[] { "one", "two" }) await app.Send(new SignUpPublicly.Command { Token = token, Name = name, Email = $"off-{name}@guest.test" });
        await app.Send(new CancelGathering.Command(id), "supervisor");
        Assert.Equal(2, await app.Db<CareDb, int>(db => db.Mail.CountAsync(m => m.Key.StartsWith("care:event:cancelled:"))));
        Assert.Contains("called off", (await app.Anonymous().Get($"/e/{token}?lang=en")).Html, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new SignUpPublicly.Command { Token = token, Name = "late", Email = "late@guest.test" }));

        var supervisor = await app.As("supervisor");
        var bad = await supervisor.Post("/care/events/new", ("Form.TitleEn", "Bad"), ("Form.TitleZh", "坏"), ("Form.Starts", "soon"), ("Form.Ends", "2026-05-01T10:00"), ("Form.Zone", "Mars/Base"), ("Form.Capacity", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        foreach (var field in new[] { "Form.Starts", "Form.Zone", "Form.Capacity", "Form.Place" }) Assert.NotEmpty(bad.ErrorOf(field));
        Assert.Equal("soon", bad.ValueOf("Form.Starts"));
        var upside = await supervisor.Post("/care/events/new", ("Form.TitleEn", "Bad"), ("Form.TitleZh", "坏"), ("Form.Place", "x"), ("Form.Starts", "2026-05-01T12:00"), ("Form.Ends", "2026-05-01T10:00"));
        Assert.NotEmpty(upside.ErrorOf("Form.Ends"));
        var done = await supervisor.Post("/care/events/new", ("Form.TitleEn", "Good"), ("Form.TitleZh", "好"), ("Form.Place", "x"), ("Form.Starts", "2026-05-01T10:00"), ("Form.Ends", "2026-05-01T12:00"), ("Form.Zone", "America/New_York"));
        Assert.Equal(HttpStatusCode.Redirect, done.Status);
        Assert.Contains("2026-05-01 10:00 – 12:00 (America/New_York)", (await supervisor.Get(done.Location!.ToString())).Html, StringComparison.Ordinal);
        Assert.Equal("2026-05-01T10:00", (await supervisor.Get(done.Location + "/edit")).ValueOf("Form.Starts"));
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get("/care/events")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/care/events/new")).Status);
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/care/events/{id}/sign-up")).Status);

        var api = await app.Api("supervisor");
        var made = await api.PostAsJsonAsync("/api/v1/customer-events", new { titleEn = "By API", titleZh = "接口", place = "x", starts = "2026-05-01T10:00", ends = "2026-05-01T12:00", zone = "Asia/Shanghai" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var made2 = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.OK, (await api.PostAsync($"/api/v1/customer-events/{made2}/open", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync($"/api/v1/customer-events/{made2}/sign-ups", new { customerId = await app.Friend("By API") })).StatusCode);
    }

    [Theory]
    [InlineData("<script data-naughty>alert(1)</script>"), InlineData("a\0b"), InlineData("half\ud83d"), InlineData("{{constructor}} {{"), InlineData("x\r\nSet-Cookie: naughty=1"), InlineData("[x](javascript:alert(1))"), InlineData("\"><img data-naughty src=x>"), InlineData("'); drop table care.events;--"), InlineData("\u202egnp\u202c 𠮷野家")]
    public async Task Texts_that_break_programs_are_stored_as_typed_or_refused(string text)
    {
        var supervisor = await app.As("supervisor");
        foreach (var (url, fields) in new (string, (string, string?)[])[]
        {
            ("/care/events/new", [("Form.TitleEn", text), ("Form.TitleZh", text), ("Form.TextEn", text), ("Form.TextZh", text), ("Form.Place", text), ("Form.Starts", "2026-06-01T10:00"), ("Form.Ends", "2026-06-01T11:00"), ("Form.Public", "true")]),
            ("/care/events/new", [("Form.TitleEn", "x"), ("Form.TitleZh", "x"), ("Form.Place", "x"), ("Form.OnlineUrl", text), ("Form.Starts", text), ("Form.Ends", text), ("Form.Zone", text), ("Form.Capacity", text)]),
            ("/care/campaigns/new", [("Form.Name", text), ("Form.SenderName", text), ("Form.SubjectEn", text), ("Form.SubjectZh", text), ("Form.BodyEn", text), ("Form.BodyZh", text), ("Form.LinkUrl", "")]),
            ("/care/greetings/new", [("Form.NameEn", text), ("Form.NameZh", text), ("Form.Month", "5"), ("Form.Day", text), ("Form.SubjectEn", text), ("Form.SubjectZh", text), ("Form.BodyEn", text), ("Form.BodyZh", text)]),
        })
        {
            var answer = await supervisor.Post(url, fields);
            Assert.True(answer.Status is HttpStatusCode.Redirect or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{url}: {answer.Status}");
            if (answer.Status != HttpStatusCode.Redirect) continue;
            var page = await supervisor.Get(answer.Location!.OriginalString);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Null(page.Document.QuerySelector("[data-naughty], a[href^='javascript:' i]"));
            if (url != "/care/events/new") continue;
            var id = long.Parse(answer.Location.OriginalString.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
            await app.Send(new OpenGathering.Command(id), "supervisor");
            var link = await Link(CareLinkKind.PublicEvent, id);
            var open = await app.Anonymous().Get(link);
            Assert.Equal(HttpStatusCode.OK, open.Status);
            Assert.Null(open.Document.QuerySelector("[data-naughty], a[href^='javascript:' i]"));
            var signed = await app.Anonymous().Submit(open, link.Split('?')[0], ("Form.Name", text), ("Form.Email", "naughty@guest.test"), ("Form.Phone", text));
            Assert.True(signed.Status is HttpStatusCode.SeeOther or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{signed.Status}");
            Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/care/events/{id}")).Status);
            Assert.Null((await supervisor.Get($"/care/events/{id}/door")).Document.QuerySelector("[data-naughty]"));
        }
        foreach (var url in new[] { "/u/", "/e/", "/care/go/" }) Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Get(url + Uri.EscapeDataString(text.Replace('\0', 'x').Replace("/", "", StringComparison.Ordinal)))).Status);
    }

    [Fact]
    public async Task What_guests_told_is_forgotten_some_months_after_the_event()
    {
        var start = app.Clock.Now;
        try
        {
            var id = await Open(Plan("Forgetting"));
            await app.Send(new SignUpPublicly.Command { Token = (await Link(CareLinkKind.PublicEvent, id)).Split('/', '?')[2], Name = "Nobody's", Email = "nobodys@guest.test" });
            app.Clock.Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
            await app.Sweep("ForgetGuests");
            Assert.NotNull(Assert.Single(await Rows(id)).Email);
            app.Clock.Advance(TimeSpan.FromDays(30));
            await app.Sweep("ForgetGuests");
            var row = Assert.Single(await Rows(id));
            Assert.Equal((null, null, SignUpState.Booked), (row.Name, row.Email, row.State));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task A_customer_who_is_merged_or_forgotten_takes_their_sign_ups_along_or_loses_the_name()
    {
        var (from, into) = (await app.Friend("Event Merged"), await app.Friend("Event Survivor"));
        var id = await Open(Plan("Merging"));
        await app.Send(new SignUpCustomer.Command { Id = id, CustomerId = from }, "supervisor");
        await app.Send(new Crm.Customers.Features.Merging.MergeCustomers.Command { IntoId = into, FromId = from, Version = await app.Db<Crm.Customers.Data.CustomersDb, uint>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Version).SingleAsync()) });
        await app.Deliver();
        Assert.Equal(into, Assert.Single(await Rows(id)).CustomerId);
        var number = await app.Db<Crm.Customers.Data.CustomersDb, long>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Number).SingleAsync());
        await app.Send(new Crm.Customers.Features.Privacy.EraseCustomer.Command { Id = into, Confirm = $"{number}", Reason = "asked" });
        await app.Deliver();
        var row = Assert.Single(await Rows(id));
        Assert.Equal((null, SignUpState.Booked), (row.CustomerId, row.State));
    }
}
