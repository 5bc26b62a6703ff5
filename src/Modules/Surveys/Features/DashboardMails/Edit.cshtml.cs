using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.DashboardMails;

[Needs("surveys.export")]
internal sealed class EditPage : MailPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override long? MailId => Id;
}
