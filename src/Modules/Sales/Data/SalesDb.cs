using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Data;

internal sealed class SalesDb(DbContextOptions<SalesDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "sales";

    protected override void Map(ModelBuilder model)
    {
    }
}

internal sealed class SalesDesignTime : DesignTimeFactory<SalesDb>;
