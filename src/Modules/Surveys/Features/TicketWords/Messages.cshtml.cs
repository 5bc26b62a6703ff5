using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.TicketWords;

[Needs("tickets.read")]
internal sealed class MessagesPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListTicketMessages.Query Filter { get; set; } = new();

    public ListTicketMessages.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(Filter);

    /// <summary>What was chosen, in words.</summary>
    public IEnumerable<string> Chosen => new[] { Filter.Type is { } type ? L[type] : null, Filter.Word, Filter.Words?.Replace(",", " · ", StringComparison.Ordinal), Filter.Tone is { } tone ? L[tone] : null }.Where(t => !string.IsNullOrEmpty(t))!;
}
