using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.SubTasks;

/// <summary>Open to everybody who works here: whoever is given something finds it.</summary>
[Authorize]
internal sealed class SubTasksPage(TimeProvider clock) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public SubTaskView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<ListSubTasks.Row> Rows { get; private set; } = new([], null);
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task OnGetAsync() => Rows = await Send(new ListSubTasks.Query { View = View, After = After });
}
