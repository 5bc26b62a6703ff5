using System.Text.Json;
using Crm.Platform.Events;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Tickets.Data;

/// <summary>If this, then that: rules, how far their sweeps have come, what came of them, and the indexes that tell when something was so long ago.</summary>
internal static class RulesMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<TicketRule>(e =>
        {
            e.ToTable("rules");
            e.Property(r => r.Name).HasMaxLength(TicketRule.NameLength);
            e.Property(r => r.NameZh).HasMaxLength(TicketRule.NameLength);
            AsJson(e.Property(r => r.Conditions));
            AsJson(e.Property(r => r.Actions));
        });
        model.Entity<RuleMark>(e =>
        {
            e.ToTable("rule_marks");
            e.HasKey(m => m.RuleId);
            e.Property(m => m.RuleId).ValueGeneratedNever();
            e.HasOne<TicketRule>().WithMany().HasForeignKey(m => m.RuleId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<RuleOccasion>(e =>
        {
            e.ToTable("rule_occasions");
            e.HasKey(o => new { o.RuleId, o.ClockId });
            e.HasOne<TicketRule>().WithMany().HasForeignKey(o => o.RuleId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<Clock>().WithMany().HasForeignKey(o => o.ClockId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(o => o.At);
        });
        model.Entity<RuleLine>(e =>
        {
            e.ToTable("rule_log");
            e.Property(l => l.Name).HasMaxLength(TicketRule.NameLength);
            e.Property(l => l.NameZh).HasMaxLength(TicketRule.NameLength);
            AsJson(e.Property(l => l.Judgement));
            AsJson(e.Property(l => l.Actions));
            e.HasOne<Ticket>().WithMany().HasForeignKey(l => l.TicketId);
            // A rule may be gone, what it did is told all the same.
            e.HasIndex(l => new { l.RuleId, l.Id });
            e.HasIndex(l => new { l.TicketId, l.Id });
            e.HasIndex(l => l.At);
        });
        // Whose hour has come: rows are added at the end, and read from where the last sweep stopped.
        model.Entity<HistoryRow>().HasIndex(h => new { h.At, h.Id }).HasFilter("kind = 'status'").HasDatabaseName("ix_history_status");
        model.Entity<Message>().HasIndex(m => new { m.At, m.Id }).HasFilter("kind = 'customer'").HasDatabaseName("ix_messages_customer");
    }

    static void AsJson<T>(PropertyBuilder<T> property) where T : class => property.HasColumnType("jsonb").HasConversion(
        value => JsonSerializer.Serialize(value, EventTypes.Json), text => JsonSerializer.Deserialize<T>(text, EventTypes.Json)!,
        // Lists in it are compared by what they hold.
        new ValueComparer<T>((a, b) => JsonSerializer.Serialize(a, EventTypes.Json) == JsonSerializer.Serialize(b, EventTypes.Json), value => JsonSerializer.Serialize(value, EventTypes.Json).GetHashCode(StringComparison.Ordinal), value => value));
}
