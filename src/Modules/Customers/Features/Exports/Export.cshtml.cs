using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Files;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Exports;

/// <summary>Takes the list's filter from the address and the columns from the form.</summary>
[Needs("customers.export")]
internal sealed class ExportPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListCustomers.Query Filter { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public ImportKind Records { get; set; }

    [BindProperty]
    public Chosen Form { get; set; } = new();

    public IReadOnlyList<Choice> Columns { get; private set; } = [];

    internal sealed class Chosen
    {
        public ExportFormat Format { get; set; }

        public List<string> Columns { get; set; } = [];

        public string? Reason { get; set; }
    }

    /// <summary>The list's own filter.</summary>
    public string FilterQuery => QueryString.Create(Request.Query.Where(q => !q.Key.Equals(nameof(Records), StringComparison.OrdinalIgnoreCase))).ToString();

    /// <summary>The same filter for other records.</summary>
    public string QueryFor(ImportKind kind) => QueryString.Create(Request.Query.Where(q => !q.Key.Equals(nameof(Records), StringComparison.OrdinalIgnoreCase))).Add("records", kind.ToString().ToLowerInvariant()).ToString();

    public async Task<IActionResult> OnGetAsync()
    {
        var view = await Prepare();
        (Form.Columns, Form.Format) = ([.. view.Columns], view.Format);
        return Page();
    }

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        var answer = await Send(new ExportRecords.Command
        {
            Q = Filter.Q, Level = Filter.Level, Kind = Filter.Kind, Admission = Filter.Admission, Owner = Filter.Owner, Region = Filter.Region, Tag = Filter.Tag, AutoTag = Filter.AutoTag, Segment = Filter.Segment, ReviewDue = Filter.ReviewDue, ValueClass = Filter.ValueClass, Band = Filter.Band, Cooling = Filter.Cooling, Mine = Filter.Mine, Custom = Filter.Custom,
            Records = Records, Format = Form.Format, Columns = Form.Columns, Reason = Form.Reason,
        });
        return answer.File is { } file ? File(file.Content, file.ContentType, file.Name) : Done($"/jobs/{answer.JobId}", "customers.export.working");
    }, async () =>
    {
        await Prepare();
        return Page();
    });

    async Task<PrepareExport.View> Prepare()
    {
        var view = await Send(new PrepareExport.Query(Records));
        Columns = [.. view.All.Select(c => new Choice(c.Column, c.Heading))];
        return view;
    }
}
