using System.Security.Cryptography;
using System.Text.Json;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Care.Data;

internal sealed class CareDb(DbContextOptions<CareDb> options) : ModuleDb(options)
{
    public override string Schema => "care";

    public DbSet<Greeting> Greetings => Set<Greeting>();
    public DbSet<Greeted> Greeted => Set<Greeted>();
    public DbSet<CareCampaign> Campaigns => Set<CareCampaign>();
    public DbSet<CareRecipient> Recipients => Set<CareRecipient>();
    public DbSet<Gathering> Gatherings => Set<Gathering>();
    public DbSet<SignUp> SignUps => Set<SignUp>();
    public DbSet<ContactChoice> Choices => Set<ContactChoice>();
    public DbSet<CareKey> Keys => Set<CareKey>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Greeting>(e =>
        {
            e.ToTable("greetings", t => t.HasCheckConstraint("ck_greetings_hour", "hour between 0 and 23"));
            e.PrimitiveCollection(g => g.Levels).ElementType(t => t.HasConversion<SnakeCase.SnakeEnum<CustomerLevel>>());
        });
        model.Entity<Greeted>(e =>
        {
            e.ToTable("greeted");
            e.HasIndex(g => new { g.GreetingId, g.CustomerId, g.Year }).IsUnique();
            e.HasIndex(g => new { g.CustomerId, g.At });
            e.HasOne<Greeting>().WithMany().HasForeignKey(g => g.GreetingId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<CareCampaign>(e =>
        {
            e.ToTable("campaigns");
            e.PrimitiveCollection(c => c.Levels).ElementType(t => t.HasConversion<SnakeCase.SnakeEnum<CustomerLevel>>());
            Json(e.Property(c => c.A));
            Json(e.Property(c => c.B));
            e.HasIndex(c => c.State);
        });
        model.Entity<CareRecipient>(e =>
        {
            e.ToTable("recipients");
            e.HasIndex(r => new { r.CampaignId, r.CustomerId }).IsUnique();
            e.HasIndex(r => new { r.CampaignId, r.DueAt }).HasFilter("due_at is not null").HasDatabaseName("ix_recipients_due");
            e.HasIndex(r => new { r.CampaignId, r.Id });
            e.HasIndex(r => new { r.CustomerId, r.SentAt });
            e.HasOne<CareCampaign>().WithMany().HasForeignKey(r => r.CampaignId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Gathering>(e =>
        {
            e.ToTable("events", t => t.HasCheckConstraint("ck_events_capacity", "capacity is null or capacity > 0"));
            e.HasIndex(g => new { g.StartsAt, g.Id });
        });
        model.Entity<SignUp>(e =>
        {
            e.ToTable("sign_ups");
            e.HasIndex(s => new { s.GatheringId, s.CustomerId }).IsUnique();
            e.HasIndex(s => new { s.GatheringId, s.Email }).IsUnique();
            e.HasIndex(s => new { s.GatheringId, s.State, s.SignedUpAt });
            e.HasIndex(s => new { s.CustomerId, s.CreatedAt });
            e.HasIndex(s => s.Id).HasFilter("customer_id is null and email is not null").HasDatabaseName("ix_sign_ups_guests");
            e.HasOne<Gathering>().WithMany().HasForeignKey(s => s.GatheringId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ContactChoice>(e =>
        {
            e.ToTable("contact_choices");
            e.HasIndex(c => new { c.CustomerId, c.Purpose, c.Id });
        });
        model.Entity<CareKey>(e => e.ToTable("keys"));
    }

    static void Json<T>(PropertyBuilder<T> property) where T : class? => property.HasColumnType("jsonb").HasConversion(
        value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web),
        text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!,
        new ValueComparer<T>((a, b) => Equals(a, b), value => value == null ? 0 : value.GetHashCode(), value => value));

    /// <summary>The campaign, locked until the transaction ends: who sends, pauses and stops takes turns.</summary>
    public async Task<CareCampaign?> LockCampaign(long id, CancellationToken ct)
    {
        await Database.ExecuteSqlAsync($"select 1 from care.campaigns where id = {id} for update", ct);
        return await Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct);
    }

    /// <summary>The event, locked until the transaction ends: places are given one after another.</summary>
    public async Task<Gathering> LockGathering(long id, CancellationToken ct)
    {
        await Database.ExecuteSqlAsync($"select 1 from care.events where id = {id} for update", ct);
        return await Gatherings.SingleOrDefaultAsync(g => g.Id == id, ct) ?? throw new MissingException("event", id);
    }

    /// <summary>The key that signs links, and the shipped greetings, which wait for somebody to switch them on.</summary>
    public override async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        if (!await Keys.AnyAsync(ct)) Keys.Add(new CareKey { Key = RandomNumberGenerator.GetBytes(32) });
        if (!await Greetings.AnyAsync(ct)) Greetings.AddRange(ShippedGreetings.All.Select(t => new Greeting(t, on: false, Clock.GetUtcNow())));
        await SaveChangesAsync(ct);
    }
}

internal sealed class CareDesignTime : DesignTimeFactory<CareDb>;
