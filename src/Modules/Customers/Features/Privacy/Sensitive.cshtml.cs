using Crm.Customers.Domain.Privacy;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("customers.write")]
internal sealed class SensitivePage : FormPage<AddSensitive.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ShowSensitive.View View { get; private set; } = null!;

    public IReadOnlyList<Choice> Kinds => Choices.Of<SensitiveKind>(L);

    protected override async Task Prepare() => View = await Send(new ShowSensitive.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        Form = Form with { Id = Id };
        await Send(Form);
        return Done($"/customers/{Id}/sensitive", "customers.sensitive.added");
    }
}
