using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Platform.Fields;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Tickets.Data;

/// <summary>The way of every type, fields of one's own, and the names of states.</summary>
internal static class FlowMap
{
    /// <summary>Topic that tells hosts of names that have become others.</summary>
    public const string NamesTopic = "ticket-state-names";

    public static void Map(ModelBuilder model)
    {
        model.Entity<TypeRules>(e =>
        {
            e.ToTable("type_rules");
            e.HasIndex(t => t.Type).IsUnique();
            e.HasData(Enum.GetValues<TicketType>().Select((type, i) => TypeDesign.Shipped(type) is var d ? new
            {
                Id = i + 1L, Type = type, d.Review, d.ReviewHours, d.Assignment, d.Archive, d.ArchiveDays, d.ReopenDays, d.Cause, d.Resolution, d.Category, d.Contact, d.ResolveBy, d.ReopenBy,
            } : null!));
        });
        model.Entity<TicketField>(e =>
        {
            e.ToTable("ticket_fields");
            e.Ignore(f => f.Needed);
            e.PrimitiveCollection(f => f.Types).ElementType().HasConversion<string>();
            e.HasFields();
        });
        model.HasCustomValues<Ticket>();
        model.Entity<StateNames>(e =>
        {
            e.ToTable("state_names");
            e.Property(n => n.Names).HasColumnType("jsonb").HasConversion(n => JsonSerializer.Serialize(n, EventTypes.Json), s => JsonSerializer.Deserialize<List<StateName>>(s, EventTypes.Json)!,
                new ValueComparer<List<StateName>>((a, b) => a!.SequenceEqual(b!), n => n.Count, n => n.ToList()));
            e.HasData(new { Id = 1L, Names = new List<StateName>() });
        });
    }

    /// <summary>Whoever changes a name, every host hears of it with the commit.</summary>
    public static async Task TellNames(this TicketsDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlRawAsync($"""
            create or replace function tickets.tell_names() returns trigger language plpgsql as $$
            begin perform pg_notify('crm_live', '{NamesTopic}|'); return null; end $$
            """, ct);
        await db.Database.ExecuteSqlRawAsync("create or replace trigger tell_names after insert or update or delete on tickets.state_names for each statement execute function tickets.tell_names()", ct);
    }
}
