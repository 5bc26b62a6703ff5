using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Crm.Platform.Data;

/// <summary>Lets scripts/migration make a context without the host. A module adds one empty subclass.</summary>
public abstract class DesignTimeFactory<TDb> : IDesignTimeDbContextFactory<TDb> where TDb : ModuleDb
{
    /// <inheritdoc />
    public TDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TDb>();
        DbSetup.Configure(options, "Host=localhost;Database=none", typeof(TDb) == typeof(PlatformDb) ? "platform" : typeof(TDb).Name[..^2].ToLowerInvariant());
        return (TDb)Activator.CreateInstance(typeof(TDb), options.Options)!;
    }
}

internal sealed class PlatformDesignTime : DesignTimeFactory<PlatformDb>;
