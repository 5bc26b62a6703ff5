using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.People;

[Needs("staff.manage")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListStaff.Query Filter { get; set; } = new();

    public Slice<ListStaff.Item> Rows { get; private set; } = null!;

    public PersonChoices Choices { get; private set; } = null!;

    public async Task OnGetAsync() => (Rows, Choices) = (await Send(Filter), await Send(new SeePerson.ChoicesQuery()));
}
