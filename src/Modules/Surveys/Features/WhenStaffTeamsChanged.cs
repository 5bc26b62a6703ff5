using Crm.Contracts.Staff;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>
/// What a person works on goes with them to their new team. What is decided stays with the team that decided it, and an
/// answer with the team it speaks of.
/// </summary>
internal sealed class WhenStaffTeamsChanged(SurveysDb db) : IHandle<StaffTeamsChanged>
{
    public async Task Handle(StaffTeamsChanged happened, CancellationToken ct)
    {
        var (person, team) = (happened.StaffId, happened.TeamId);
        await db.Feedback.Where(f => f.OwnerId == person && f.State != FeedbackState.Closed).ExecuteUpdateAsync(s => s.SetProperty(f => f.TeamId, team), ct);
        await db.Improvements.Where(i => i.OwnerId == person && i.Status != ImprovementStatus.Verified && i.Status != ImprovementStatus.Rejected).ExecuteUpdateAsync(s => s.SetProperty(i => i.TeamId, team), ct);
    }
}
