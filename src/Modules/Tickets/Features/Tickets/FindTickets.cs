using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Tickets in the global search: by number, or by words of subject and messages.</summary>
internal sealed class FindTickets(TicketsDb db, CurrentUser user, Texts texts) : ISearchSource
{
    public int Order => 20;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        var rows = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read"));
        if (HumanNumber.TryParse(Ticket.Prefix, text, out var number)) rows = rows.Where(t => t.Number == number);
        else if (SearchText.Query(text) is { } words) rows = db.Newest(rows.WithWords(words), null, limit);
        else return [];
        var found = await rows.OrderByDescending(t => t.Id).Take(limit).Select(t => new { t.Id, t.Number, t.Subject, t.Status }).ToListAsync(ct);
        return [.. found.Select(t => new SearchHit("search.ticket", "ticket", t.Subject, $"{HumanNumber.Format(Ticket.Prefix, t.Number)} · {texts[t.Status]}", $"/tickets/{t.Id}"))];
    }
}
