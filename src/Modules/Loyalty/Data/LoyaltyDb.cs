using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

internal sealed class LoyaltyDb(DbContextOptions<LoyaltyDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "loyalty";

    protected override void Map(ModelBuilder model)
    {
    }
}

internal sealed class LoyaltyDesignTime : DesignTimeFactory<LoyaltyDb>;
