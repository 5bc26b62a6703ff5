using System.Globalization;
using Crm.Platform;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Mail;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Dashboard;
using Crm.Surveys.Features.Exports;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Surveys.Features.DashboardMails;

/// <summary>
/// From seven on Mondays, and on the first of a month: the week or month that has ended, as a PDF, to each reader in their
/// language and of what they may see. A reader gets one mail a period, whatever stops in between and begins again.
/// </summary>
internal sealed class SendDashboards(SurveysDb db, IServiceScopeFactory scopes, InstallationZone zone, TimeProvider clock) : ISweep
{
    const int Hour = 7;

    static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Cron => "0 20 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        // Before seven it is still yesterday.
        var today = DateOnly.FromDateTime(zone.Zone.At(clock.GetUtcNow()).AddHours(-Hour));
        foreach (var mail in await db.DashboardMails.OrderBy(m => m.Id).ToListAsync(ct))
        {
            var filter = DashboardMails.FilterOf(mail);
            var (from, _) = filter.Range(today);
            // What had ended before it was planned is not sent.
            if (mail.SentFor >= from || zone.DayOf(mail.CreatedAt) > filter.Range(today).To) continue;
            foreach (var reader in mail.ReaderIds) await Send(mail, reader, filter, from, ct);
            mail.Sent(from);
            await db.SaveChangesAsync(ct);
        }
    }

    async Task Send(DashboardMail mail, long reader, SatisfactionFilter filter, DateOnly from, CancellationToken ct)
    {
        var key = $"satisfaction:{mail.Id}:{reader}:{from:yyyy-MM-dd}";
        if (await db.Mail.AnyAsync(m => m.Key == key, ct)) return;
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var user = services.GetRequiredService<CurrentUser>();
        // Who has left, or may not read results any more, gets nothing.
        if (!await services.GetRequiredService<IRightsSource>().SignIn(user, reader, null, ct) || !user.Can("surveys.results")) return;
        if (!(await services.GetRequiredService<IMailboxes>().Of([reader], ct)).TryGetValue(reader, out var mailbox)) return;
        var culture = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Texts.LanguageOf(CultureInfo.GetCultureInfo(user.Language)));
            var mediator = services.GetRequiredService<IMediator>();
            var view = await mediator.Send(new ReadSatisfaction.Query(filter), ct);
            if (view.Now.Answers == 0 && view.Now.Delivered == 0) return; // nothing was asked and nothing said
            var (texts, show, configuration) = (services.GetRequiredService<Texts>(), services.GetRequiredService<Show>(), services.GetRequiredService<IConfiguration>());
            var title = $"{texts["surveys.dashboard"]} {texts["dashboard.period", show.Date(view.From), show.Date(view.To)]}";
            using var pdf = new MemoryStream(services.GetRequiredService<FigureReport>().Of(view, await mediator.Send(new ReadTopDrivers.Query(filter), ct), await mediator.Send(new ReadTopWords.Query(filter), ct)));
            var file = await services.GetRequiredService<IFiles>().Save(pdf, $"{texts["surveys.dashboard"]} {view.From:yyyy-MM-dd}.pdf", ct, clock.GetUtcNow() + Kept);
            var own = services.GetRequiredService<SurveysDb>();
            var (text, html) = Write(texts, show, view, title, mailbox.Name, PublicUrl.Of(configuration, filter.Address("/surveys/dashboard", null)));
            own.SendMail(key, "surveys.dashboard", mailbox.Email, mailbox.Name, title, text, html, attachment: file.Id);
            await own.SaveChangesAsync(ct);
        }
        finally { (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = culture; }
    }

    static (string Text, string Html) Write(Texts texts, Show show, ReadSatisfaction.View view, string title, string name, string url)
    {
        var lines = FigureSheet.Tiles(view.Now, view.Before).Select(t => texts[t.Measure] + texts["surveys.mails.colon"] + show.Number(t.Value, t.Measure == "surveys.n" ? 0 : 1) + (t.Unit is null ? "" : " " + t.Unit)
            + (t.Measure == "surveys.n" ? "" : $" (n = {show.Number(t.N)}{(t.Interval is { } i ? $", 95 %: {show.Number(i.Low)} … {show.Number(i.High)}" : "")})") + (t.Before is { } b ? $"; {texts["surveys.sheet.before"]} {show.Number(b)}" : "")).ToList();
        var greeting = texts["surveys.mails.greeting", name, show.Date(view.From), show.Date(view.To)];
        var text = $"{greeting}\n\n{string.Concat(lines.Select(l => $"- {l}\n"))}\n{texts["surveys.mails.attached"]}\n{url}\n";
        var body = MailHtml.Of($"""
            {MailHtml.Text(greeting)}{MailHtml.List(lines.Select(l => MailHtml.Of($"{l}")))}{MailHtml.Text(texts["surveys.mails.attached"])}{MailHtml.Button(url, texts["surveys.dashboard.open"])}
            """);
        return (text, MailHtml.Page(Texts.LanguageOf(CultureInfo.CurrentUICulture), title, body));
    }
}
