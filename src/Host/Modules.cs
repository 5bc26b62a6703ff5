using Crm.Customers;
using Crm.Knowledge;
using Crm.Lifecycle;
using Crm.Loyalty;
using Crm.Platform.Modules;
using Crm.Sales;
using Crm.Staff;
using Crm.Surveys;
using Crm.Tickets;

namespace Crm.Host;

/// <summary>The modules of this host. The order is that of migrations, demo data and menus.</summary>
internal static class Modules
{
    public static readonly IReadOnlyList<Module> All = [new StaffModule(), new CustomersModule(), new TicketsModule(), new SurveysModule(), new LoyaltyModule(), new SalesModule(), new KnowledgeModule(), new LifecycleModule()];
}
