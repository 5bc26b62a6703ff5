using Crm.Customers.Domain.Privacy;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class SettingsPage : FormPage<ChangeSettings.Command>
{
    public IReadOnlyList<Choice> Bases => Choices.Of<LawfulBasis>(L);

    protected override Task<ChangeSettings.Command> Load() => Send(new ChangeSettings.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/privacy", "customers.privacy.saved");
    }
}
