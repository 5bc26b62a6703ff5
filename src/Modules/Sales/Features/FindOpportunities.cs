using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Crm.Sales.Features.Opportunities;
using MediatR;

namespace Crm.Sales.Features;

/// <summary>Opportunities in the global search.</summary>
internal sealed class FindOpportunities(IMediator mediator, CurrentUser user, Show show) : ISearchSource
{
    public int Order => 40;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct) => !user.Can("sales.read") ? [] :
        [.. (await mediator.Send(new ListOpportunities.Query { Text = text, Limit = limit }, ct)).Items.Select(o => new SearchHit("search.opportunity", "target-arrow", o.Title, $"{o.Number} · {o.CustomerName} · {show.Money(o.Amount, o.Currency)}", $"/opportunities/{o.Id}"))];
}
