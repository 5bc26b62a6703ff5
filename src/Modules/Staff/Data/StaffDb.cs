using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Data;

internal sealed class StaffDb(DbContextOptions<StaffDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "staff";

    protected override void Map(ModelBuilder model)
    {
    }
}

internal sealed class StaffDesignTime : DesignTimeFactory<StaffDb>;
