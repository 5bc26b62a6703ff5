using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.AnswerImports;

[Needs("surveys.write")]
internal sealed class NotePage(CurrentUser user) : FormPage<EnterNote.Command>
{
    /// <summary>Whom the note is about, where one comes from their page.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Customer { get; set; }

    public EnterNote.View View { get; private set; } = null!;

    protected override async Task<EnterNote.Command> Load()
    {
        View = await Send(new EnterNote.Query(Customer));
        return new() { Key = Guid.CreateVersion7(), Date = View.Today, Customer = Customer, Into = View.Last };
    }

    protected override async Task Prepare() => View ??= await Send(new EnterNote.Query(Form.Customer));

    protected override async Task<IActionResult> Save()
    {
        var note = await Send(Form);
        return Done(user.Can("surveys.results") ? $"/responses/{note.ResponseId}" : $"/surveys/imports/{note.ImportId}", "surveys.note.done");
    }
}
