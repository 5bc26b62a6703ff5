using Crm.Platform.Settings;

namespace Crm.Customers.Features.Reviews;

/// <summary>How often records are looked over.</summary>
internal sealed class ReviewPolicy(ISettings settings)
{
    public const string Setting = "customers.review_months";

    /// <summary>Months between two reviews: a quarter, unless set otherwise.</summary>
    public ValueTask<int> Months(CancellationToken ct) => settings.Get(Setting, 3, ct);
}
