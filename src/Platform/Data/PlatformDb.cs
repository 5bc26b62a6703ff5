using Crm.Platform.Files;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Data;

/// <summary>The platform's own schema: the tables every module writes to in its own transactions, and those of the platform's services.</summary>
public sealed class PlatformDb(DbContextOptions<PlatformDb> options) : ModuleDb(options)
{
    /// <inheritdoc />
    public override string Schema => "platform";

    public DbSet<FileRow> Files => Set<FileRow>();
    public DbSet<IdempotencyRow> Idempotency => Set<IdempotencyRow>();
    public DbSet<DataKeyRow> DataKeys => Set<DataKeyRow>();
    public DbSet<SettingRow> Settings => Set<SettingRow>();
    public DbSet<SweepRow> Sweeps => Set<SweepRow>();
    public DbSet<SubjectKeyRow> SubjectKeys => Set<SubjectKeyRow>();
    public DbSet<FactCheckRow> FactChecks => Set<FactCheckRow>();
    public DbSet<ErasureRow> Erasures => Set<ErasureRow>();

    internal static void MapShared(ModelBuilder model, bool owned)
    {
        // Every context may write these tables; only this one migrates them.
        void Table<T>(string name, Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T>> map) where T : class => model.Entity<T>(e =>
        {
            e.ToTable(name, "platform", t => { if (!owned) t.ExcludeFromMigrations(); });
            map(e);
        });
        Table<AuditRow>("audit", e =>
        {
            e.Property(a => a.Before).HasColumnType("jsonb");
            e.Property(a => a.After).HasColumnType("jsonb");
            e.HasIndex(a => new { a.Entity, a.EntityId, a.Id });
            e.HasIndex(a => new { a.ActorId, a.Id });
            e.HasIndex(a => a.At);
            e.HasIndex(a => new { a.SubjectId, a.Id }).HasFilter("subject_id is not null").HasDatabaseName("ix_audit_subject");
        });
        Table<NotificationRow>("notifications", e =>
        {
            e.HasIndex(n => new { n.StaffId, n.Id }).HasDatabaseName("ix_notifications_staff");
            e.HasIndex(n => n.StaffId).HasFilter("read_at is null").HasDatabaseName("ix_notifications_unread");
            e.HasIndex(n => new { n.StaffId, n.Key }).IsUnique();
            e.HasIndex(n => n.SubjectId).HasFilter("subject_id is not null").HasDatabaseName("ix_notifications_subject");
        });
        Table<MailRow>("mail", e =>
        {
            e.HasIndex(m => m.DueAt).HasFilter("due_at is not null").HasDatabaseName("ix_mail_due");
            e.HasIndex(m => m.Id).HasFilter("sent_at is null").HasDatabaseName("ix_mail_unsent");
            e.HasIndex(m => new { m.Purpose, m.Id });
            e.HasIndex(m => m.Key).IsUnique();
            e.HasIndex(m => m.CustomerId);
        });
        Table<JobRow>("jobs", e =>
        {
            e.Property(j => j.Args).HasColumnType("jsonb");
            e.Property(j => j.Checkpoint).HasColumnType("jsonb");
            e.Property(j => j.Result).HasColumnType("jsonb");
            e.HasIndex(j => j.Id).HasFilter("state in ('waiting','running')").HasDatabaseName("ix_jobs_open");
            e.HasIndex(j => new { j.StaffId, j.Id });
        });
        Table<IdempotencyRow>("idempotency", e => { e.HasKey(i => new { i.TokenId, i.Key }); e.HasIndex(i => i.At); });
    }

    protected override void Map(ModelBuilder model)
    {
        model.Entity<FileRow>(e =>
        {
            e.ToTable("files");
            e.HasIndex(f => f.At).HasFilter("kept_at is null").HasDatabaseName("ix_files_unclaimed");
            e.HasIndex(f => f.ExpiresAt).HasFilter("expires_at is not null").HasDatabaseName("ix_files_expiring");
        });
        model.Entity<MoveRow>(e => { e.ToTable("moves"); e.HasKey(m => new { m.Module, m.FromId, m.IntoId, m.At, m.Table, m.Key }); e.HasIndex(m => new { m.Module, m.IntoId }).HasFilter("\"table\" = ''").HasDatabaseName("ix_moves_heads"); });
        model.Entity<SweepRow>(e => { e.ToTable("sweeps"); e.HasKey(s => s.Name); });
        model.Entity<FactCheckRow>(e => { e.ToTable("fact_checks"); e.HasKey(c => c.Name); });
        model.Entity<DataKeyRow>(e => e.ToTable("data_keys"));
        model.Entity<ErasureRow>(e => { e.ToTable("erasures"); e.HasKey(r => r.SubjectId); e.Property(r => r.SubjectId).ValueGeneratedNever(); });
        model.Entity<SubjectKeyRow>(e => { e.ToTable("subject_keys"); e.HasKey(k => k.SubjectId); e.Property(k => k.SubjectId).ValueGeneratedNever(); });
        model.Entity<SettingRow>(e => { e.ToTable("settings"); e.HasKey(s => s.Name); e.Property(s => s.Value).HasColumnType("jsonb"); });
    }
}

/// <summary>The answer given to a creating request, so that its retry gets the same one.</summary>
public sealed class IdempotencyRow
{
    public long TokenId { get; init; }
    public required string Key { get; init; }
    public required string RequestHash { get; init; }
    /// <summary>Tells twins apart that carry the same key at the same time.</summary>
    public Guid Attempt { get; init; }
    public int? Status { get; set; }
    /// <summary>Sealed under the keys of <see cref="Subjects"/>, one after the other.</summary>
    public string? Body { get; set; }
    /// <summary>Whom the answer may tell about: everybody whose rows its request wrote.</summary>
    public long[] Subjects { get; set; } = [];
    public string? Location { get; set; }
    public string? Etag { get; set; }
    public DateTimeOffset At { get; init; }
}

/// <summary>A data-protection key, shared by all hosts.</summary>
public sealed class DataKeyRow
{
    public long Id { get; init; }
    public required string Xml { get; init; }
}

/// <summary>A setting changed in the product; those never changed have their default in code.</summary>
public sealed class SettingRow : IAudited
{
    public required string Name { get; init; }
    public required string Value { get; set; }
}
