using Crm.Customers.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

/// <summary>Tables of privacy.</summary>
internal sealed partial class CustomersDb
{
    public DbSet<Restricted> Restricted => Set<Restricted>();
    public DbSet<RightsRequest> Rights => Set<RightsRequest>();
    public DbSet<Sharing> Sharings => Set<Sharing>();
    public DbSet<Incident> Incidents => Set<Incident>();
    public DbSet<Assessment> Assessments => Set<Assessment>();
    public DbSet<DataClass> DataClasses => Set<DataClass>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<Reveal> Reveals => Set<Reveal>();
    public DbSet<Look> Looks => Set<Look>();
    public DbSet<SensitiveValue> Sensitive => Set<SensitiveValue>();

    /// <summary>Classes of data ship; an administrator reviews them once a year.</summary>
    async Task SeedClasses(CancellationToken ct)
    {
        var known = await DataClasses.Select(c => c.Field).ToListAsync(ct);
        foreach (var (field, level) in DataClass.Shipped.Where(c => !known.Contains(c.Key))) DataClasses.Add(new DataClass(field, level));
        await SaveChangesAsync(ct);
    }
}
