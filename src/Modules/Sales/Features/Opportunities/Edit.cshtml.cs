using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.write")]
internal sealed class EditPage : FormPage<EditOpportunity.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<Choice> People { get; private set; } = [];

    protected override Task<EditOpportunity.Command> Load() => Send(new LoadOpportunity.Query(Id));

    protected override async Task Prepare() => People = await this.Owners();

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/opportunities/{Id}", "saved");
    }
}
