using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Sweeps;

[Needs("system.operate")]
internal sealed class RunPage : FormPage<RunSweep.Command>
{
    public IReadOnlyList<Choice> Choices { get; private set; } = [];

    protected override async Task Prepare() => Choices = [.. (await Send(new ListSweeps.Query())).Select(s => new Choice(s.Name, s.Name))];

    protected override async Task<IActionResult> Save() => Done($"/jobs/{await Send(Form)}");
}
