using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>What joins tickets with each other and with people: merges, links, tags, watchers, sub-tasks.</summary>
internal static class TogetherMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Ticket>(e =>
        {
            e.HasOne<Ticket>().WithMany().HasForeignKey(t => t.MergedIntoId);
            e.HasIndex(t => t.MergedIntoId).HasFilter("merged_into_id is not null").HasDatabaseName("ix_tickets_merged");
            // Most tickets have no tag, and pay nothing for the index: whoever asks for one says so.
            e.HasIndex(t => t.Tags).HasMethod("gin").HasFilter("cardinality(tags) > 0").HasDatabaseName("ix_tickets_tags");
            // The open ones by age, whoever has them, with what saved views ask for: they are counted here, in the order in which the rows lie.
            e.HasIndex(t => t.Id).HasFilter("open").HasDatabaseName("ix_tickets_newest")
                .IncludeProperties(nameof(Ticket.Status), nameof(Ticket.Type), nameof(Ticket.Priority), nameof(Ticket.Channel), nameof(Ticket.CategoryId), nameof(Ticket.TeamId), nameof(Ticket.OwnerId));
            // What most saved views are about: the few complaints or urgent ones among tens of thousands that are open.
            e.HasIndex(t => new { t.Type, t.Id }).HasFilter("open").HasDatabaseName("ix_tickets_open_type");
            e.HasIndex(t => new { t.Priority, t.Id }).HasFilter("open").HasDatabaseName("ix_tickets_open_priority");
        });
        model.Entity<TicketLink>(e =>
        {
            e.ToTable("links");
            e.HasOne<Ticket>().WithMany().HasForeignKey(l => l.FromId);
            e.HasOne<Ticket>().WithMany().HasForeignKey(l => l.ToId);
            // Two tickets are linked once, and a child has one parent.
            e.HasIndex(l => new { l.FromId, l.ToId }).IsUnique();
            e.HasIndex(l => l.ToId);
            e.HasIndex(l => l.ToId, "ix_links_parent").IsUnique().HasFilter("kind = 'parent'");
        });
        model.Entity<Tag>(e =>
        {
            e.ToTable("tags");
            e.HasKey(t => t.Name);
            e.Property(t => t.Name).HasMaxLength(Tag.Length);
        });
        model.Entity<Watcher>(e =>
        {
            e.ToTable("watchers");
            e.HasKey(w => new { w.TicketId, w.StaffId });
            e.HasOne<Ticket>().WithMany().HasForeignKey(w => w.TicketId);
        });
        model.Entity<SubTask>(e =>
        {
            e.ToTable("sub_tasks");
            e.HasOne<Ticket>().WithMany().HasForeignKey(s => s.TicketId);
            e.Property(s => s.Title).HasMaxLength(SubTask.TitleLength);
            e.HasIndex(s => new { s.OwnerId, s.DueAt, s.Id }).HasFilter("done_at is null").HasDatabaseName("ix_sub_tasks_mine");
            e.HasIndex(s => new { s.TeamId, s.DueAt, s.Id }).HasFilter("done_at is null").HasDatabaseName("ix_sub_tasks_team");
            e.HasIndex(s => new { s.DoneById, s.DoneAt, s.Id }).HasFilter("done_at is not null").HasDatabaseName("ix_sub_tasks_done");
            e.HasIndex(s => s.DueAt).HasFilter("done_at is null and overdue_told_at is null").HasDatabaseName("ix_sub_tasks_overdue");
        });
    }
}
