using Crm.Platform.Jobs;

namespace Crm.Customers.Features.Plans;

/// <summary>Plans the next contact of whoever has none, and follows changes of levels, owners and absences, and contacts that came in by import.</summary>
internal sealed class KeepPlans(ContactPlans plans) : ISweep
{
    public string Cron => "35 2/5 * * * ?";

    public Task Run(CancellationToken ct) => plans.Keep(null, ct);
}
