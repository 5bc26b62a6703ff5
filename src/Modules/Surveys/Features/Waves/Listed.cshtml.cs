using System.Text;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class ListedPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public Input Form { get; set; } = new();

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public ListCustomers.View View { get; private set; } = null!;

    public ListCustomers.Result? Result { get; private set; }

    public sealed class Input
    {
        public string? Typed { get; set; }
        public long? CustomerId { get; set; }
    }

    public async Task OnGetAsync() => View = await Send(new ListCustomers.Query(Id));

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        if (Upload?.Length > ListCustomers.MaxBytes) throw new RuleException("surveys.list.large", "Upload");
        Result = await Send(new ListCustomers.Command { Id = Id, Typed = Form.Typed + "\n" + await Content(), CustomerId = Form.CustomerId });
        ModelState.Clear();
        Form = new();
        return await Again();
    }, Again);

    async Task<IActionResult> Again()
    {
        View = await Send(new ListCustomers.Query(Id));
        return Page();
    }

    /// <summary>The first column of a CSV: a heading is among what nobody knows.</summary>
    async Task<string> Content()
    {
        if (Upload is null) return "";
        using var reader = new StreamReader(Upload.OpenReadStream(), Encoding.UTF8);
        using var csv = new CsvHelper.CsvReader(reader, new CsvHelper.Configuration.CsvConfiguration(System.Globalization.CultureInfo.InvariantCulture) { HasHeaderRecord = false, DetectDelimiter = true, BadDataFound = null });
        var first = new StringBuilder();
        while (await csv.ReadAsync()) first.Append(csv.GetField(0)).Append('\n');
        return first.Replace("\0", "").ToString();
    }
}
