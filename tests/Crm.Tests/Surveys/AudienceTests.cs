using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Contracts;
using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Surveys;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Purchases;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ListCustomers = Crm.Surveys.Features.Waves.ListCustomers;

namespace Crm.Tests.Surveys;

/// <summary>Whom waves ask, when, how often, and with which words.</summary>
public sealed class AudienceTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> SurveyOf(string template) => app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == template).Select(s => s.Id).SingleAsync());

    Task Sweep(string name) => app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == name).Run(default); return 0; });

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    Task<long> Customer(string name, string? mail = null, string region = "R", string language = "en", bool pending = false) =>
        app.Send(new RegisterCustomer.Command { Name = name, Region = region, Language = language, Pending = pending, Emails = mail is null ? [] : [new() { Value = mail }] }, "admin");

    Task<string> NumberOf(long customer) => app.Scope(async s => (await s.GetRequiredService<ICustomerDirectory>().FactsOf([customer], default))[customer].Number);

    async Task<long> Plan(string title, string region, Func<PlanWave.Command, PlanWave.Command>? with = null)
    {
        var plan = new PlanWave.Command { SurveyId = await SurveyOf(Templates.AfterTicket), Title = title, Kind = WaveKind.Audience, Region = region, RestDays = 0, ClosesAt = app.Clock.Now.AddDays(60) };
        return await app.Send(with?.Invoke(plan) ?? plan, "analyst");
    }

    async Task Start(long wave)
    {
        await app.Send(new StartWave.Command(wave), "analyst");
        await Jobs();
    }

    Task<List<long?>> Asked(long wave) => app.Db<SurveysDb, List<long?>>(db => db.Invitations.Where(i => i.WaveId == wave).OrderBy(i => i.CustomerId).Select(i => i.CustomerId).ToListAsync());

    [Fact]
    public async Task The_check_says_who_is_asked_and_who_falls_out_and_the_sending_does_the_same()
    {
        var asked = await Customer("Check Asked", "check-asked@customer.test", "Check", "zh-CN");
        var silent = await Customer("Check No Address", null, "Check");
        var refused = await Customer("Check Refused", "check-no@customer.test", "Check");
        await app.Send(new SayConsent.Command { Id = refused, Purpose = Purpose.Survey, Given = false, Source = Crm.Customers.Domain.Privacy.ConsentSource.Phone }, "admin");
        var resting = await Customer("Check Resting", "check-rest@customer.test", "Check");
        await Customer("Check Pending", "check-pending@customer.test", "Check", pending: true);
        var earlier = await Plan("Earlier", "Check", p => p with { Listed = true });
        await app.Send(new ListCustomers.Command { Id = earlier, CustomerId = resting }, "analyst");
        await Start(earlier);

        var wave = await Plan("Checked", "Check", p => p with { RestDays = 30 });
        var view = await app.Send(new CheckWave.Query(wave), "analyst");
        Assert.Equal((5, 1), (view.Meant, view.Asked));
        Assert.Equal([(Fallout.NoAddress, 1L), (Fallout.NoConsent, 1L), (Fallout.Resting, 1L), (Fallout.Pending, 1L)], view.FallOut.Select(o => (o.Why, o.N)));
        Assert.Equal(1, view.ByLanguage["zh-CN"]);

        var page = await (await app.As("analyst")).Get($"/waves/{wave}/check");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Their record waits for admission.", page.Html);
        Assert.Contains("李女士", page.Html);

        await Start(wave);
        Assert.Equal([asked, silent], (await Asked(wave)).Select(c => c!.Value).Order());
        Assert.Contains("您好", Assert.Single(await app.MailsTo(asked)).TextBody);
        Assert.Empty(await app.MailsTo(refused));
        Assert.Equal(2, (await app.Send(new CheckWave.Query(wave), "analyst")).FallOut.Single(o => o.Why == Fallout.Asked).N);
    }

    [Fact]
    public async Task A_wave_asks_the_key_contact_of_an_organisation_or_every_contact_that_has_an_address_each_once()
    {
        async Task<long> Organisation(string name) => await app.Send(new RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = name, Region = "Contacts", Emails = [new() { Value = $"{name}@office.test" }] }, "admin");
        async Task<long> Contact(long customer, string name, bool key, bool mail = true) =>
            await app.Send(new Crm.Customers.Features.Contacts.AddContact.Command { CustomerId = customer, Name = name, Key = key, Emails = mail ? [new() { Value = name + "@contact.test" }] : [] }, "admin");
        var (large, silent) = (await Organisation("Large"), await Organisation("Silent"));
        var (key, other, _) = (await Contact(large, "keyone", true), await Contact(large, "otherone", false), await Contact(large, "nomail", false, mail: false));
        var (quiet, _) = (await Contact(silent, "quietkey", true, mail: false), await Contact(silent, "quietother", false, mail: false));
        var person = await Customer("Contacts Person", "alone@customer.test", "Contacts");
        Task<List<(long?, long?)>> People(long wave) => app.Db<SurveysDb, List<(long?, long?)>>(async db => [.. (await db.Invitations.Where(i => i.WaveId == wave).Select(i => new { i.CustomerId, i.ContactId }).ToListAsync()).Select(i => (i.CustomerId, i.ContactId)).Order()]);

        var first = await Plan("Key contacts", "Contacts");
        await Start(first);
        Assert.Equal(new List<(long?, long?)> { (large, key), (silent, quiet), (person, null) }.Order(), await People(first));

        var every = await Plan("Every contact", "Contacts", p => p with { Contacts = WaveContacts.Every });
        var check = await app.Send(new CheckWave.Query(every), "analyst");
        Assert.Equal((4, 4), (check.Meant, check.Asked));
        await Start(every);
        Assert.Equal(new List<(long?, long?)> { (large, key), (large, other), (silent, quiet), (person, null) }.Order(), await People(every));
        Assert.Contains("otherone@contact.test", (await app.MailsTo(large)).Select(m => m.ToAddress));
        Assert.DoesNotContain("Large@office.test", (await app.MailsTo(large)).Select(m => m.ToAddress), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(4, (await app.Send(new CheckWave.Query(every), "analyst")).FallOut.Single(o => o.Why == Fallout.Asked).N);
        Assert.Contains("Every contact", (await (await app.As("analyst")).Get($"/waves/{every}")).Text("main"));

        // Each rests for themselves.
        await Contact(large, "latecomer", false);
        var next = await Plan("Every contact again", "Contacts", p => p with { Contacts = WaveContacts.Every, RestDays = 30 });
        Assert.Equal((1L, 4L), await app.Send(new CheckWave.Query(next), "analyst") is var again ? (again.Asked, again.FallOut.Single().N) : default);

        // Once it has begun it is settled; only an audience has the choice; the form and the API know it.
        var edit = await app.Send(new EditWave.Query(every), "analyst");
        Assert.Equal(WaveContacts.Every, edit.Contacts);
        await app.Send(edit with { Contacts = WaveContacts.Key }, "analyst");
        Assert.Equal(WaveContacts.Every, (await app.Send(new EditWave.Query(every), "analyst")).Contacts);
        var analyst = await app.As("analyst");
        var form = await analyst.Get("/waves/new");
        var refused = await analyst.Submit(form, "/waves/new", ("Form.SurveyId", $"{await SurveyOf(Templates.AfterTicket)}"), ("Form.Title", "Public"), ("Form.Kind", "PublicLink"), ("Form.Contacts", "Every"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Only an audience can ask every contact."), (refused.Status, refused.ErrorOf("Form.Contacts")));
        using var made = await (await app.Api("analyst")).PostAsJsonAsync("/api/v1/waves", new { surveyId = await SurveyOf(Templates.AfterTicket), title = "By API", kind = "audience", contacts = "every", restDays = 0 });
        Assert.Equal("every", (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("terms").GetProperty("contacts").GetString());
    }

    [Fact]
    public async Task A_list_takes_numbers_mails_and_files_and_says_what_nobody_knows()
    {
        var (one, two, three) = (await Customer("Listed One", "listed1@customer.test", "L1"), await Customer("Listed Two", "listed2@customer.test", "L2"), await Customer("Listed Three", "listed3@customer.test", "L3"));
        await Customer("Not Listed", "listed4@customer.test", "L1");
        var wave = await app.Send(new PlanWave.Command { SurveyId = await SurveyOf(Templates.AfterTicket), Title = "By list", Kind = WaveKind.Audience, Listed = true, RestDays = 0 }, "analyst");
        await Assert.ThrowsAsync<Crm.Platform.UseCases.RuleException>(() => app.Send(new StartWave.Command(wave), "analyst"));

        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/waves/{wave}/list");
        var sent = await analyst.Http.PostAsync($"/waves/{wave}/list", new MultipartFormDataContent
        {
            { new StringContent($"{await NumberOf(one)}, LISTED2@customer.test；C999999"), "Form.Typed" },
            { new StringContent(page.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" },
            { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes($"number,name\n{await NumberOf(three)},\"Three, Ltd\"\nnobody@nowhere.test,x\n")), "Upload", "list.csv" },
        });
        var html = await sent.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Contains("3 added", html);
        Assert.Contains("C999999", html);
        Assert.Contains("nobody@nowhere.test", html);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post($"/waves/{wave}/list", ("Form.Typed", " "))).Status);

        await Start(wave);
        Assert.Equal([one, two, three], (await Asked(wave)).Select(c => c!.Value));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/waves/{wave}/list")).Status);
        await Assert.ThrowsAsync<Crm.Platform.UseCases.RuleException>(() => app.Send(new ListCustomers.Command { Id = wave, CustomerId = one }, "analyst"));
    }

    [Fact]
    public async Task Who_has_not_finished_is_reminded_after_the_days_and_at_most_so_often_by_a_link_that_works_beside_the_first()
    {
        var start = app.Clock.Now;
        try
        {
            var (done, slow, gone) = (await Customer("Remind Done", "remind1@customer.test", "Remind"), await Customer("Remind Slow", "remind2@customer.test", "Remind"), await Customer("Remind Gone", "remind3@customer.test", "Remind"));
            var wave = await Plan("Reminding", "Remind", p => p with { RemindAfterDays = 3, RemindMost = 2, LinkDays = 60 });
            await Start(wave);
            await Answer(await LinkTo(done), 5);
            await app.Send(new SayConsent.Command { Id = gone, Purpose = Purpose.Survey, Given = false, Source = Crm.Customers.Domain.Privacy.ConsentSource.Phone }, "admin");
            app.Clock.Advance(TimeSpan.FromDays(2.9));
            await Sweep("SendReminders");
            Assert.Single(await app.MailsTo(slow));
            app.Clock.Advance(TimeSpan.FromDays(0.2));
            await Sweep("SendReminders");
            await Sweep("SendReminders"); // not twice on one day
            app.Clock.Advance(TimeSpan.FromDays(3.1));
            await Sweep("SendReminders");
            app.Clock.Advance(TimeSpan.FromDays(3.1));
            await Sweep("SendReminders");
            Assert.Equal((1, 3, 1), ((await app.MailsTo(done)).Count, (await app.MailsTo(slow)).Count, (await app.MailsTo(gone)).Count));
            var mails = await app.MailsTo(slow);
            Assert.Contains("Still time to answer", mails[0].Subject);
            var links = mails.Select(m => PathOf(m.TextBody)).Distinct().ToList();
            Assert.Equal(3, links.Count);
            foreach (var link in links) Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Get(link)).Status);
            await Answer(links[0], 4);
            foreach (var link in links) Assert.Equal(HttpStatusCode.Gone, (await app.Anonymous().Get(link)).Status);
            Assert.Equal(1, (await app.Send(new ReadProgress.Query(wave), "analyst")).Reminded);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Mails_of_a_waves_own_are_filled_in_and_bad_placeholders_are_refused()
    {
        var customer = await Customer("Own Words", "ownwords@customer.test", "Words");
        var wave = await Plan("Own words", "Words", p => p with { Points = 20 });
        var analyst = await app.As("analyst");
        var bad = await analyst.Post($"/waves/{wave}/mails", ("Form.InviteTextEn", "Dear {{nobody}}"), ("Form.InviteSubjectEn", "Hi {{name"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Contains("not known", bad.ErrorOf("Form.InviteTextEn"));
        Assert.Equal("Dear {{nobody}}", bad.ValueOf("Form.InviteTextEn").Trim());
        Assert.Contains("not known", bad.ErrorOf("Form.InviteSubjectEn"));
        Assert.Contains("{{link}}", (await analyst.Post($"/waves/{wave}/mails", ("Form.InviteTextZh", "您好"))).ErrorOf("Form.InviteTextZh"));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/waves/{wave}/mails", ("Form.InviteSubjectEn", "Dear {{name}}, {{points}} points"), ("Form.InviteTextEn", "Only for {{name}}: {{link}} until {{until}}"))).Status);
        await Start(wave);
        var mail = Assert.Single(await app.MailsTo(customer));
        Assert.Equal("Dear Own Words, 20 points", mail.Subject);
        Assert.StartsWith("Only for Own Words: http", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("/stop", mail.TextBody);
        // What is typed is shown as it will read before anything is saved.
        var page = await analyst.Get($"/waves/{wave}/mails");
        var fresh = await analyst.Submit(page, $"/waves/{wave}/mails?fresh", ("Form.InviteSubjectEn", "Half {{na"));
        Assert.Contains("Half {{na", fresh.Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/waves/{wave}/mails")).Status);
    }

    [Fact]
    public async Task Beside_its_text_a_mail_has_html_with_the_scores_one_button_the_link_the_end_and_the_way_out()
    {
        var customer = await Customer("<b>Tag & Co</b>", "tagged@customer.test", "Html", "zh-CN");
        var wave = await Plan("Html", "Html");
        Assert.Equal(HttpStatusCode.Redirect, (await (await app.As("analyst")).Post($"/waves/{wave}/mails", ("Form.InviteTextZh", "{{name}}，您好：\n\n<i>请</i>花一分钟\n告诉我们\n\n{{link}}"))).Status);
        await Start(wave);
        var mail = Assert.Single(await app.MailsTo(customer));
        var link = Regex.Match(mail.TextBody, @"http\S+/s/\S+").Value;
        var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.HtmlBody!);
        Assert.Equal("zh-CN", html.DocumentElement.GetAttribute("lang"));
        Assert.Contains("<b>Tag & Co</b>，您好", html.Body!.TextContent);
        Assert.Contains("<i>请</i>花一分钟<br>告诉我们", System.Net.WebUtility.HtmlDecode(mail.HtmlBody!));
        Assert.Empty(html.QuerySelectorAll("b, i, img, script, link, style, [src], [background]"));
        var links = html.QuerySelectorAll("a").Select(a => (Url: a.GetAttribute("href")!, Text: a.TextContent)).ToList();
        Assert.Equal(Enumerable.Range(1, 5).Select(s => ($"{link}&score={s}", $"{s}")), links[..5]);
        Assert.Equal((link, "开始填写"), links[5]);
        Assert.Equal((link, link), links[6]);
        Assert.Equal((link.Replace("?", "/stop?"), "不再接收满意度调查"), links[7]);
        Assert.Equal(8, links.Count);
        var until = (await app.Db<SurveysDb, DateTimeOffset?>(db => db.Waves.Where(w => w.Id == wave).Select(w => w.ClosesAt).SingleAsync()))!.Value;
        foreach (var body in new[] { mail.TextBody, html.Body.TextContent }) Assert.Matches(@"有效期至 \d{4}-\d\d-\d\d。", body);
        Assert.Contains("您对我们本次的处理满意吗", html.Body.TextContent);
        var page = await app.Anonymous().Get(new Uri(links[3].Url).PathAndQuery);
        Assert.NotNull(page.Document.QuerySelector("input[name='a.overall'][value='4'][checked]"));
    }

    [Fact]
    public async Task A_score_stands_in_the_mail_only_where_the_first_page_asks_for_it()
    {
        var (pulse, deep) = (await Customer("Pulse", "pulse@customer.test", "Pulse"), await Customer("Deep", "deep@customer.test", "Deep"));
        var (nps, satisfaction) = (await SurveyOf(Templates.NpsPulse), await SurveyOf(Templates.CustomerSatisfaction));
        await Start(await Plan("Pulse", "Pulse", p => p with { SurveyId = nps }));
        await Start(await Plan("Deep", "Deep", p => p with { SurveyId = satisfaction }));
        var mail = Assert.Single(await app.MailsTo(pulse));
        Assert.Equal(11, Regex.Count(mail.HtmlBody!, "&amp;score=\\d"));
        var page = await app.Anonymous().Get(PathOf(mail.TextBody) + "&score=0");
        Assert.NotNull(page.Document.QuerySelector(".s11 input[value='0'][checked]"));
        Assert.DoesNotContain("score=", Assert.Single(await app.MailsTo(deep)).HtmlBody);
    }

    [Fact]
    public async Task The_preview_shows_the_mail_in_a_frame_where_nothing_acts_and_the_policy_names_its_styles_alone()
    {
        var analyst = await app.As("analyst");
        var wave = await Plan("Framed", "Nowhere");
        foreach (var url in new[] { $"/waves/{wave}/mails", $"/waves/{wave}/check" })
        {
            var page = await analyst.Get(url);
            var frame = page.Document.QuerySelector("iframe.mail-frame")!;
            Assert.Equal("", frame.GetAttribute("sandbox"));
            Assert.Contains("&score=3", new AngleSharp.Html.Parser.HtmlParser().ParseDocument(frame.GetAttribute("srcdoc")!).QuerySelectorAll("a")[2].GetAttribute("href"));
            Assert.NotEmpty(page.Document.QuerySelectorAll("details pre"));
            var policy = page.Response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("style-src 'self' 'unsafe-hashes' 'sha256-", policy);
            Assert.DoesNotContain("unsafe-inline", policy);
            foreach (var style in Regex.Matches(frame.GetAttribute("srcdoc")!, "style=\"([^\"]*)\"").Select(m => System.Net.WebUtility.HtmlDecode(m.Groups[1].Value)))
                Assert.Contains($"'sha256-{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)))}'", policy);
        }
        Assert.DoesNotContain("unsafe-hashes", (await analyst.Get($"/waves/{wave}")).Response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task The_way_out_takes_one_press_and_no_wave_asks_again()
    {
        var customer = await Customer("Wants Out", "wantsout@customer.test", "Out");
        await Start(await Plan("Last one", "Out"));
        var link = (await LinkTo(customer)).Split('?')[0];
        var phone = app.Anonymous();
        var before = await app.Fingerprint();
        var page = await phone.Get(link + "/stop");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(before, await app.Fingerprint());
        await phone.Submit(page, link + "/stop");
        await phone.Submit(page, link + "/stop");
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Get("/s/nonsense/stop")).Status);
        await app.Deliver();
        Assert.Equal(1, await app.Db<Crm.Customers.Data.CustomersDb, int>(db => db.Consents.CountAsync(c => c.CustomerId == customer && c.Purpose == Purpose.Survey && !c.Given)));
        Assert.Equal(HttpStatusCode.Gone, (await phone.Get(link)).Status);
        var next = await Plan("One more", "Out");
        await Start(next);
        Assert.Empty(await Asked(next));
    }

    [Fact]
    public async Task A_purchase_of_the_product_is_asked_about_after_its_days_once()
    {
        var start = app.Clock.Now;
        try
        {
            var (buyer, other) = (await Customer("Buyer", "buyer@customer.test", "Shop"), await Customer("Other Buyer", "other@customer.test", "Shop"));
            var wave = await Plan("After purchase", "Shop", p => p with { Kind = WaveKind.AfterPurchase, DelayDays = 7, Product = "pump", ClosesAt = null });
            await Start(wave);
            app.Clock.Advance(TimeSpan.FromHours(1));
            foreach (var (who, product) in new[] { (buyer, "Pump X200"), (other, "Valve") })
                await app.Send(new RecordPurchase.Command { CustomerId = who, PurchasedAt = app.Clock.Now, GoodsAmount = 100, Currency = "CNY", Items = [new() { Product = product, Quantity = 1, Amount = 100 }] }, "admin");
            await app.Deliver();
            await Sweep("AskDue");
            Assert.Empty(await Asked(wave));
            Assert.Equal(1, (await app.Send(new ReadProgress.Query(wave), "analyst")).Waiting);
            app.Clock.Advance(TimeSpan.FromDays(7));
            await Sweep("AskDue");
            await Sweep("AskDue");
            Assert.Equal([buyer], (await Asked(wave)).Select(c => c!.Value));
        }
        finally { app.Clock.Now = start; }
    }

    [Theory]
    [InlineData("AfterPurchase", nameof(PurchaseRecorded)), InlineData("AfterEvent", nameof(InteractionLogged)), InlineData("AfterEvent", nameof(EventAttended)), InlineData("AfterTier", nameof(MemberTierChanged))]
    public async Task What_happened_is_asked_about_once_after_its_days_however_often_it_is_told_and_of_nobody_who_rests_or_refused(string kind, string told)
    {
        var (start, region, id) = (app.Clock.Now, told, 7_000_000L);
        async Task Happen(params long[] customers)
        {
            await app.Db<SurveysDb>(db =>
            {
                foreach (var customer in customers)
                {
                    id++;
                    IEvent happened = told switch
                    {
                        nameof(PurchaseRecorded) => new PurchaseRecorded(id, customer, app.Clock.Now, 100, "CNY", false),
                        nameof(InteractionLogged) => new InteractionLogged(id, customer, InteractionType.Event, app.Clock.Now),
                        nameof(EventAttended) => new EventAttended(id, customer, app.Clock.Now),
                        _ => new MemberTierChanged(id, customer, null, "Gold", 3, app.Clock.Now),
                    };
                    db.Publish(happened);
                    db.Publish(happened); // told again, as an event of its own
                }
                return db.SaveChangesAsync();
            });
            await app.Deliver();
            await app.Redeliver(told);
        }
        async Task<List<Fallout?>> After(double days)
        {
            app.Clock.Advance(TimeSpan.FromDays(days));
            await Sweep("AskDue");
            await Sweep("AskDue");
            return await app.Db<SurveysDb, List<Fallout?>>(db => db.WaveDues.Where(d => db.Waves.Any(w => w.Id == d.WaveId && w.Title == told) && d.DoneAt != null).OrderBy(d => d.DueAt).ThenBy(d => d.CustomerId).Select(d => d.Outcome).ToListAsync());
        }
        try
        {
            var (asked, refused, resting) = (await Customer($"{told} asked", $"{told}1@customer.test", region), await Customer($"{told} refused", $"{told}2@customer.test", region), await Customer($"{told} resting", $"{told}3@customer.test", region));
            await app.Send(new SayConsent.Command { Id = refused, Purpose = Purpose.Survey, Given = false, Source = Crm.Customers.Domain.Privacy.ConsentSource.Phone }, "admin");
            var earlier = await Plan($"{told} earlier", region, p => p with { Listed = true });
            await app.Send(new ListCustomers.Command { Id = earlier, CustomerId = resting }, "analyst");
            await Start(earlier);
            await Happen(asked); // before the wave opened
            app.Clock.Advance(TimeSpan.FromHours(1));
            var wave = await Plan(told, region, p => p with { Kind = Enum.Parse<WaveKind>(kind), DelayDays = 3, RestDays = 30, ClosesAt = null });
            await Start(wave);
            app.Clock.Advance(TimeSpan.FromHours(1));
            await Happen(asked, refused, resting);
            Assert.Equal(3, (await app.Send(new ReadProgress.Query(wave), "analyst")).Waiting);
            Assert.Empty(await After(2.9));
            Assert.Equal([null, Fallout.NoConsent, Fallout.Resting], await After(0.2));
            Assert.Equal([asked], (await Asked(wave)).Select(c => c!.Value));
            Assert.Equal((1, 0, 1), ((await app.MailsTo(asked)).Count, (await app.MailsTo(refused)).Count, (await app.MailsTo(resting)).Count));

            // Something new within the rest is not asked about, after it it is.
            await Happen(asked);
            Assert.Equal(Fallout.Resting, (await After(3.1))[^1]);
            app.Clock.Advance(TimeSpan.FromDays(25));
            await Happen(asked);
            Assert.Null((await After(3.1))[^1]);
            Assert.Equal([asked, asked], (await Asked(wave)).Select(c => c!.Value));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task A_contract_that_ends_soon_is_asked_about_before()
    {
        var customer = await Customer("Contract Partner", "contract@customer.test", "Deal");
        var id = await app.Send(new Crm.Sales.Features.Opportunities.OpenOpportunity.Command { CustomerId = customer, Title = "Service", Amount = 10, Currency = "CNY", Probability = 50 }, "admin");
        var deal = await app.Send(new Crm.Sales.Features.Opportunities.ShowOpportunity.Query(id), "admin");
        await app.Send(new Crm.Sales.Features.Opportunities.CloseOpportunity.Command { Id = id, Version = deal.Version, ContractEndsOn = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(20) }, "admin");
        var (late, early) = (await Plan("Ten days before", "Deal", p => p with { Kind = WaveKind.ContractEnd, DelayDays = 10, ClosesAt = null }), await Plan("A month before", "Deal", p => p with { Kind = WaveKind.ContractEnd, DelayDays = 30, ClosesAt = null }));
        await Start(late);
        await Start(early);
        for (var i = 0; i < 2; i++)
        {
            await Sweep("WatchContractEnds");
            await Sweep("AskDue");
        }
        Assert.Empty(await Asked(late));
        Assert.Equal([customer], (await Asked(early)).Select(c => c!.Value));
    }

    [Fact]
    public async Task A_series_makes_its_next_wave_and_begins_it_on_its_day()
    {
        var start = app.Clock.Now;
        try
        {
            var customer = await Customer("Every Month", "monthly@customer.test", "Series");
            var bad = await Assert.ThrowsAsync<FluentValidation.ValidationException>(() => Plan("Monthly", "Series", p => p with { Repeats = Repetition.Monthly, RestDays = 30 }));
            Assert.Contains(bad.Errors, e => e.PropertyName == "RestDays");
            var wave = await Plan("Monthly", "Series", p => p with { Repeats = Repetition.Monthly, RestDays = 20, ClosesAt = app.Clock.Now.AddDays(14) });
            await Start(wave);
            await Sweep("OpenDueWaves");
            await Sweep("OpenDueWaves");
            var next = Assert.Single(await app.Db<SurveysDb, List<Wave>>(db => db.Waves.AsNoTracking().Where(w => w.PreviousId == wave).ToListAsync()));
            Assert.Equal((WaveState.Scheduled, wave, start.AddMonths(1)), (next.State, next.SeriesId, next.OpensAt));
            app.Clock.Now = start.AddMonths(1).AddMinutes(1);
            await Sweep("CloseDueWaves");
            await Sweep("OpenDueWaves");
            await Jobs();
            Assert.Equal([customer], (await Asked(next.Id)).Select(c => c!.Value));
            Assert.Equal(2, (await app.MailsTo(customer)).Count);
            var series = (await app.Send(new ReadProgress.Query(wave), "analyst")).Series;
            Assert.Equal(3, series.Count); // and the one after is there already
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task An_audience_whose_day_has_not_come_hears_nothing_before()
    {
        var start = app.Clock.Now;
        try
        {
            var customer = await Customer("Launch Guest", "launch@customer.test", "Launch");
            var launch = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(2);
            var wave = await Plan("After launch", "Launch", p => p with { LaunchOn = launch, DelayDays = 5 });
            await Start(wave);
            Assert.Empty(await Asked(wave));
            app.Clock.Advance(TimeSpan.FromDays(6));
            await Sweep("OpenDueWaves");
            await Jobs();
            Assert.Empty(await Asked(wave));
            app.Clock.Advance(TimeSpan.FromDays(2));
            await Sweep("OpenDueWaves");
            await Jobs();
            Assert.Equal([customer], (await Asked(wave)).Select(c => c!.Value));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task A_mail_promises_no_day_after_the_end_of_its_wave()
    {
        var id = await Customer("Window", "window@customer.test", "Window");
        var wave = await Plan("Window", "Window", p => p with { LinkDays = 30, ClosesAt = app.Clock.Now.AddDays(10) });
        await Start(wave);
        var text = (await app.MailsTo(id)).Single().TextBody;
        Assert.Contains($"valid until {app.Clock.Now.AddDays(10):yyyy-MM-dd}", text);
    }

    [Fact]
    public async Task The_texts_of_a_waves_mails_are_called_so_and_their_samples_number_a_ticket_as_tickets_are_numbered()
    {
        var analyst = await app.As("analyst");
        var wave = await app.Db<SurveysDb, long>(db => db.Waves.Where(w => w.Kind == WaveKind.AfterTicket).Select(w => w.Id).FirstAsync());
        var page = await analyst.Get($"/waves/{wave}/mails");
        Assert.Contains("Texts of the mails", page.Text("h1, .page-title"));
        Assert.Contains("W000042", page.Text("main"));
        Assert.Contains("What is left empty is the text shipped with the product.", page.Text("main"));
        var check = (await analyst.Get($"/waves/{await Plan("Checked", "Nowhere")}/check")).Text("main");
        Assert.Contains("Texts of the mails", check);
        Assert.DoesNotContain("Mails with figures", check);
    }

    [Fact]
    public async Task A_running_wave_can_be_changed_within_reason_and_a_stale_change_is_told()
    {
        await Customer("Edited", "edited@customer.test", "Edit");
        var wave = await Plan("Before", "Edit");
        var analyst = await app.As("analyst");
        var form = await analyst.Get($"/waves/{wave}/edit");
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(form, $"/waves/{wave}/edit", ("Form.Title", "After"), ("Form.Quota", "3"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await analyst.Submit(form, $"/waves/{wave}/edit", ("Form.Title", "Stale"))).Status);
        await Start(wave);
        form = await analyst.Get($"/waves/{wave}/edit");
        Assert.Null(form.Document.QuerySelector("[name='Form.Anonymous']"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Submit(form, $"/waves/{wave}/edit", ("Form.Quota", "-1"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(form, $"/waves/{wave}/edit", ("Form.RemindAfterDays", "4"))).Status);
        var view = await app.Send(new ShowWave.Query(wave), "analyst");
        Assert.Equal(("After", 3, 4, "Edit"), (view.Title, view.Terms.Quota, view.Terms.RemindAfterDays, view.Region));
    }

    [Fact]
    public async Task A_new_link_replaces_every_earlier_one_and_letters_are_made_for_those_without_an_address()
    {
        var (mailed, silent) = (await Customer("Link Lost", "linklost@customer.test", "Paper"), await Customer("Paper Only", null, "Paper"));
        var wave = await Plan("On paper", "Paper");
        await Start(wave);
        var old = await LinkTo(mailed);
        var invitation = await app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.WaveId == wave && i.CustomerId == mailed).Select(i => i.Id).SingleAsync());
        var analyst = await app.As("analyst");
        var form = await analyst.Get($"/waves/{wave}/invitations/{invitation}/link");
        var made = await analyst.Submit(form, $"/waves/{wave}/invitations/{invitation}/link");
        var again = await analyst.Submit(form, $"/waves/{wave}/invitations/{invitation}/link");
        Assert.Contains("one link was made", (await analyst.Get(again.Location!.ToString())).Text("#toasts"));
        var link = new Uri(made.Document.QuerySelector("main a[href*='/s/']")!.GetAttribute("href")!).PathAndQuery;
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await app.Anonymous().Get(old)).Status, (await app.Anonymous().Get(link)).Status));

        form = await analyst.Get($"/waves/{wave}/sheet");
        var sheet = await analyst.Submit(form, $"/waves/{wave}/sheet");
        again = await analyst.Submit(form, $"/waves/{wave}/sheet");
        Assert.Contains("letters were made once", (await analyst.Get(again.Location!.ToString())).Text("#toasts"));
        Assert.Contains("Paper Only", sheet.Html);
        Assert.NotNull(sheet.Document.QuerySelector("section.sheet img[src^='data:image/svg+xml;base64,']"));
        var letter = new Uri(sheet.Document.QuerySelectorAll("section.sheet p").Select(p => p.TextContent.Trim()).Single(t => t.StartsWith("http", StringComparison.Ordinal))).PathAndQuery;
        await Answer(letter, 3);
        Assert.Equal(silent, await app.Db<SurveysDb, long?>(db => db.Responses.Where(r => r.WaveId == wave).Select(r => r.CustomerId).SingleAsync()));
        Assert.DoesNotContain("Paper Only", (await analyst.Get($"/waves/{wave}/sheet")).Html);

        await app.Send(new RevokeInvitation.Command(wave, invitation), "analyst");
        Assert.Equal(HttpStatusCode.Gone, (await app.Anonymous().Get(link)).Status);
    }

    [Fact]
    public async Task Progress_shows_where_people_stop_and_how_long_pages_take()
    {
        var wave = await Plan("Progress", "Progress", p => p with { Kind = WaveKind.PublicLink });
        await Start(wave);
        var code = await app.Db<SurveysDb, string>(db => db.Waves.Where(w => w.Id == wave).Select(w => w.PublicCode!).SingleAsync());
        foreach (var seconds in new[] { 20, 30, 100 }) await Answer($"/s/{code}", 4, seconds);
        var phone = app.Anonymous();
        var page = await phone.Get($"/s/{code}");
        Assert.Equal(HttpStatusCode.NoContent, (await phone.Submit(page, $"/s/{code}", ("a.overall", "2"), ("go", "Keep"))).Status);
        var view = await app.Send(new ReadProgress.Query(wave), "analyst");
        Assert.Equal((4, 3), (view.Counts.Started, view.Counts.Finished));
        var first = view.Pages[0];
        Assert.Equal((4, 1, 30.0), (first.Reached, first.Left, first.MedianSeconds));
        Assert.Equal(4, first.Items.Single(i => i.Key == "overall").Answered);
        Assert.Equal(3, Assert.Single(view.Days).Finished);
        var analyst = await app.As("analyst");
        Assert.Contains("30 s", (await analyst.Get($"/waves/{wave}/progress")).Html);
        Assert.DoesNotContain("<html", (await analyst.Get($"/waves/{wave}/progress", htmx: true)).Html);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get($"/waves/{wave}/sheet")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/waves/{wave}/sheet")).Status);
    }

    [Fact]
    public async Task Who_is_not_asked_what_is_known_stops_on_the_page_they_stopped_on_and_goes_on_there()
    {
        static Item Rating(string key) => new() { Key = key, Kind = ItemKind.Rating, Text = LocalText.Of("How is " + key + "?", key) };
        Dimension[] dimensions =
        [
            new() { Key = "about", Title = LocalText.Of("About you", "关于"), Items = [new() { Key = "industry", Kind = ItemKind.Single, Fact = AskedFact.Industry, Text = LocalText.Of("Industry?", "行业？"), Options = [new("retail", LocalText.Of("Retail", "零售")), new("other", LocalText.Of("Other", "其他"))] }] },
            new() { Key = "first", Title = LocalText.Of("First", "一"), Items = [Rating("speed")] },
            new() { Key = "second", Title = LocalText.Of("Second", "二"), Items = [Rating("care")] },
            new() { Key = "third", Title = LocalText.Of("Third", "三"), Items = [Rating("price")] },
        ];
        var (_, wave) = await app.Answered("Known industry", new SurveyDefinition { Dimensions = dimensions }, []);
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Known Retailer", Industry = "Retail" }, "admin");
        var token = await app.Db<SurveysDb, string>(async db =>
        {
            var made = new LinkSigner(await db.LinkKeys.Select(k => k.Key).SingleAsync()).NewToken();
            var of = await db.Waves.Include(w => w.Survey).SingleAsync(w => w.Id == wave);
            var invitation = Invitation.To(of, of.VersionId!.Value, null, null, null, "en", LinkSigner.HashOf(made), Delivery.ByHand, app.Clock.Now);
            invitation.MoveTo(customer);
            db.Invitations.Add(invitation);
            await db.SaveChangesAsync();
            return made;
        });
        var phone = app.Anonymous();
        var page = await phone.Get($"/s/{token}");
        Assert.Contains("How is speed?", page.Html);
        Assert.DoesNotContain("Industry?", page.Html);
        await phone.Submit(page, $"/s/{token}", ("a.speed", "4"), ("go", "Next"));
        var second = await app.Anonymous().Get($"/s/{token}");
        Assert.Contains("How is care?", second.Html);
        Assert.Contains("2 / 3", second.Text("main"));
        var pages = (await app.Send(new ReadProgress.Query(wave), "analyst")).Pages;
        Assert.Equal([("about", 1, 0), ("first", 1, 0), ("second", 1, 1), ("third", 0, 0)], pages.Select(p => (p.Key, p.Reached, p.Left)));
    }

    [Fact]
    public async Task Programs_fill_lists_check_and_enter_answers()
    {
        var customer = await Customer("By Program", "program@customer.test", "Api");
        var admin = await app.Api("admin");
        var survey = await SurveyOf(Templates.AfterTicket);
        var created = await admin.PostAsJsonAsync("/api/v1/waves", new { surveyId = survey, title = "API list", kind = "audience", listed = true, remindAfterDays = 3, quota = 10 });
        Assert.True(created.StatusCode == HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        var wave = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var listed = await (await admin.PostAsJsonAsync($"/api/v1/waves/{wave}/customers", new { customers = new[] { await NumberOf(customer), "C888888" } })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1, "C888888"), (listed.GetProperty("added").GetInt32(), listed.GetProperty("notFound")[0].GetString()));
        Assert.Equal(1, (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}/check")).GetProperty("asked").GetInt64());
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync($"/api/v1/waves/{wave}/start", null)).StatusCode);
        await Jobs();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostAsJsonAsync($"/api/v1/waves/{wave}/answers", new { customerId = customer, answers = new { comment = new[] { "x" } } })).StatusCode);
        var answer = await admin.PostAsJsonAsync($"/api/v1/waves/{wave}/answers", new { customerId = customer, answers = new { overall = new[] { "4" } } });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var progress = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}/progress");
        Assert.Equal(1, progress.GetProperty("counts").GetProperty("finished").GetInt64());
    }

    async Task<string> LinkTo(long customer) => PathOf((await app.MailsTo(customer))[0].TextBody);

    static string PathOf(string text) => new Uri(System.Text.RegularExpressions.Regex.Match(text, @"http\S+/s/[\w-]{32}\?lang=\S+").Value).PathAndQuery;

    async Task Answer(string link, int overall, int seconds = 30)
    {
        var phone = app.Anonymous();
        var page = await phone.Get(link);
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        var sent = await phone.Submit(page, link, ("a.overall", $"{overall}"), ("go", "Next"));
        Assert.True(sent.Status == HttpStatusCode.SeeOther, sent.Html);
    }
}
