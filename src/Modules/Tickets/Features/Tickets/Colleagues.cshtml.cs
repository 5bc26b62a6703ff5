using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Tickets;

/// <summary>What "@" in a note offers.</summary>
[Needs("tickets.read")]
internal sealed class ColleaguesPage : CrmPage
{
    const int Most = 8;

    public IReadOnlyList<SuggestColleagues.Row> Found { get; private set; } = [];

    public async Task OnGetAsync(long id, string? q) => Found = [.. (await Send(new SuggestColleagues.Query(id, q))).Take(Most)];
}
