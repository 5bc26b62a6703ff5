using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Demo;

/// <summary>
/// 1,500 answers of three waves: twelve months of after-ticket answers, and two satisfaction surveys half a year apart
/// of which the second shows what was improved. The answers to "lowTickets" come first, in that order.
/// </summary>
internal sealed class DemoSurveys(SurveysDb db, ICustomerDirectory customers, ITicketDirectory tickets, Words.CommentMask mask, InstallationZone zone) : IDemoData
{
    const int AfterTicketAnswers = 880, SatisfactionAnswers = 310;

    static readonly (string En, string Zh)[] Praise =
    [
        ("Quick and friendly, thank you.", "响应很快，态度也好，谢谢。"), ("Solved at the first call.", "一次电话就解决了问题。"), ("The engineer explained everything clearly.", "工程师讲解得很清楚。"),
        ("Very professional support.", "技术支持非常专业。"), ("Everything was done before the promised time.", "比承诺时间更早完成。"), ("Keep it up!", "继续保持！"),
    ];

    static readonly (string En, string Zh)[] Complaints =
    [
        ("I had to explain the problem three times.", "同一个问题我解释了三遍。"), ("Waited two days for an answer.", "等了两天才有人回复。"), ("Nobody called back as promised.", "说好回电，结果没有人联系我。"),
        ("The same fault came back after a week.", "一周后同样的故障又出现了。"), ("The invoice is still wrong.", "发票到现在还是错的。"), ("The answer did not fit my question.", "回答与我的问题对不上。"),
        ("The replacement part arrived damaged.", "更换的配件到货时已损坏。"), ("Too many handovers between departments.", "部门之间来回转，流程太长。"),
    ];

    static readonly (string En, string Zh)[] Wishes =
    [
        ("A portal where I can see my repairs.", "希望有一个可以查询维修进度的门户。"), ("Support in the evening.", "希望晚间也有客服。"), ("A WeChat mini program.", "希望推出微信小程序。"), ("Yearly maintenance visits.", "希望每年上门保养一次。"),
        ("Short training videos.", "希望提供简短的培训视频。"), ("One contact person for everything.", "希望有固定的专属对接人。"),
    ];

    static readonly (string En, string Zh)[] Improvements =
    [
        ("Call us before something breaks, not after.", "希望主动回访，而不是出了问题才联系。"), ("Response time on weekends.", "周末的响应速度有待提高。"), ("The price list is hard to understand.", "价格体系不够清晰。"),
        ("Information from sales and service should match.", "销售和售后的说法应当一致。"), ("The app is slow on older phones.", "应用在旧手机上比较慢。"), ("Delivery dates are often moved.", "交付日期经常推迟。"),
    ];

    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        var random = DemoWorld.Random("surveys");
        var everyone = new List<CustomerFacts>();
        for (long after = 0; await customers.Page(after, 1000, ct) is { Count: > 0 } page; after = page[^1].Id) everyone.AddRange(page);
        if (everyone.Count == 0) return;
        var byId = everyone.ToDictionary(c => c.Id);
        var admitted = everyone.Where(c => c.Admission == Admission.Admitted).ToList();
        var signer = new LinkSigner(await db.LinkKeys.OrderBy(k => k.Id).Select(k => k.Key).FirstAsync(ct));
        var surveys = await db.Surveys.Where(s => s.Template != null).ToDictionaryAsync(s => s.Template!, ct);
        var versions = await db.Versions.ToDictionaryAsync(v => v.SurveyId, ct);
        var afterTicket = await db.Waves.SingleAsync(w => w.Kind == WaveKind.AfterTicket, ct);
        var start = world.Now.AddMonths(-12);

        var survey = surveys[Templates.CustomerSatisfaction];
        var version = versions[survey.Id];
        var (first, second) = (Satisfaction(survey, version, "春季满意度调查 / Spring survey", world.Now.AddMonths(-7), closed: true), Satisfaction(survey, version, "秋季满意度调查 / Autumn survey", world.Now.AddDays(-24), closed: false));
        db.Waves.AddRange(first, second);
        await db.SaveChangesAsync(ct);

        await DemoPretests.Load(db, world, ct);

