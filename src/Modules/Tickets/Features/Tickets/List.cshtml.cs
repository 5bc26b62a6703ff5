using System.Text.Json;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.read")]
internal sealed class ListPage(TimeProvider clock) : CrmPage
{
    static readonly string[] OwnFields = ["view", "q", "type", "priority", "teamId", "assigneeId", "tag", "after", "saved", "more"];

    static readonly TicketColumn[] Usual = [TicketColumn.Customer, TicketColumn.Type, TicketColumn.Status, TicketColumn.Assignee, TicketColumn.Due];

    [BindProperty(SupportsGet = true, Name = "")]
    public ListTickets.Query Filter { get; set; } = new();

    /// <summary>A saved view: its filters, columns and order.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Saved { get; set; }

    public ListViews.View? Opened { get; private set; }
    public TicketView View => Filter.View ?? (Filter.Q is null ? TicketView.Open : TicketView.Any);
    public Slice<ListTickets.Row> Rows { get; private set; } = new([], null);
    public ViewsPage.Shown Views { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;
    public IReadOnlyList<TicketColumn> Columns { get; private set; } = Usual;
    /// <summary>The fields of one's own that every list shows.</summary>
    public IReadOnlyList<ShownField> OwnColumns { get; private set; } = [];
    /// <summary>The fields of one's own to filter by, where asked for.</summary>
    public CustomFilters? Own { get; private set; }

    /// <summary>Offer filters by fields of one's own.</summary>
    [BindProperty(SupportsGet = true)]
    public bool More { get; set; }

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Filters that a link brought and the form does not show: kept when searching on.</summary>
    public IEnumerable<(string Name, string Value)> Kept => Opened is null
        ? Request.Query.Where(p => !OwnFields.Contains(p.Key, StringComparer.OrdinalIgnoreCase) && !p.Key.StartsWith("custom[", StringComparison.OrdinalIgnoreCase)).Select(p => (p.Key, p.Value.ToString()))
        : from p in JsonSerializer.SerializeToElement(Opened.Filter).EnumerateObject()
          where !OwnFields.Append("limit").Append("custom").Contains(p.Name, StringComparer.OrdinalIgnoreCase) && p.Value.ValueKind != JsonValueKind.Null
          select (p.Name, p.Value.ToString());

    public bool IsFiltered => Request.Query.Any(p => p.Key is not ("view" or "after" or "saved" or "more") && p.Value.ToString().Length > 0);

    /// <summary>The list's address without a place in it: what its tickets, a saved view, an export and a bulk change begin from.</summary>
    public string Context => Opened is { } view ? $"saved={view.Id}" : QueryString.Create(Request.Query.Where(p => p.Key is not ("after" or "more") && p.Value.ToString().Length > 0).SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v))).ToString().TrimStart('?') is { Length: > 0 } asked ? asked : $"view={View}";

    public string CategoryOf(long? id) => id is { } i && Lists.Categories.FirstOrDefault(c => c.Value == i.ToString(System.Globalization.CultureInfo.InvariantCulture)) is { } known ? known.Text : "–";

    public async Task OnGetAsync()
    {
        // The bare address opens what its reader chose. Else saved views come with the counts, after the page: the tickets themselves do not wait for them.
        var own = Saved is not null || Request.Query.Count == 0 ? await Send(new ListViews.Query()) : [];
        Opened = Saved is { } id ? own.FirstOrDefault(v => v.Id == id) ?? throw new MissingException("SavedView", id) : Request.Query.Count == 0 ? own.FirstOrDefault(v => v.Default) : null;
        if (Opened is { } view)
        {
            Filter = view.Filter with { After = Filter.After };
            if (view.Columns.Count > 0) Columns = view.Columns;
        }
        else if (View == TicketView.Closed) Columns = [.. Usual.Where(c => c != TicketColumn.Due), TicketColumn.Resolved];
        Rows = await Send(Filter with { View = View, Limit = 50 });
        Views = new ViewsPage.Shown(Opened is null ? View : null, Opened?.Id, new Dictionary<TicketView, int>(), own, new Dictionary<long, int>());
        Lists = await Send(new TicketChoices.Query(Codes: false));
        var fields = await Send(new AllFields.Query());
        OwnColumns = [.. fields.Where(f => f.InList)];
        if (More || Filter.Custom is { Count: > 0 }) Own = new(fields, Filter.Custom ?? [], Open: More);
    }
}
