using Crm.Contracts.Customers;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Redemptions;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Fulfilment;

/// <summary>What is to be sent, handed over or done.</summary>
[Needs("loyalty.read")]
internal sealed class FulfilmentPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListRedemptions.Query Filter { get; set; } = new();

    /// <summary>"all" shows every state: no state at all means what is open.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    internal Slice<ListRedemptions.Row> Rows { get; private set; } = new([], null);

    /// <summary>The filter as an address, for the export and the way back.</summary>
    public string Query => Request.QueryString.Value ?? "";

    public async Task OnGetAsync()
    {
        if (Filter.State is null && !All && Filter.MemberId is null && Filter.RewardId is null && string.IsNullOrWhiteSpace(Filter.Text)) Filter = Filter with { State = RedemptionState.Open };
        Rows = await Send(Filter with { Limit = 50 });
    }
}

/// <summary>Marks what was ticked in the list.</summary>
[Needs("rewards.fulfil")]
internal sealed class MarkPage : FormPage<MarkRedemptions.Command>
{
    [BindProperty(SupportsGet = true)]
    public List<long> Id { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    public RedemptionMark? As { get; set; }

    public IReadOnlyList<Choice> Marks => Choices.Of<RedemptionMark>(L);

    protected override Task<MarkRedemptions.Command> Load() => Task.FromResult(new MarkRedemptions.Command { As = As ?? RedemptionMark.Sent });

    protected override async Task<IActionResult> Save()
    {
        var result = await Send(Form with { Ids = Id });
        var back = Id.Count == 1 ? $"/loyalty/redemptions/{Id[0]}" : "/loyalty/fulfilment";
        return result.Left == 0 ? Done(back, "loyalty.fulfil.marked", result.Marked) : Done(back, "loyalty.fulfil.markedSome", result.Marked, result.Left);
    }
}

[Needs("loyalty.read")]
internal sealed class RedemptionPage : CrmPage
{
    internal ShowRedemption.Result Redemption { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Redemption = await Send(new ShowRedemption.Query(id));
}

[Needs("rewards.fulfil")]
internal sealed class ExportPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ExportRedemptions.Command Filter { get; set; } = new();

    public IActionResult OnGet() => LocalRedirect("/loyalty/fulfilment");

    public async Task<IActionResult> OnPostAsync()
    {
        var sheet = await Send(Filter);
        return File(sheet.Content, sheet.ContentType, sheet.Name);
    }
}
