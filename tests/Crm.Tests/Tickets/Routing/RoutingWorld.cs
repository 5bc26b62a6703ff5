using Crm.Contracts.Tickets;
using Crm.Staff.Data;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Routing;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Routing;

/// <summary>Teams, rules and people for the tests of routing.</summary>
internal static class RoutingWorld
{
    public static async Task<long> Team(this CrmApp app, string code) => await app.Db<StaffDb, long>(db => db.Teams.Where(t => t.Code == code).Select(t => t.Id).SingleAsync());

    /// <summary>The category of a ticket decides: this one belongs to the team.</summary>
    public static async Task<long> Category(this CrmApp app, string team)
    {
        var (id, name) = (await app.Team(team), Guid.NewGuid().ToString("N"));
        await app.Send(new Crm.Tickets.Features.Settings.ChangeCategory.Command { Name = name, NameZh = name, TeamId = id });
        return await app.Db<TicketsDb, long>(db => db.Categories.Where(c => c.Name == name).Select(c => c.Id).SingleAsync());
    }

    public static async Task Work(this CrmApp app, string team, RoutingMode mode) => await app.Send(new ChangeTeamRouting.Command { TeamId = await app.Team(team), Mode = mode });

    /// <summary>Only these of the team's people are here, with so much they can bear.</summary>
    public static Task Here(this CrmApp app, string team, params (string Person, int Capacity)[] here) => app.Db<StaffDb>(async db =>
    {
        var id = await db.Teams.Where(t => t.Code == team).Select(t => t.Id).SingleAsync();
        foreach (var member in await db.Members.Include(m => m.Absences).Where(m => m.Memberships.Any(x => x.TeamId == id)).ToListAsync())
        {
            foreach (var absence in member.Absences.Where(a => a.Until > db.Clock.GetUtcNow()).ToList()) member.CutShort(absence, db.Clock.GetUtcNow());
            var wanted = here.FirstOrDefault(h => member.Email == h.Person + "@demo.test");
            if (wanted.Person is null) member.GoAway(db.Clock.GetUtcNow());
            else
            {
                member.ComeBack(db.Clock.GetUtcNow());
                member.Work(member.Skills, member.Regions, wanted.Capacity, db.Clock.GetUtcNow());
            }
        }
        await db.SaveChangesAsync();
    });

    public static async Task<long> Open(this CrmApp app, long category, long? customer = null, string subject = "Routed", TicketType type = TicketType.Inquiry, TicketPriority priority = TicketPriority.Normal) =>
        await app.Send(new OpenTicket.Command { CustomerId = customer ?? await app.Customer(), Type = type, Channel = TicketChannel.Web, CategoryId = category, Priority = priority, Subject = subject, Description = "Please.", AllowDuplicate = true });

    /// <summary>Who has it, as one signs in.</summary>
    public static async Task<string?> OwnerOf(this CrmApp app, long ticket) => (await app.Read(ticket)).OwnerId is { } id ? (await app.Staff())[id].Email!.Split('@')[0] : null;

    public static Task Resolve(this CrmApp app, long ticket, string @as) => app.Send(new ResolveTicket.Command { Id = ticket, Note = "Done", TellCustomer = false, CauseId = 1, ResolutionId = 10 }, @as);
}
