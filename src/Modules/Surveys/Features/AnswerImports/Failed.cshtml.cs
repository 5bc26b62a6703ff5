using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.AnswerImports;

[Needs("surveys.write")]
internal sealed class FailedPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var file = await Send(new FailedAnswers.Query(Id));
        return File(file.Content, file.ContentType, file.Name);
    }
}
