using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Bulk;

/// <summary>Says how many tickets are meant, and asks what is to become of them.</summary>
[Needs("tickets.bulk")]
internal sealed class NewBulkPage : FormPage<StartBulk.Command>, IChangesForm
{
    [BindProperty(SupportsGet = true)]
    public List<long> Id { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Saved { get; set; }

    [BindProperty(SupportsGet = true, Name = "")]
    public ListTickets.Query Filter { get; set; } = new();

    public StartBulk.Preview Preview { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;
    public IReadOnlyList<Choice> Macros { get; private set; } = [];

    /// <summary>What the ticket that all are merged into is called.</summary>
    public string? Into { get; private set; }

    IChangesCommand IChangesForm.Form => Form;

    string IChangesForm.Anew => $"/tickets/bulk{Asked}{(Asked.Length > 0 ? '&' : '?')}fresh=true";

    protected override string? FreshPart => IChangesForm.FieldValue;

    /// <summary>The list they were chosen from, as its address has it.</summary>
    public string Back => Request.Query["back"].ToString() is { Length: > 0 } back ? back : Query("all", "id", "back", "fresh");

    /// <summary>This address for the post: a filter stays in it, ticked ones go with the form.</summary>
    public string Asked => All ? $"?all=true&{Back}" : ShowBulkPage.To(Back);

    string Query(params string[] without) => QueryString.Create(Request.Query.Where(p => !without.Contains(p.Key)).SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v))).ToString().TrimStart('?');

    BulkChoice Choice => new() { Ids = Id, All = All, Filter = Filter with { After = null }, Saved = Saved };

    protected override async Task Prepare()
    {
        Preview = await Send(new StartBulk.Query(Choice));
        Lists = await Send(new TicketChoices.Query());
        Into = await Send(new PickTicket.Name(Form.MergeInto));
        Macros = [.. (await Send(new ListMacros.Query())).Select(m => new Choice(m.Id, m.Name))];
    }

    protected override async Task<IActionResult> Save() => Done($"/tickets/bulk/{await Send(Form with { Choice = Choice })}{ShowBulkPage.To(Back)}", "tickets.bulk.started");
}
