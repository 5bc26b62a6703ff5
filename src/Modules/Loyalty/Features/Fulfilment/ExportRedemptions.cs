using System.Globalization;
using System.Runtime.CompilerServices;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Redemptions;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Fulfilment;

/// <summary>The list as a table, with addresses as the reader may see them: for the post room. Every export is in the audit trail.</summary>
[Needs("rewards.fulfil")]
internal static class ExportRedemptions
{
    const int Batch = 500;

    public sealed record Command : RedemptionFilter, IRequest<SheetFile>;

    public sealed class Handler(LoyaltyDb db, IDeliveries deliveries, IStaffDirectory staff, Texts texts, Show show, CurrentUser user) : IRequestHandler<Command, SheetFile>
    {
        static readonly string[] Columns = ["loyalty.redemption", "loyalty.when", "loyalty.customer", "loyalty.reward", "loyalty.kind", "loyalty.pointsColumn", "loyalty.state", "loyalty.fulfil.due", "loyalty.fulfil.contact", "loyalty.fulfil.phone", "loyalty.fulfil.address", "loyalty.fulfil.wish", "loyalty.fulfil.tracking", "loyalty.fulfil.note", "loyalty.fulfil.sentAt", "loyalty.fulfil.sentBy", "loyalty.fulfil.doneAt", "loyalty.fulfil.doneBy"];

        public async Task<SheetFile> Handle(Command command, CancellationToken cancellationToken)
        {
            var rows = await command.Of(db, user.ScopeOf("rewards.fulfil"), cancellationToken);
            var sheet = await SheetFile.Write(ExportFormat.Csv, "redemptions-" + show.Date(db.Clock.GetUtcNow()), texts["loyalty.fulfilment"], [.. Columns.Select(c => texts[c])], Lines(rows, cancellationToken), cancellationToken);
            db.Record("redemptions.exported", nameof(Redemption), null, new { sheet.Rows, State = command.State?.ToString(), command.Overdue });
            await db.SaveChangesAsync(cancellationToken);
            return sheet;
        }

        async IAsyncEnumerable<IReadOnlyList<object?>> Lines(IQueryable<Redemption> rows, [EnumeratorCancellation] CancellationToken ct)
        {
            var people = await staff.Everyone(ct);
            for (long after = 0; ;)
            {
                var part = await db.Rows(rows.Where(r => r.Id > after).OrderBy(r => r.Id).Take(Batch), ct);
                var sent = await deliveries.Of([.. part.Where(r => r is { Kind: RewardKind.Gift, State: RedemptionState.Open or RedemptionState.Sent }).Select(r => r.CustomerId).Distinct()], ct);
                foreach (var r in part)
                {
                    var to = r is { Kind: RewardKind.Gift, State: RedemptionState.Open or RedemptionState.Sent } ? sent.GetValueOrDefault(r.CustomerId) : null;
                    yield return [r.Id.ToString(CultureInfo.InvariantCulture), show.DateTime(r.RedeemedAt), r.Customer, r.Name(user.Language), texts[r.Kind], r.Points, texts[r.State], show.DateTime(r.DueAt), to?.Contact, to?.Phone, to?.Address, r.Wish, r.Tracking, r.Note,
                        show.DateTime(r.SentAt), NameOf(r.SentBy), show.DateTime(r.DoneAt), NameOf(r.DoneBy)];
                }
                if (part.Count < Batch) yield break;
                after = part[^1].Id;
            }

            string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;
        }
    }
}
