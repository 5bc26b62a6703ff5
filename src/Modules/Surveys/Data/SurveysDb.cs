using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

internal sealed class SurveysDb(DbContextOptions<SurveysDb> options, SaveServices services) : ModuleDb(options, services)
{
    public override string Schema => "surveys";

    protected override void Map(ModelBuilder model)
    {
    }
}

internal sealed class SurveysDesignTime : DesignTimeFactory<SurveysDb>;
