using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.Feedback;

[Needs("feedback.read")]
internal sealed class ItemPage : CrmPage
{
    public ViewFeedback.Result Feedback { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Feedback = await Send(new ViewFeedback.Query(id));
}
