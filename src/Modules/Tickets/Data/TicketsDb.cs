using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

internal sealed class TicketsDb(DbContextOptions<TicketsDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "tickets";

    protected override void Map(ModelBuilder model)
    {
    }
}

internal sealed class TicketsDesignTime : DesignTimeFactory<TicketsDb>;
