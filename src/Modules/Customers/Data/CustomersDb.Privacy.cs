using Crm.Customers.Domain.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

/// <summary>Tables of privacy.</summary>
internal sealed partial class CustomersDb
{
    public DbSet<Restricted> Restricted => Set<Restricted>();
}
