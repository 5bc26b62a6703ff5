using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Loyalty.Features.Adjustments;

[Needs("loyalty.adjust")]
internal sealed class DetailsPage : CrmPage
{
    internal ShowAdjustment.Result Adjustment { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Adjustment = await Send(new ShowAdjustment.Query(id));

    internal static string Color(AdjustmentState state) => state switch { AdjustmentState.Waiting => "yellow", AdjustmentState.Booked => "green", AdjustmentState.Refused => "red", _ => "secondary" };
}
