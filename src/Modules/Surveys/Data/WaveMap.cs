using System.Text.Json;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Surveys.Data;

/// <summary>What waves keep beside themselves.</summary>
internal static class WaveMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Wave>(e =>
        {
            e.Property(w => w.Mails).AsJson().HasDefaultValueSql("'{}'::jsonb");
            e.Property(w => w.CouponValue).HasPrecision(12, 2);
            e.Property(w => w.CouponCurrency).HasMaxLength(3);
            e.Property(w => w.Budget).HasPrecision(14, 2);
            e.HasIndex(w => w.PreviousId).IsUnique();
            e.HasIndex(w => w.SeriesId);
            e.HasIndex(w => new { w.State, w.Kind });
        });
        model.Entity<Invitation>(e =>
        {
            e.Property(i => i.Coupon).HasPrecision(12, 2);
            e.HasIndex(i => new { i.WaveId, i.CreatedAt }).HasFilter("finished_at is null and revoked_at is null and delivery = 'mail'").HasDatabaseName("ix_invitations_to_remind");
            e.HasIndex(i => i.WaveId).HasFilter("rewarded_at is null and finished_at is not null").HasDatabaseName("ix_invitations_to_reward");
        });
        model.Entity<Draft>(e => e.Property(d => d.PageSeconds).Seconds());
        model.Entity<Response>(e => e.Property(r => r.PageSeconds).Seconds());
        model.Entity<WaveListed>(e =>
        {
            e.ToTable("wave_listed");
            e.HasKey(l => new { l.WaveId, l.CustomerId });
            e.HasOne<Wave>().WithMany().HasForeignKey(l => l.WaveId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(l => l.CustomerId);
        });
        model.Entity<WaveTally>(e =>
        {
            e.ToTable("wave_tallies");
            e.HasKey(t => t.WaveId);
            e.Property(t => t.WaveId).ValueGeneratedNever();
            e.Property(t => t.Awarded).HasPrecision(14, 2);
        });
        model.Entity<WaveDue>(e =>
        {
            e.ToTable("wave_dues");
            e.HasOne<Wave>().WithMany().HasForeignKey(d => d.WaveId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(d => new { d.WaveId, d.Occasion }).IsUnique();
            e.HasIndex(d => d.DueAt).HasFilter("done_at is null").HasDatabaseName("ix_wave_dues_open");
            e.HasIndex(d => d.CustomerId);
        });
        model.Entity<InvitationLink>(e =>
        {
            e.ToTable("invitation_links");
            e.HasKey(l => l.TokenHash);
            e.HasOne<Invitation>().WithMany().HasForeignKey(l => l.InvitationId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(l => l.InvitationId);
        });
        model.Entity<ContactWish>(e =>
        {
            e.ToTable("contact_wishes");
            e.HasOne<Wave>().WithMany().HasForeignKey(w => w.WaveId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(w => w.WaveId);
            e.HasIndex(w => w.CustomerId);
            e.HasIndex(w => w.Id).HasFilter("done_at is null").HasDatabaseName("ix_contact_wishes_open");
        });
    }

    static void Seconds(this PropertyBuilder<SortedDictionary<string, int>> property) => property.HasColumnType("jsonb").HasDefaultValueSql("'{}'::jsonb").HasConversion(
        value => JsonSerializer.Serialize(value, SurveysDb.Json),
        text => JsonSerializer.Deserialize<SortedDictionary<string, int>>(text, SurveysDb.Json)!,
        new ValueComparer<SortedDictionary<string, int>>((a, b) => ReferenceEquals(a, b), value => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value), value => value));
}