        // After tickets: the owed call backs first, then a spread over the year. Tickets are numbered as they came in.
        var low = world.Notes.TryGetValue("lowTickets", out var noted) ? (IReadOnlyList<(long TicketId, long CustomerId)>)noted : [];
        var facts = await Tickets(ct);
        var last = Math.Max(1, facts.Count == 0 ? 1 : facts.Keys.Max());
        var lows = low.Select(l => l.TicketId).ToHashSet();
        var ended = facts.Values.Where(t => t.Status is TicketStatus.Resolved or TicketStatus.Reviewed or TicketStatus.Archived && !lows.Contains(t.Id) && byId.ContainsKey(t.CustomerId)).OrderBy(t => t.Id).ToList();
        var asked = ended.Count == 0 ? [] : Enumerable.Range(0, Math.Min(ended.Count, (AfterTicketAnswers - low.Count) * 5 / 2)).Select(i => ended[(int)((long)i * ended.Count / Math.Min(ended.Count, (AfterTicketAnswers - low.Count) * 5 / 2))]).ToList();
        var sheets = new List<Planned>();
        foreach (var (ticketId, customerId) in low)
            sheets.Add(AboutTicket(byId[customerId], facts.GetValueOrDefault(ticketId), ticketId, When(ticketId), answers: true, low: true));
        foreach (var (ticket, i) in asked.Select((t, i) => (t, i)))
            sheets.Add(AboutTicket(byId[ticket.CustomerId], ticket, ticket.Id, When(ticket.Id), answers: i * 2 / 5 != (i - 1) * 2 / 5 || i == 0, low: false));
        if (sheets.Count == 0) // an installation without tickets still has something to show
            sheets.AddRange(Enumerable.Range(0, AfterTicketAnswers).Select(i => AboutTicket(everyone[random.Next(everyone.Count)], null, null, start + ((world.Now - start) * ((i + 0.5) / AfterTicketAnswers)), answers: true, low: false)));
        await Write(afterTicket, versions[afterTicket.SurveyId], surveys[Templates.AfterTicket], sheets, ct);

        foreach (var (wave, improved) in new[] { (first, false), (second, true) })
        {
            var invited = admitted.OrderBy(c => (c.Id * 7919) % 10007).Where((_, i) => i % 2 == (improved ? 1 : 0) || i % 3 == 0).Take(SatisfactionAnswers * 9 / 4).ToList();
            await Write(wave, version, survey, [.. invited.Select((c, i) => AboutUs(c, wave, i < SatisfactionAnswers, improved))], ct);
        }
        await DemoFigures.Load(db, world, survey, admitted, zone, ct);
        await db.Database.ExecuteSqlAsync($"update surveys.invitations i set finished_at = r.finished_at, started_at = r.started_at from surveys.responses r where r.invitation_id = i.id", ct);
        await db.Database.ExecuteSqlAsync($"update surveys.invitations set started_at = created_at + interval '2 hours' where finished_at is null and delivery = 'mail' and id % 9 = 0 and created_at < {world.Now.AddHours(-3)}", ct);
        await DemoWaves.Enliven(db, first.Id, second.Id, version.Definition.Dimensions.Count, ct);
        // Every other bad score has its call back too.
        world.Notes["lowAnswers"] = (IReadOnlyList<(long ResponseId, long CustomerId, long? TicketId, int Score, long? TeamId, DateTimeOffset At)>)[.. (await db.Responses
            .Where(r => r.Low && r.CustomerId != null).OrderBy(r => r.Id).Skip(low.Count)
            .Select(r => new { r.Id, r.CustomerId, r.TicketId, Score = r.Headline ?? r.Nps ?? 0, r.TeamId, r.FinishedAt }).ToListAsync(ct)).Select(r => (r.Id, r.CustomerId!.Value, r.TicketId, r.Score, r.TeamId, r.FinishedAt))];
        await db.Database.ExecuteSqlAsync($"update surveys.survey_versions set published_at = {start.AddDays(-20)}", ct);
        await db.Database.ExecuteSqlAsync($"update surveys.surveys set created_at = {start.AddDays(-21)}, changed_at = {start.AddDays(-20)}", ct);
        await db.Database.ExecuteSqlAsync($"update surveys.waves set created_at = {start.AddDays(-19)}, opens_at = {start.AddDays(-19)}, started_at = {start.AddDays(-19)} where kind = 'after_ticket'", ct);
        await DemoReviews.Load(db, mask, world, ct);

