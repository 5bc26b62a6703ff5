using System.Globalization;
using Crm.Contracts.Loyalty;
using Crm.Platform.Events;
using Crm.Platform.Localization;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Progress;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Points or coupon have arrived. Where the asker left words for the customer they go out now, with the code: no earlier, so that nobody is promised what is not there.</summary>
internal sealed class WhenGoodwillBooked(TicketsDb db, CustomerMail mail, ICouponDirectory coupons, Texts texts) : IHandle<GoodwillBooked>
{
    public async Task Handle(GoodwillBooked happened, CancellationToken ct)
    {
        var row = await db.Goodwill.SingleAsync(g => g.PublicId == happened.PublicId, ct);
        if (!row.Booked(happened.At) || row.State != GoodwillState.Granted || row.Words is not { } words || words == Ticket.Erased) return;
        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == row.TicketId, ct);
        var coupon = (await coupons.OfGrants([row.PublicId], ct)).GetValueOrDefault(row.PublicId);
        await mail.Goodwill(ticket, $"goodwill:{row.PublicId}", (language, name) => coupon is not null
            ? texts.In(language, "tickets.mail.goodwill.coupon", name, words, texts.GiftIn(language, row), coupon.Code, coupon.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ticket.Name)
            : texts.In(language, "tickets.mail.goodwill.points", name, words, texts.GiftIn(language, row), ticket.Name), ct);
    }
}
