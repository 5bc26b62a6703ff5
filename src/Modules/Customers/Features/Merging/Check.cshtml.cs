using Crm.Customers.Features.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

/// <summary>The warning under a form while it is filled in. It changes nothing; it is a POST because what is typed is nobody's business in an address.</summary>
[Needs("customers.write")]
internal sealed class CheckPage : CrmPage
{
    /// <summary>What is typed so far.</summary>
    public sealed record Typed : CustomerInput;

    [BindProperty]
    public Typed Form { get; set; } = new();

    /// <summary>The customer being edited.</summary>
    [FromQuery(Name = "except")]
    public long? Except { get; set; }

    public IReadOnlyList<CheckDuplicates.Match> Twins { get; private set; } = [];

    public IActionResult OnGet() => LocalRedirect("/customers/new");

    public async Task<IActionResult> OnPostAsync()
    {
        // Half a date or an unknown choice is no mistake yet.
        ModelState.Clear();
        Form.DropBlanks();
        if (Form.Kind is not null) Twins = await Send(new CheckDuplicates.Query(Form, Except));
        return Partial("/Features/Merging/_Twins.cshtml", Twins);
    }
}
