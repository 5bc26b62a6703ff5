using Crm.Platform.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Setup;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Staff.Data;

internal sealed class StaffDb(DbContextOptions<StaffDb> options) : ModuleDb(options)
{
    public override string Schema => "staff";

    public DbSet<StaffMember> Members => Set<StaffMember>();
    public DbSet<Role> Roles => Set<Role>();
    public DbSet<Department> Departments => Set<Department>();
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<ApiToken> Tokens => Set<ApiToken>();
    public DbSet<PasswordLink> PasswordLinks => Set<PasswordLink>();
    public DbSet<Absence> Absences => Set<Absence>();
    public DbSet<AddressTries> AddressTries => Set<AddressTries>();
    public DbSet<SeededPermission> SeededPermissions => Set<SeededPermission>();

    public override async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        await TellHosts.Guard(this, ct);
        await services.GetRequiredService<SeedRoles>().Run(ct);
        await services.GetRequiredService<Bootstrap>().Run(ct);
    }

    protected override void Map(ModelBuilder model)
    {
        model.Entity<StaffMember>(e =>
        {
            e.ToTable("members");
            e.Ignore(m => m.Active);
            e.Ignore(m => m.HasSecondFactor);
            e.HasMany(m => m.Absences).WithOne().HasForeignKey(a => a.StaffMemberId);
            e.HasIndex(m => m.NormalizedEmail).IsUnique();
            e.HasMany(m => m.Roles).WithOne().HasForeignKey(r => r.StaffMemberId);
            e.HasMany(m => m.Memberships).WithOne().HasForeignKey(m => m.StaffMemberId);
        });
        model.Entity<RoleHeld>(e => { e.ToTable("member_roles"); e.HasKey(r => new { r.StaffMemberId, r.RoleId }); e.HasOne<Role>().WithMany().HasForeignKey(r => r.RoleId).OnDelete(DeleteBehavior.Restrict); });
        model.Entity<Membership>(e => { e.ToTable("memberships"); e.HasKey(m => new { m.StaffMemberId, m.TeamId }); e.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId).OnDelete(DeleteBehavior.Restrict); });
        model.Entity<Role>(e =>
        {
            e.ToTable("roles");
            e.HasIndex(r => r.Code).IsUnique();
            e.HasMany(r => r.Grants).WithOne().HasForeignKey(g => g.RoleId);
        });
        model.Entity<Grant>(e => { e.ToTable("grants"); e.HasKey(g => new { g.RoleId, g.Permission }); });
        model.Entity<AddressTries>(e => { e.ToTable("address_tries"); e.HasKey(t => t.Address); });
        model.Entity<SeededPermission>(e => { e.ToTable("seeded_permissions"); e.HasKey(p => p.Name); });
        model.Entity<Department>(e => e.ToTable("departments"));
        model.Entity<Team>(e =>
        {
            e.ToTable("teams");
            e.HasIndex(t => t.Code).IsUnique();
            e.HasOne<Department>().WithMany().HasForeignKey(t => t.DepartmentId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<StaffMember>().WithMany().HasForeignKey(t => t.SupervisorId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Session>(e =>
        {
            e.ToTable("sessions");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.HasIndex(s => s.StaffMemberId).HasFilter("ended_at is null");
            e.HasIndex(s => s.SeenAt);
            e.HasOne<StaffMember>().WithMany().HasForeignKey(s => s.StaffMemberId);
        });
        model.Entity<Absence>(e =>
        {
            e.ToTable("absences");
            e.HasIndex(a => a.Until);
            e.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.SubstituteId);
        });
        model.Entity<PasswordLink>(e =>
        {
            e.ToTable("password_links");
            e.HasIndex(l => l.Hash).IsUnique();
            e.HasIndex(l => new { l.StaffMemberId, l.CreatedAt });
            e.HasOne<StaffMember>().WithMany().HasForeignKey(l => l.StaffMemberId);
        });
        model.Entity<ApiToken>(e =>
        {
            e.ToTable("tokens");
            e.HasIndex(t => t.Hash).IsUnique();
            e.HasIndex(t => t.StaffMemberId);
            e.HasOne<StaffMember>().WithMany().HasForeignKey(t => t.StaffMemberId);
        });
    }
}

internal sealed class StaffDesignTime : DesignTimeFactory<StaffDb>;
