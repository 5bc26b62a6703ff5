using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Tickets in the global search: by number, and by words of subject and messages.</summary>
internal sealed class FindTickets(TicketsDb db, CurrentUser user, Texts texts) : ISearchSource
{
    public int Order => 20;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        var found = await db.Meant(db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read")), text, limit, t => new { t.Id, t.Number, t.Subject, t.Status }, ct);
        return [.. found.Select(t => new SearchHit("search.ticket", "ticket", t.Subject, $"{HumanNumber.Format(Ticket.Prefix, t.Number)} · {texts[t.Status]}", $"/tickets/{t.Id}"))];
    }
}
