using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Customers;

/// <summary>Interactions and notes on the timeline. The page has checked that the reader may see the customer.</summary>
internal sealed class InteractionTimeline(CustomersDb db, IStaffDirectory staff, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["interaction"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = await db.Interactions.AsNoTracking().Where(i => i.CustomerId == customerId && i.At < before).OrderByDescending(i => i.At).ThenByDescending(i => i.Id).Take(limit).ToListAsync(ct);
        var people = await staff.Everyone(ct);
        return [.. rows.Select(i => new TimelineEntry(i.At, "interaction", IconOf(i.Type), $"{texts[i.Type]} · {texts[i.Outcome]} · {HumanNumber.Format(Interaction.Prefix, i.Number)}", Body(i), $"/interactions/{i.Id}",
            i.ResponsibleId is { } id && people.TryGetValue(id, out var person) ? person.Name : null, i.Id))];
    }

    string Body(Interaction i) => string.Join('\n', new (string? Key, string? Text)[] { (null, i.Summary), ("need", i.Need), ("feedback", i.Feedback), ("complaint", i.Complaint), ("promise", i.Promise) }
        .Where(p => p.Text is not null).Select(p => p.Key is null ? p.Text : texts["customers.labelled", texts["customers.interaction." + p.Key], p.Text!]));

    static string IconOf(Contracts.Customers.InteractionType type) => type switch
    {
        Contracts.Customers.InteractionType.Call => "phone",
        Contracts.Customers.InteractionType.Email => "mail",
        Contracts.Customers.InteractionType.Visit => "building",
        Contracts.Customers.InteractionType.OnlineChat => "message",
        _ => "messages",
    };
}

internal sealed class NoteTimeline(CustomersDb db, IStaffDirectory staff, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["note"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = await db.Notes.AsNoTracking().Where(n => n.CustomerId == customerId && n.At < before).OrderByDescending(n => n.At).ThenByDescending(n => n.Id).Take(limit).ToListAsync(ct);
        var people = await staff.Everyone(ct);
        return [.. rows.Select(n => new TimelineEntry(n.At, "note", "note", texts["timeline.note"], n.Text, null, n.ById is { } id && people.TryGetValue(id, out var person) ? person.Name : null, n.Id))];
    }
}

internal sealed class PurchaseTimeline(CustomersDb db, Texts texts, Show show) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["purchase"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = await db.Purchases.Where(p => p.CustomerId == customerId && p.PurchasedAt < before).OrderByDescending(p => p.PurchasedAt).ThenByDescending(p => p.Id).Take(limit)
            .Select(p => new { p.Id, p.PurchasedAt, Goods = p.GoodsAmount - p.Discount, p.Refunded, p.Currency, Products = p.Items.OrderBy(i => i.Id).Select(i => i.Product).ToList() }).ToListAsync(ct);
        return [.. rows.Select(p => new TimelineEntry(p.PurchasedAt, "purchase", "shopping-cart",
            texts["customers.purchase.of", show.Money(p.Goods, p.Currency)] + (p.Refunded > 0 ? " · " + texts["customers.purchase.refundedOf", show.Money(p.Refunded, p.Currency)] : ""),
            p.Products.Count == 0 ? null : string.Join(texts["customers.comma"], p.Products.Take(5)), $"/purchases/{p.Id}", null, p.Id))];
    }
}
