using Crm.Contracts.Staff;
using Crm.Customers.Features.Fields;
using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

[Needs("customers.read")]
internal sealed class ListPage(IStaffDirectory staff) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListCustomers.Query Filter { get; set; } = new();

    public Slice<ListCustomers.Row> Rows { get; private set; } = new([], null);

    public IReadOnlyList<Choice> People { get; private set; } = [];

    public IReadOnlyList<ShownField> Fields { get; private set; } = [];

    /// <summary>Fields with a column.</summary>
    public IEnumerable<ShownField> Columns => Fields.Where(f => f.InList);

    public IReadOnlyList<Choice> AutoTags { get; private set; } = [];

    static readonly string[] Foremost = ["q", "level", "kind", "owner", "sort", "after", "segment"];

    /// <summary>By more than the filters one sees at once.</summary>
    public bool NarrowedFurther => Request.Query.Any(p => !Foremost.Contains(p.Key, StringComparer.OrdinalIgnoreCase) && p.Value.Any(v => !string.IsNullOrEmpty(v)));

    public async Task<IActionResult> OnGetAsync()
    {
        Fields = await Send(new ActiveFields.Query());
        Rows = await Send(Filter);
        People = await StaffChoices.Active(staff, HttpContext.RequestAborted);
        AutoTags = [.. (await Send(new AutoTags.ChooseAutoTags.Query())).Select(t => new Choice($"{t.Id}", t.Name))];
        return PageOr("_Rows");
    }
}
