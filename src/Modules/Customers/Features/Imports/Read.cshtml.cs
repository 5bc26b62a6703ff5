using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
internal sealed class ReadPage : FormPage<ReadImport.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override async Task<ReadImport.Command> Load()
    {
        // As it was read: "Big5 · ;".
        var format = (await Send(new CheckImport.Query(Id))).Format.Split(" · ");
        return new() { Id = Id, Encoding = format[0], Separator = format.Length > 1 ? format[1] : null };
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/imports/{Id}/map");
    }
}
