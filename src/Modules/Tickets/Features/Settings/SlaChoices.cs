using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>What the forms of policies and escalation offer.</summary>
[Needs("tickets.settings")]
internal static class SlaChoices
{
    public sealed record Query : IRequest<Result>;

    public sealed record Result(IReadOnlyList<Choice> Calendars, IReadOnlyList<Choice> Categories, IReadOnlyList<Choice> Priorities, IReadOnlyList<Choice> People);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, Texts texts, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var calendars = await db.Calendars.AsNoTracking().OrderBy(c => c.Id).Select(c => new { c.Id, c.Name }).ToListAsync(ct);
            var (people, readers) = (await staff.Everyone(ct), await staff.HoldersOf("tickets.read", ct));
            return new Result(
                [.. calendars.Select(c => Of(c.Id, c.Name))],
                TicketChoices.Tree(await db.Categories.AsNoTracking().ToListAsync(ct), user.Language),
                [.. Enum.GetValues<Contracts.Tickets.TicketPriority>().Select(p => new Choice(p.ToString(), texts["tickets.settings.priority_or_higher", texts[p]]))],
                [.. readers.Where(people.ContainsKey).Select(id => people[id]).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => Of(p.Id, p.Name))]);
        }

        static Choice Of(long id, string text) => new(id.ToString(CultureInfo.InvariantCulture), text);
    }
}
