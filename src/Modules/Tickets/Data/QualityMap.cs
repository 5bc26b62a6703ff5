using Crm.Contracts.Tickets;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

/// <summary>Quality checks, and the list every installation starts with.</summary>
internal static class QualityMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Checklist>(e =>
        {
            e.ToTable("checklists");
            e.PrimitiveCollection(c => c.Types).ElementType().HasConversion<string>();
            e.HasMany(c => c.Items).WithOne().HasForeignKey(i => i.ChecklistId);
            e.HasData(new { Id = 1L, Name = "Service standard", NameZh = "服务标准", Types = Array.Empty<TicketType>(), TeamIds = Array.Empty<long>(), Position = 100, Active = true, Revision = 1 });
        });
        model.Entity<ChecklistItem>(e =>
        {
            e.ToTable("checklist_items");
            e.HasKey(i => new { i.ChecklistId, i.Revision, i.Position });
            (string Text, string Zh, int Weight, QualityScale Scale, bool Fatal)[] seed =
            [
                ("Understood what the customer needs", "准确理解客户需求", 20, QualityScale.OneToFive, false),
                ("The answer is right and complete", "解答正确、完整", 30, QualityScale.OneToFive, false),
                ("Polite, clear, in the customer's language", "礼貌、清晰，使用客户的语言", 20, QualityScale.OneToFive, false),
                ("Said what happens next and until when", "说明后续安排和时间", 15, QualityScale.YesNo, false),
                ("Type, category, cause and resolution are right", "类型、分类、原因和解决方式填写正确", 15, QualityScale.YesNo, false),
                ("Personal data was protected", "未泄露个人信息", 10, QualityScale.YesNo, true),
            ];
            e.HasData(seed.Select((s, i) => new { ChecklistId = 1L, Revision = 1, Position = i, s.Text, TextZh = s.Zh, s.Weight, s.Scale, s.Fatal }));
        });
        model.Entity<QualitySample>(e =>
        {
            e.ToTable("quality_samples");
            e.HasIndex(s => s.Week).IsUnique().HasFilter("week is not null");
        });
        model.Entity<QualityCheck>(e =>
        {
            e.ToTable("quality_checks");
            e.Property(c => c.Score).HasPrecision(5, 2);
            // Never one twice.
            e.HasIndex(c => c.TicketId).IsUnique();
            e.HasIndex(c => c.Id, "ix_quality_checks_to_do").HasFilter("status = 'to_do'");
            e.HasIndex(c => c.Id, "ix_quality_checks_appealed").HasFilter("status = 'appealed'");
            e.HasIndex(c => new { c.ScoredAt, c.Id }).IsDescending().HasFilter("scored_at is not null").HasDatabaseName("ix_quality_checks_scored");
            e.HasIndex(c => new { c.OwnerId, c.ScoredAt, c.Id }).IsDescending(false, true, true).HasFilter("scored_at is not null").HasDatabaseName("ix_quality_checks_of_agent");
            e.HasMany(c => c.Marks).WithOne().HasForeignKey(m => m.CheckId);
            e.HasMany(c => c.Steps).WithOne().HasForeignKey(s => s.CheckId);
            e.HasOne<Ticket>().WithMany().HasForeignKey(c => c.TicketId);
            e.HasOne<QualitySample>().WithMany().HasForeignKey(c => c.SampleId);
            e.HasOne<Checklist>().WithMany().HasForeignKey(c => c.ChecklistId);
        });
        model.Entity<QualityMark>(e => { e.ToTable("quality_marks"); e.HasKey(m => new { m.CheckId, m.Round, m.Position }); });
        model.Entity<QualityStep>(e =>
        {
            e.ToTable("quality_steps");
            e.Property(s => s.Score).HasPrecision(5, 2);
            e.HasIndex(s => new { s.CheckId, s.Id });
        });
    }
}
