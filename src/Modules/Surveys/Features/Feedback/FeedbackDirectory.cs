using Crm.Contracts.Surveys;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

internal sealed class FeedbackDirectory(SurveysDb db, FeedbackWords words, CurrentUser user, TimeProvider clock) : IFeedbackDirectory
{
    public async Task<FeedbackFacts?> Readable(long feedbackId, CancellationToken ct)
    {
        if (await db.Feedback.AsNoTracking().Within(user.ScopeOf("feedback.read")).SingleOrDefaultAsync(f => f.Id == feedbackId, ct) is not { } item) return null;
        var row = (await words.Rows([item], clock.GetUtcNow(), ct))[0];
        return new(item.Id, item.CustomerId, row.Text);
    }
}
