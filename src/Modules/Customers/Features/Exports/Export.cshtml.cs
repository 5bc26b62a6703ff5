using Crm.Customers.Features.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Exports;

/// <summary>Takes the list's filter from the address and the columns from the form.</summary>
[Needs("customers.export")]
internal sealed class ExportPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListCustomers.Query Filter { get; set; } = new();

    [BindProperty]
    public Chosen Form { get; set; } = new();

    internal sealed class Chosen
    {
        public ExportFormat Format { get; set; }

        public List<string> Columns { get; set; } = [];
    }

    public IActionResult OnGet()
    {
        Form.Columns = [.. ExportCustomers.AllColumns];
        return Page();
    }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        var file = await Send(new ExportCustomers.Command
        {
            Q = Filter.Q, Level = Filter.Level, Kind = Filter.Kind, Admission = Filter.Admission, Owner = Filter.Owner, Region = Filter.Region, Tag = Filter.Tag, AutoTag = Filter.AutoTag, Segment = Filter.Segment, ReviewDue = Filter.ReviewDue,
            Format = Form.Format, Columns = Form.Columns,
        });
        return File(file.Content, file.ContentType, file.Name);
    }, () => Task.FromResult<IActionResult>(Page()));
}
