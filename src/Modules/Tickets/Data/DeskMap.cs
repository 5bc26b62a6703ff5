using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>What people leave on a ticket while they work at it: drafts, presence, mentions, habits.</summary>
internal static class DeskMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Ticket>(e =>
        {
            e.HasMany(t => t.Drafts).WithOne().HasForeignKey(d => d.TicketId);
            e.HasMany(t => t.Mentions).WithOne().HasForeignKey(m => m.TicketId);
        });
        model.Entity<Draft>(e =>
        {
            e.ToTable("drafts");
            e.HasKey(d => new { d.TicketId, d.StaffId, d.Kind });
            e.HasIndex(d => d.StaffId);
        });
        model.Entity<Mention>(e =>
        {
            e.ToTable("mentions");
            e.HasOne(m => m.Message).WithMany().HasForeignKey(m => m.MessageId);
            e.HasIndex(m => m.TicketId);
            e.HasIndex(m => new { m.StaffId, m.TicketId }).HasFilter("read_at is null").HasDatabaseName("ix_mentions_unread");
        });
        model.Entity<Presence>(e =>
        {
            e.ToTable("presence");
            e.HasKey(p => new { p.TicketId, p.StaffId });
        });
        model.Entity<Habit>(e =>
        {
            e.ToTable("habits");
            e.HasKey(h => new { h.StaffId, h.CategoryId });
        });
    }

    /// <summary>Name of the live topic of a ticket: "ticket:5".</summary>
    public const string Topic = "ticket";

    /// <summary>Whoever changes a ticket, on whatever host, those who have it open are told with the commit; nobody is told of tickets that nobody looks at.</summary>
    public static async Task TellDesks(this TicketsDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlRawAsync($"""
            create or replace function tickets.tell_desks() returns trigger language plpgsql as $$
            begin
                if exists (select 1 from tickets.presence where ticket_id = new.id) then perform pg_notify('crm_live', '{Topic}:' || new.id || '|'); end if;
                return null;
            end $$
            """, ct);
        await db.Database.ExecuteSqlRawAsync("create or replace trigger tell_desks after update on tickets.tickets for each row execute function tickets.tell_desks()", ct);
    }
}
