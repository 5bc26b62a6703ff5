using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

/// <summary>An interaction by its number in the global search: only with its letter, since bare digits mean a customer.</summary>
internal sealed class FindInteractions(CustomersDb db, CurrentUser user, Texts texts, Show show) : ISearchSource
{
    public int Order => 40;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        var typed = text.Trim();
        if (typed.Length < 2 || char.ToUpperInvariant(typed[0]) != Interaction.Prefix || !HumanNumber.TryParse(Interaction.Prefix, typed, out var number)) return [];
        var readable = db.Customers.Within(user.ScopeOf("customers.read"));
        var rows = await (from i in db.Interactions join c in readable on i.CustomerId equals c.Id where i.Number == number orderby i.Id select new { i.Id, i.Number, i.Type, i.At, c.Name }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(i => new SearchHit("search.interaction", "messages", $"{HumanNumber.Format(Interaction.Prefix, i.Number)} {i.Name}", $"{texts[i.Type]} · {show.DateTime(i.At)}", $"/interactions/{i.Id}"))];
    }
}
