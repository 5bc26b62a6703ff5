using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Risks;

/// <summary>Which alerts.</summary>
internal enum RiskView { Open, Closed }

/// <summary>Alerts of the installation, newest first. They tell counts of a category or a product, and nothing of whose tickets they are.</summary>
[Needs("tickets.risks")]
internal static class ListRisks
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public RiskView? View { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long? CategoryId, string? Field, string? Value, string Name, RiskWindow Window, int Observed, double Expected, double P, RiskState State, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt);

    internal sealed class Handler(TicketsDb db, CurrentUser user, Texts texts) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var rows = db.RiskAlerts.AsNoTracking().Where(r => q.View == RiskView.Closed ? r.State == RiskState.Closed : r.State != RiskState.Closed);
            if (Cursor.Read<long?>(q.After) is { } after) rows = rows.Where(r => r.Id < after);
            var slice = Cursor.Cut(await rows.OrderByDescending(r => r.Id).Take(q.Limit + 1).ToListAsync(ct), q.Limit, r => r.Id);
            var names = await RiskNames.Of(db, texts, ct);
            return new([.. slice.Items.Select(r => new Row(r.Id, r.CategoryId, r.Field, r.Value, names.Name(r.Of, user.Language), r.Window, r.Observed, r.Expected, r.P, r.State, r.OpenedAt, r.ClosedAt))], slice.NextCursor);
        }
    }
}
