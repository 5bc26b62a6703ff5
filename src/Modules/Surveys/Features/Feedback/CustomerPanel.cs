using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>What a customer said, and what became of it.</summary>
[Needs("feedback.read")]
internal static class CustomerFeedback
{
    public const int Shown = 5;

    public sealed record Query(long CustomerId) : IRequest<IReadOnlyList<ListFeedback.Row>>;

    public sealed class Handler(SurveysDb db, FeedbackWords words, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, IReadOnlyList<ListFeedback.Row>>
    {
        public async Task<IReadOnlyList<ListFeedback.Row>> Handle(Query request, CancellationToken cancellationToken) => await words.Rows(
            await db.Feedback.AsNoTracking().Within(user.ScopeOf("feedback.read")).Where(f => f.CustomerId == request.CustomerId).OrderByDescending(f => f.ReceivedAt).ThenByDescending(f => f.Id).Take(Shown).ToListAsync(cancellationToken), clock.GetUtcNow(), cancellationToken);
    }
}

[Needs("feedback.read")]
internal sealed class CustomerFeedbackPage : CrmPage
{
    public long Id { get; private set; }
    public IReadOnlyList<ListFeedback.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(long id)
    {
        (Id, Rows) = (id, await Send(new CustomerFeedback.Query(id)));
        return PageOr("_CustomerFeedback");
    }
}
