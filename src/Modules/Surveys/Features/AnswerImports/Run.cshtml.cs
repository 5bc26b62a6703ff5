using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.AnswerImports;

[Needs("surveys.write")]
internal sealed class RunPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new RunAnswerImport.Command(Id));
        return Done($"/surveys/imports/{Id}");
    }
}
