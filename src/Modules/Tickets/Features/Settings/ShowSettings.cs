using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>The promises, calendars and categories as they stand.</summary>
[Needs("tickets.settings")]
internal static class ShowSettings
{
    public sealed record Query : IRequest<Result>;

    public sealed record Result(IReadOnlyList<PolicyLine> Policies, IReadOnlyList<CalendarLine> Calendars, IReadOnlyList<CategoryLine> Categories);

    public sealed record PolicyLine(long Id, string Name, Target? First, Target? Next, Target? Resolution, int Percent);

    public sealed record CalendarLine(long Id, string Name, string Zone, int Days);

    public sealed record CategoryLine(long Id, string Path, string? Team, bool Active);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var policies = await db.Policies.AsNoTracking().OrderBy(p => p.Position).ToListAsync(ct);
            var calendars = await db.Calendars.AsNoTracking().OrderBy(c => c.Id).Select(c => new CalendarLine(c.Id, c.Name, c.Zone, c.Days.Count)).ToListAsync(ct);
            var categories = await db.Categories.AsNoTracking().ToListAsync(ct);
            var byId = categories.ToDictionary(c => c.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var teams = await staff.Teams(ct);
            return new Result(
                [.. policies.Select(p => new PolicyLine(p.Id, user.Language == "zh-CN" ? p.NameZh : p.Name, p.FirstResponse, p.NextResponse, p.Resolution, p.Percent))],
                calendars,
                [.. TicketChoices.Tree(categories, user.Language).Select(c => byId[c.Value] is var row ? new CategoryLine(row.Id, c.Text, row.TeamId is { } t ? teams.GetValueOrDefault(t)?.Name : null, row.Active) : null!)]);
        }
    }
}
