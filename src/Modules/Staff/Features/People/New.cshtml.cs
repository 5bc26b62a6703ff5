using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.People;

/// <summary>What the fields of a person need from their page.</summary>
internal interface IPersonForm
{
    PersonFields Form { get; }

    PersonChoices Choices { get; }
}

[Needs("staff.manage")]
internal sealed class NewPage : FormPage<AddPerson.Command>, IPersonForm
{
    PersonFields IPersonForm.Form => Form;

    public PersonChoices Choices { get; private set; } = null!;

    protected override async Task Prepare() => Choices = await Send(new SeePerson.ChoicesQuery());

    protected override async Task<IActionResult> Save() => Done($"/staff/{await Send(Form)}", "staff.new.done", Form.Name);
}
