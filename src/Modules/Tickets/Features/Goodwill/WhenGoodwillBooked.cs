using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Points or coupon have arrived. Where the asker left words for the customer they go out now, with the code: no earlier, so that nobody is promised what is not there.</summary>
internal sealed class WhenGoodwillBooked(TicketsDb db, ICustomerDirectory customers, ICouponDirectory coupons, Texts texts) : IHandle<GoodwillBooked>
{
    public async Task Handle(GoodwillBooked happened, CancellationToken ct)
    {
        var row = await db.Goodwill.SingleAsync(g => g.PublicId == happened.PublicId, ct);
        if (!row.Booked(happened.At) || row.State != GoodwillState.Granted || row.Words is not { } words || words == Ticket.Erased) return;
        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == row.TicketId, ct);
        var facts = (await customers.FactsOf([row.CustomerId], ct)).Values.FirstOrDefault();
        var contact = ticket.ContactId is { } id ? (await customers.ContactsOf([id], ct)).Values.FirstOrDefault() : null;
        if (facts is null || ticket.Channel == TicketChannel.Internal || (contact?.Email ?? facts.Email) is not { } address) return;
        var (name, language) = (contact?.Name ?? facts.Name, contact?.Language ?? facts.Language);
        var text = (await coupons.OfGrants([row.PublicId], ct)).GetValueOrDefault(row.PublicId) is { } coupon
            ? texts.In(language, "tickets.mail.goodwill.coupon", name, words, texts.GiftIn(language, row), coupon.Code, coupon.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ticket.Name)
            : texts.In(language, "tickets.mail.goodwill.points", name, words, texts.GiftIn(language, row), ticket.Name);
        db.SendMail($"goodwill:{row.PublicId}", "ticket.goodwill", address, name, texts.In(language, "tickets.mail.subject", ticket.Name, ticket.Subject), text, customerId: facts.Id);
    }
}
