using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>Who gets what: rules, the teams' ways of working, and the indexes that load and board are read from.</summary>
internal static class RoutingMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<RoutingRule>(e =>
        {
            e.ToTable("routing_rules");
            // As shipped: who speaks the customer's language and looks after their region comes first, and nobody is refused for it.
            e.HasData(new { Id = 1L, Skills = Array.Empty<string>(), Language = Wish.Preferred, Region = Wish.Preferred });
        });
        model.Entity<TeamRouting>(e =>
        {
            e.ToTable("team_routing");
            e.HasIndex(t => t.TeamId).IsUnique();
        });
        model.Entity<Ticket>(e =>
        {
            e.Property(t => t.Needs).HasDefaultValueSql("'{}'");
            e.Property(t => t.Prefers).HasDefaultValueSql("'{}'");
            // What somebody has, and what is due when in a team: both as small as what is open.
            e.HasIndex(t => new { t.OwnerId, t.Status, t.NextDueAt }).HasFilter("open").HasDatabaseName("ix_tickets_load");
            e.HasIndex(t => new { t.TeamId, t.NextDueAt, t.Id }).HasFilter("open").HasDatabaseName("ix_tickets_board");
        });
    }
}