        DateTimeOffset When(long ticketId) => start + ((world.Now - start) * Math.Min(0.995, ticketId / (last + 1.0)));

        Planned AboutTicket(CustomerFacts customer, TicketFacts? ticket, long? ticketId, DateTimeOffset at, bool answers, bool low)
        {
            var progress = (at - start) / (world.Now - start);
            var team = ticket?.TeamId ?? customer.TeamId;
            var mood = 3.95 + (0.18 * (((team ?? 1) % 3) - 1)) + (0.45 * progress) + (0.12 * Math.Sin(progress * 12)) + (ticket?.Type == TicketType.Complaint ? -0.55 : 0);
            var score = low ? 1 + random.Next(3) : Math.Clamp((int)Math.Round(mood + (Gauss() * 0.85)), 1, 5);
            var sheet = new AnswerSheet { ["overall"] = [$"{score}"], ["solved"] = [score >= 4 || random.NextDouble() < 0.3 ? "yes" : score >= 3 ? "partly" : "no"] };
            if (low || random.NextDouble() < (score <= 3 ? 0.6 : 0.22)) sheet["comment"] = [Say(score <= 3 ? Complaints : Praise, customer)];
            var context = ticketId is { } id ? new TicketContext(id, ticket?.Type ?? TicketType.Complaint, ticket?.Channel ?? TicketChannel.Phone, null) : null;
            return new(customer, at, answers ? sheet : null, low || random.NextDouble() > 0.02 ? 14 + random.Next(60) : 3, low ? TimeSpan.FromMinutes(20 + random.Next(90)) : TimeSpan.FromMinutes(5 + random.Next(2000)), context, ticket?.AssigneeId, team, ResponseSource.Link);
        }

        Planned AboutUs(CustomerFacts customer, Wave wave, bool answers, bool improved)
        {
            var mood = 3.85 + (Gauss() * 0.65) + (customer.Level == CustomerLevel.Vip ? 0.25 : 0) + (0.1 * (((customer.TeamId ?? 1) % 3) - 1)) + (improved ? 0.12 : 0);
            var sheet = DemoFigures.Opinion(Gauss, random.NextDouble, mood, improved);
            var overall = sheet.Number("overall")!.Value;
            sheet["nps"] = [$"{Math.Clamp((int)Math.Round((overall * 2) - 0.1 + (0.6 * (mood - 3.8)) + (Gauss() * 1.2)), 0, 10)}"];
            sheet["stay"] = [overall >= 5 ? "yes" : overall == 4 ? (random.Next(3) == 0 ? "yes" : "probably") : overall == 3 ? "unsure" : random.Next(2) == 0 ? "probably_not" : "no"];
            sheet["compared"] = [new[] { "worse", "same", "same", "better", "much_better" }[Math.Clamp(overall - 1 + random.Next(-1, 2), 0, 4)]];
            sheet["channels"] = [.. new[] { "phone", "email", "wechat", "chat", "visit", "portal" }.Where((_, i) => random.NextDouble() < new[] { .45, .4, .5, .25, .1, .2 }[i])];
            if (sheet["channels"].Length == 0) sheet.Remove("channels");
            if (customer.Industry is null) sheet["industry"] = ["other"];
            if (customer.Since is null) sheet["band"] = [nameof(CooperationBand.Under3Months)];
            if (random.NextDouble() < 0.3) sheet["improve"] = [Say(Improvements, customer)];
            if (random.NextDouble() < 0.14) sheet["wishes"] = [Say(Wishes, customer)];
            if (random.NextDouble() < 0.08) sheet["advice"] = [Say(overall >= 4 ? Praise : Complaints, customer)];
            var (active, source) = (70 + random.Next(260), random.NextDouble() < 0.06 ? ResponseSource.Phone : ResponseSource.Link);
            if (random.NextDouble() < 0.03)
            {
                // Somebody clicked through: the same score everywhere, in half a minute.
                foreach (var item in DemoFigures.Rated) sheet[item] = ["3"];
                sheet["overall"] = ["3"];
                (active, source) = (18 + random.Next(20), ResponseSource.Link);
            }
            var days = improved ? 20 : 14;
            return new(customer, wave.StartedAt!.Value.AddMinutes(random.Next(240)), answers ? sheet : null, active, TimeSpan.FromHours(1 + (Math.Pow(random.NextDouble(), 2) * 24 * (days - 1))), null, customer.OwnerId, customer.TeamId, source);
        }

