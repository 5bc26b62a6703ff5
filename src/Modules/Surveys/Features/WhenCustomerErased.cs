using Crm.Contracts.Customers;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>The person is forgotten: open links die, drafts go, answers lose their name and their words; the figures stay.</summary>
internal sealed class WhenCustomerErased(SurveysDb db, TimeProvider clock) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        var invitations = await db.Invitations.Where(i => i.CustomerId == happened.CustomerId).ToListAsync(ct);
        foreach (var invitation in invitations) invitation.Detach(clock.GetUtcNow());
        var answers = await db.Responses.Where(r => r.CustomerId == happened.CustomerId).ToListAsync(ct);
        foreach (var response in answers) response.Detach();
        foreach (var item in await db.Feedback.Where(f => f.CustomerId == happened.CustomerId).ToListAsync(ct)) item.Forget();
        var forgotten = answers.ConvertAll(r => r.Id);
        await db.CommentWords.Where(w => forgotten.Contains(w.ResponseId)).ExecuteDeleteAsync(ct);
        await db.AnswerImportRows.Where(r => r.ResponseId != null && forgotten.Contains(r.ResponseId.Value)).ExecuteDeleteAsync(ct);
        foreach (var wish in await db.ContactWishes.Where(w => w.CustomerId == happened.CustomerId).ToListAsync(ct)) wish.Forget();
        await db.WaveListed.Where(l => l.CustomerId == happened.CustomerId).ExecuteDeleteAsync(ct);
        await db.WaveDues.Where(d => d.CustomerId == happened.CustomerId && d.DoneAt == null).ExecuteDeleteAsync(ct);
        var ids = invitations.Select(i => i.Id).ToList();
        await db.Drafts.Where(d => ids.Contains(d.InvitationId)).ExecuteDeleteAsync(ct);
    }
}
