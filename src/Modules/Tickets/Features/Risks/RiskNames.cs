using Crm.Platform.Localization;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Risks;

/// <summary>What an alert is about, in words.</summary>
internal sealed class RiskNames(IReadOnlyDictionary<long, Category> categories, IReadOnlyList<TicketField> fields, Texts texts)
{
    public static async Task<RiskNames> Of(TicketsDb db, Texts texts, CancellationToken ct) =>
        new(await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, ct), await db.Fields.AsNoTracking().Where(f => f.Kind == Platform.Fields.FieldKind.Choice).ToListAsync(ct), texts);

    public string Name(RiskSubject of, string language)
    {
        if (of.Field is null) return of.CategoryId is { } id && categories.TryGetValue(id, out var category) ? category.In(language) : texts.In(language, "tickets.no_category");
        var field = fields.FirstOrDefault(f => f.Key == of.Field);
        return texts.In(language, "tickets.risk.product", field?.Label(language) ?? of.Field, field?.Options.Find(o => o.Value == of.Value)?.Label(language) ?? of.Value ?? "");
    }
}