        string Say((string En, string Zh)[] list, CustomerFacts customer)
        {
            var (en, zh) = list[random.Next(list.Length)];
            return customer.Language == "zh-CN" ? zh : en;
        }

        double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

        async Task Write(Wave wave, SurveyVersion version, Survey survey, IReadOnlyList<Planned> planned, CancellationToken ct)
        {
            var hashes = planned.Select(_ => LinkSigner.HashOf(signer.NewToken())).ToList();
            await db.CopyIn(planned.Select((p, i) =>
            {
                var invitation = Invitation.To(wave, version.Id, p.Ticket is { } t ? $"ticket:{t.TicketId}:{p.At.ToUnixTimeMilliseconds()}" : $"customer:{p.Customer.Id}:{i}", p.Customer, null, p.Customer.Language, hashes[i],
                    p.Source == ResponseSource.Phone ? Delivery.Phone : p.Customer.Email is null && p.Sheet is null ? Delivery.Undeliverable : Delivery.Mail, p.At);
                if (p.Ticket is not null) invitation.About(p.Ticket, p.OwnerId, p.TeamId);
                return invitation;
            }), ct);
            var invitations = (await db.Invitations.AsNoTracking().Where(i => i.WaveId == wave.Id).ToListAsync(ct)).ToDictionary(i => Convert.ToHexString(i.TokenHash));
            await db.CopyIn(planned.Select((p, i) => (p, i)).Where(x => x.p.Sheet is not null).Select(x =>
            {
                var (p, invitation) = (x.p, invitations[Convert.ToHexString(hashes[x.i])]);
                var at = p.At + p.Delay < world.Now ? p.At + p.Delay : p.At + ((world.Now - p.At) * 0.8);
                return Response.Finish(new Finished
                {
                    SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, WaveId = wave.Id, Invitation = invitation, Customer = p.Customer,
                    Snapshot = Snapshot.Of(p.Customer, zone.DayOf(at)), Known = Links.KnownOf(p.Customer), Answers = p.Sheet!, At = at, StartedAt = at.AddSeconds(-p.Active),
                    Active = TimeSpan.FromSeconds(p.Active), PageSeconds = DemoWaves.Pages(version.Definition, p.Active), Language = p.Customer.Language, LowMark = survey.LowMark, Source = p.Source,
                });
            }), ct);
        }
    }

    static Wave Satisfaction(Survey survey, SurveyVersion version, string title, DateTimeOffset at, bool closed)
    {
        var wave = Wave.Plan(survey, title, WaveKind.Audience, at, at.AddDays(closed ? 21 : 35), 30, 30, null, at);
        wave.Start(version, null, null, at);
        wave.Sent();
        if (closed) wave.Close(null, at.AddDays(21));
        return wave;
    }

    async Task<Dictionary<long, TicketFacts>> Tickets(CancellationToken ct)
    {
        var found = new Dictionary<long, TicketFacts>();
        for (long from = 1; await tickets.FactsOf([.. Enumerable.Range(0, 2000).Select(i => from + i)], ct) is { Count: > 0 } some; from += 2000)
            foreach (var (id, ticket) in some) found[id] = ticket;
        return found;
    }

    /// <summary>One invitation, and the answer to it if there was one.</summary>
    sealed record Planned(CustomerFacts Customer, DateTimeOffset At, AnswerSheet? Sheet, int Active, TimeSpan Delay, TicketContext? Ticket, long? OwnerId, long? TeamId, ResponseSource Source);
}
