using System.Globalization;
using System.Text;
using System.Threading.RateLimiting;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Crm.Customers.Features.Calendar;

/// <summary>
/// The address a calendar program reads, for whoever knows the secret in it. It reads as the link's owner, with the owner's rights of
/// this moment: somebody who has left, or may no longer read customers, has an empty mailbox, not an open one.
/// </summary>
internal static class CalendarFeeds
{
    const string Limit = "calendar-feed";

    /// <summary>Programs ask every few minutes at most.</summary>
    public const int PerMinute = 60;

    /// <summary>How far the calendar reaches back and ahead.</summary>
    const int DaysBack = 60, DaysAhead = 366;

    public static void Add(IServiceCollection services) => services.Configure<RateLimiterOptions>(o => o.AddPolicy(Limit, context =>
        RateLimitPartition.GetFixedWindowLimiter($"address {context.Connection.RemoteIpAddress}", _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) })));

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/calendar/feed/{secret}.ics", Read).AllowAnonymous().RequireRateLimiting(Limit).ExcludeFromDescription();

    static async Task<IResult> Read(string secret, HttpResponse response, CustomersDb db, CurrentUser user, IRightsSource rights, IMediator mediator, Texts texts, IConfiguration configuration, TimeProvider clock, CancellationToken ct)
    {
        var (hash, now) = (CalendarFeed.HashOf(secret), clock.GetUtcNow());
        var feed = secret.Length > 100 ? null : await db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(f => f.Hash == hash && f.RevokedAt == null, ct);
        if (feed is null || !await rights.SignIn(user, feed.StaffId, null, ct) || !user.Can("customers.read")) return Results.NotFound();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(user.Language);
        if (feed.ReadAt is null || now - feed.ReadAt > TimeSpan.FromHours(1))
            await db.CalendarFeeds.Where(f => f.Id == feed.Id).ExecuteUpdateAsync(f => f.SetProperty(x => x.ReadAt, now), ct);

        var today = Instant.FromDateTimeOffset(now).InZone(user.Zone).Date.ToDateOnly();
        var read = await mediator.Send(new ReadCalendar.Query(today.AddDays(-DaysBack), today.AddDays(DaysAhead)), ct);
        var place = new Uri(PublicUrl.Of(configuration, "/")).Host;
        response.Headers.CacheControl = "private, max-age=300";
        return Results.Text(ICalendar.Of(texts["customers.calendar.feed.name"], user.Zone.Id, read.Entries.Select(e => Of(e, place, texts, configuration)), now), "text/calendar; charset=utf-8", Encoding.UTF8);
    }

    static CalendarEntry Of(ReadCalendar.Entry entry, string place, Texts texts, IConfiguration configuration)
    {
        var (kind, title) = entry.Kind switch
        {
            ReadCalendar.EntryKind.ToDo => ("todo", (entry.Done ? "✓ " : "☐ ") + entry.Title),
            ReadCalendar.EntryKind.Review => ("review", texts["customers.calendar.review"]),
            _ => ("interaction", texts[entry.Type!.Value]),
        };
        return new CalendarEntry($"{kind}-{entry.Id}@{place}", $"{title} · {entry.Customer}", entry.At, entry.At is null ? entry.Day : null,
            entry.Kind == ReadCalendar.EntryKind.Interaction ? entry.Title : null, PublicUrl.Of(configuration, entry.Url), entry.Done);
    }
}
