using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Suggestions and complaints that came as tickets are answered there; once resolved they stand beside the others to be classified and decided on. Once a ticket, however often it is opened again.</summary>
internal sealed class WhenTicketResolved(SurveysDb db) : IHandle<TicketResolved>
{
    public async Task Handle(TicketResolved happened, CancellationToken ct)
    {
        if (happened.Type is not (TicketType.Suggestion or TicketType.Complaint) || await db.Feedback.AnyAsync(f => f.TicketId == happened.TicketId, ct)) return;
        db.Feedback.Add(FeedbackItem.Of(happened.TicketId, happened.CustomerId, happened.Type == TicketType.Complaint ? FeedbackKind.Complaint : FeedbackKind.Suggestion, happened.AssigneeId, happened.TeamId, happened.At));
    }
}
