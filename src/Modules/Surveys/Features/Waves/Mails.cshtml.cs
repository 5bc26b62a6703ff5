using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class MailsPage : FormPage<WriteMails.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<CheckWave.Sample> Samples { get; private set; } = [];

    protected override string FreshPart => "_MailPreview";

    protected override Task<WriteMails.Command> Load() => Send(new WriteMails.Query(Id));

    protected override async Task Prepare() => Samples = await Send(new WriteMails.Preview(Id, Form));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/waves/{Id}/check", "surveys.mails.saved");
    }
}
