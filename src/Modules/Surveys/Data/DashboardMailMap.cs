using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

internal static class DashboardMailMap
{
    public static void Map(ModelBuilder model) => model.Entity<DashboardMail>(e => e.ToTable("dashboard_mails"));
}
