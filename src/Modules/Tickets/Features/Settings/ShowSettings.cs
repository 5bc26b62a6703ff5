using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>The promises, calendars, categories and codes as they stand.</summary>
[Needs("tickets.settings")]
internal static class ShowSettings
{
    public sealed record Query : IRequest<Result>;

    public sealed record Result(IReadOnlyList<PolicyLine> Policies, IReadOnlyList<CalendarLine> Calendars, SlaLine Sla, IReadOnlyList<CategoryLine> Categories, IReadOnlyList<CodeLine> Codes);

    public sealed record PolicyLine(long Id, string Name, IReadOnlyList<string> Conditions, Target? First, Target? Next, Target? Resolution, int Percent, string? Calendar, bool Active);

    public sealed record CalendarLine(long Id, string Name, string Zone, int Days, bool Standard, bool RoundTheClock);

    public sealed record SlaLine(int WarnPercent, bool PauseOnThirdParty, IReadOnlyList<StepLine> Steps);

    public sealed record StepLine(int AfterMinutes, EscalateTo To, string? Person);

    public sealed record CategoryLine(long Id, string Path, string? Team, bool Active);

    public sealed record CodeLine(long Id, CodeKind Kind, string Name, bool Active);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, Texts texts, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var policies = await db.Policies.AsNoTracking().OrderBy(p => p.Position).ThenBy(p => p.Id).ToListAsync(ct);
            var calendars = await db.Calendars.AsNoTracking().Include(c => c.Days).OrderBy(c => c.Id).ToListAsync(ct);
            var settings = await db.SlaSettings.AsNoTracking().Include(s => s.Steps).SingleAsync(ct);
            var categories = await db.Categories.AsNoTracking().ToListAsync(ct);
            var byId = categories.ToDictionary(c => c.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var (teams, people) = (await staff.Teams(ct), await staff.Everyone(ct));
            return new Result(
                [.. policies.Select(p => new PolicyLine(p.Id, p.In(user.Language), texts.ConditionsOf(p, categories, user.Language), p.FirstResponse, p.NextResponse, p.Resolution, p.Percent, calendars.Find(c => c.Id == p.CalendarId)?.Name, p.Active))],
                [.. calendars.Select(c => new CalendarLine(c.Id, c.Name, c.Zone, c.Days.Count, c.Id == settings.StandardCalendarId, c.RoundTheClock))],
                new SlaLine(settings.WarnPercent, settings.PauseOnThirdParty, [.. settings.Steps.Select(s => new StepLine(s.AfterMinutes, s.To, s.PersonId is { } id ? people.GetValueOrDefault(id)?.Name : null))]),
                [.. TicketChoices.Tree(categories, user.Language).Select(c => byId[c.Value] is var row ? new CategoryLine(row.Id, c.Text, row.TeamId is { } t ? teams.GetValueOrDefault(t)?.Name : null, row.Active) : null!)],
                [.. (await db.Codes.AsNoTracking().OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(ct)).Select(c => new CodeLine(c.Id, c.Kind, c.In(user.Language), c.Active))]);
        }
    }

    /// <summary>What a policy asks of a ticket, in words.</summary>
    public static IReadOnlyList<string> ConditionsOf(this Texts texts, SlaPolicy p, IReadOnlyCollection<Category> categories, string language)
    {
        var words = new List<string>();
        if (p.Type is { } type) words.Add(texts[type]);
        if (p.Priority is { } priority) words.Add(texts["tickets.settings.priority_or_higher", texts[priority]]);
        if (p.Channel is { } channel) words.Add(texts[channel]);
        if (p.Level is { } level) words.Add(texts[level]);
        if (p.Tier is { } tier) words.Add(texts["tickets.settings.tier_is", tier]);
        if (p.CategoryId is { } id) words.Add(categories.FirstOrDefault(c => c.Id == id)?.In(language) ?? texts["tickets.settings.gone"]);
        return words;
    }
}
