using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.People;

[Needs("staff.manage")]
internal sealed class EditPage : FormPage<EditPerson.Command>, IPersonForm
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    PersonFields IPersonForm.Form => Form;

    public PersonChoices Choices { get; private set; } = null!;

    protected override Task<EditPerson.Command> Load() => Send(new EditPerson.Query(Id));

    protected override async Task Prepare() => Choices = await Send(new SeePerson.ChoicesQuery());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/staff/{Id}", "saved");
    }
}
