using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal sealed class CustomersDb(DbContextOptions<CustomersDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "customers";

    protected override void Map(ModelBuilder model)
    {
    }
}

internal sealed class CustomersDesignTime : DesignTimeFactory<CustomersDb>;
