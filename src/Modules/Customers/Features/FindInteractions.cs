using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features;

/// <summary>Interactions in the global search: by number, which takes its letter since bare digits mean a customer, and by what was said.</summary>
internal sealed class FindInteractions(CustomersDb db, CurrentUser user, Texts texts, Show show) : ISearchSource
{
    public int Order => 40;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        var typed = text.Trim();
        IQueryable<Interaction> found;
        if (typed.Length >= 2 && char.ToUpperInvariant(typed[0]) == Interaction.Prefix && HumanNumber.TryParse(Interaction.Prefix, typed, out var number)) found = db.Interactions.Where(i => i.Number == number);
        else if (SearchText.Query(typed) is { } query) found = await db.Finding(db.Interactions, query, ct);
        else return [];
        var readable = db.Customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read"));
        var rows = await found.Join(readable, i => i.CustomerId, c => c.Id, (i, c) => new { i.Id, i.Number, i.Type, i.At, i.Summary, i.Need, i.Complaint, i.Feedback, i.Promise, c.Name }).OrderByDescending(i => i.Id).Take(limit).ToListAsync(ct);
        return [.. rows.Select(i => new SearchHit("search.interaction", "messages", $"{HumanNumber.Format(Interaction.Prefix, i.Number)} {i.Name}",
            string.Join(" · ", new[] { texts[i.Type], show.DateTime(i.At), Excerpt.Around(typed, i.Summary, i.Need, i.Complaint, i.Feedback, i.Promise) }.Where(x => !string.IsNullOrEmpty(x))), $"/interactions/{i.Id}"))];
    }
}

/// <summary>Notes in the global search; a find leads to the customer.</summary>
internal sealed class FindNotes(CustomersDb db, CurrentUser user, Show show) : ISearchSource
{
    public int Order => 45;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        if (SearchText.Query(text.Trim()) is not { } query) return [];
        var readable = db.Customers.Where(c => c.MergedIntoId == null).Within(user.ScopeOf("customers.read"));
        var rows = await (await db.Finding(db.Notes, query, ct)).Join(readable, n => n.CustomerId, c => c.Id, (n, c) => new { n.Id, n.Text, n.At, CustomerId = c.Id, c.Name }).OrderByDescending(n => n.Id).Take(limit).ToListAsync(ct);
        return [.. rows.Select(n => new SearchHit("search.note", "note", n.Name, $"{show.DateTime(n.At)} · {Excerpt.Around(text.Trim(), n.Text)}", $"/customers/{n.CustomerId}"))];
    }
}

/// <summary>A piece of the text that holds what was looked for.</summary>
internal static class Excerpt
{
    const int Length = 60;

    public static string Around(string wanted, params string?[] texts)
    {
        var text = texts.FirstOrDefault(t => t?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true) ?? texts.FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) ?? "";
        if (text.Length <= Length) return text;
        var at = Math.Max(0, text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase) - (Length / 3));
        return string.Concat(at > 0 ? "…" : "", text.AsSpan(at, Math.Min(Length, text.Length - at)), at + Length < text.Length ? "…" : "");
    }
}
