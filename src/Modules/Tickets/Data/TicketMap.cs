using Crm.Platform.Search;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NpgsqlTypes;

namespace Crm.Tickets.Data;

/// <summary>Targets are stored as people write them: "4h".</summary>
internal sealed class TargetText() : ValueConverter<Target, string>(t => t.ToString(), s => Target.Parse(s));

internal static class TicketMap
{
    /// <summary>Name of the generated column that the search index is on.</summary>
    public const string Search = "Search";

    /// <summary>The search index of tickets knows of each also its id divided by this, so that it can be read from the newest on.</summary>
    public const long Block = 8192;

    /// <summary>Name of the generated column that tells open tickets from finished ones, for the partial indexes of the queues.</summary>
    public const string Open = "Open";

    public static void Map(ModelBuilder model)
    {
        model.Entity<Ticket>(e =>
        {
            e.ToTable("tickets");
            e.Property(t => t.Subject).HasMaxLength(Ticket.SubjectLength);
            e.Property(t => t.LinkId).HasDefaultValueSql("gen_random_uuid()");
            e.HasIndex(t => t.LinkId).IsUnique();
            e.Property<bool>(Open).HasComputedColumnSql("status in ('created', 'assigned', 'in_progress', 'waiting_customer', 'waiting_third_party')", stored: true);
            // Its index, on the words and the block of the id, is one that EF cannot describe: the migration SearchByBlocks writes it.
            Searchable(e);
            e.HasMany(t => t.Messages).WithOne().HasForeignKey(m => m.TicketId);
            e.HasMany(t => t.History).WithOne().HasForeignKey(h => h.TicketId);
            e.HasMany(t => t.Clocks).WithOne().HasForeignKey(c => c.TicketId);

            // The queues, each in its order: VIPs, soonest due, urgency, age.
            string[] order = [nameof(Ticket.QueueRank), nameof(Ticket.NextDueAt), nameof(Ticket.Urgency), nameof(Ticket.Id)];
            e.HasIndex(order, "ix_tickets_open").HasFilter("open");
            // Views that are a small part of what is open: the way through all of it would be long.
            e.HasIndex(order, "ix_tickets_untaken").HasFilter("status = 'created' and owner_id is null");
            e.HasIndex(order, "ix_tickets_waiting").HasFilter("status in ('waiting_customer', 'waiting_third_party')");
            e.HasIndex([nameof(Ticket.OwnerId), .. order]).HasFilter("open").HasDatabaseName("ix_tickets_mine");
            e.HasIndex([nameof(Ticket.TeamId), .. order]).HasFilter("open").HasDatabaseName("ix_tickets_team");
            e.HasIndex([nameof(Ticket.TeamId), .. order]).HasFilter("status = 'created' and owner_id is null").HasDatabaseName("ix_tickets_unassigned");
            e.HasIndex(t => new { t.NextDueAt, t.Id }).HasFilter("open").HasDatabaseName("ix_tickets_due");
            e.HasIndex(t => new { t.ResolvedAt, t.Id }).IsDescending().HasFilter("resolved_at is not null").HasDatabaseName("ix_tickets_resolved");
            e.HasIndex(t => new { t.Type, t.FinishedAt }).HasFilter("status in ('resolved', 'reviewed')").HasDatabaseName("ix_tickets_archive");
            e.HasIndex(t => t.ReviewDueAt).HasFilter("review_due_at is not null").HasDatabaseName("ix_tickets_review");
            e.HasIndex(t => new { t.CustomerId, t.Id }).IsDescending(false, true);
            e.HasIndex(t => t.CreatedAt);
        });
        model.Entity<Message>(e =>
        {
            e.ToTable("messages");
            e.HasIndex(m => new { m.TicketId, m.Id });
            e.HasIndex(m => m.PublicId).IsUnique();
            e.HasMany(m => m.Files).WithOne().HasForeignKey(f => f.MessageId);
        });
        model.Entity<MessageFile>(e => e.ToTable("message_files"));
        model.Entity<HistoryRow>(e =>
        {
            e.ToTable("history");
            e.HasIndex(h => new { h.TicketId, h.Id });
        });
        model.Entity<Clock>(e =>
        {
            e.ToTable("clocks");
            e.HasIndex(c => c.TicketId);
            e.HasIndex(c => c.WarnAt).HasFilter("state = 'running' and warned_at is null").HasDatabaseName("ix_clocks_warn");
            e.HasIndex(c => c.DueAt).HasFilter("state = 'running'").HasDatabaseName("ix_clocks_breach");
            e.HasIndex(c => c.EscalateAt).HasFilter("escalate_at is not null").HasDatabaseName("ix_clocks_escalate");
            e.HasMany(c => c.Steps).WithOne().HasForeignKey(s => s.ClockId);
            e.HasIndex(c => new { c.DueAt, c.State, c.Kind, c.TicketId }).HasFilter("state in ('met', 'breached')").HasDatabaseName("ix_clocks_attainment");
        });
        model.Entity<ClockStep>(e =>
        {
            e.ToTable("clock_steps");
            e.HasIndex(s => new { s.ClockId, s.Id });
        });
        model.Entity<CustomerCopy>(e =>
        {
            e.ToTable("customers");
            e.Property(c => c.Id).ValueGeneratedNever();
            Searchable(e);
            e.HasIndex(Search).OfWords().HasDatabaseName("ix_customers_search");
        });
    }

    static void Searchable<T>(EntityTypeBuilder<T> e) where T : class => e.Property<NpgsqlTsVector>(Search).HasComputedColumnSql("to_tsvector('simple', words)", stored: true);
}
