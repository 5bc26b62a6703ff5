using Crm.Customers.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

[Needs("customers.merge")]
internal sealed class DuplicatesPage : CrmPage
{
    [FromQuery]
    public string? After { get; set; }

    public Slice<ListDuplicates.Pair> Pairs { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Pairs = await Send(new ListDuplicates.Query(After));
        return PageOr("_Pairs");
    }
}

/// <summary>Green speaks for one customer, red for two.</summary>
internal static class ReasonColors
{
    public static string Of(LikenessReason reason) => reason switch
    {
        LikenessReason.OtherName or LikenessReason.OtherBirthday or LikenessReason.OtherAddress or LikenessReason.OtherPhone or LikenessReason.OtherKind => "red",
        LikenessReason.SamePhone or LikenessReason.SameEmail or LikenessReason.SameName or LikenessReason.SameBirthday or LikenessReason.SameAddress => "green",
        _ => "azure",
    };
}
