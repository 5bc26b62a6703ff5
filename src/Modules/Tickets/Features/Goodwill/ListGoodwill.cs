using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>Which grants.</summary>
internal enum GoodwillView { Waiting, Granted, TakenBack, Mine }

/// <summary>Grants within reach: those that wait, oldest first; those given and those taken back since, latest first; one's own.</summary>
[Needs("goodwill.grant")]
internal static class ListGoodwill
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public GoodwillView? View { get; init; }
        public long? CauseId { get; init; }
        public TicketType? Type { get; init; }
        public long? TeamId { get; init; }
        public GoodwillKind? Kind { get; init; }
        public string? Currency { get; init; }
        /// <summary>Given on or after this day.</summary>
        public DateOnly? From { get; init; }
        /// <summary>Given on or before this day.</summary>
        public DateOnly? To { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long TicketId, string Ticket, string Customer, TicketType Type, GoodwillKind Kind, long? Points, decimal? Amount, string? Currency, string Cause, GoodwillState State, string? AskedBy, DateTimeOffset AskedAt, DateTimeOffset? GrantedAt);

    sealed record Keys(DateTimeOffset? At, long Id);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.From).IsDay();
            RuleFor(q => q.To).IsDay();
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var (me, after) = (user.Id, Cursor.Read<Keys>(q.After));
            var rows = db.Goodwill.AsNoTracking().Within(user.ScopeOf("goodwill.grant"));
            if (q.CauseId is { } cause) rows = rows.Where(g => g.CauseId == cause);
            if (q.Type is { } type) rows = rows.Where(g => g.Type == type);
            if (q.TeamId is { } team) rows = rows.Where(g => g.TeamId == team);
            if (q.Kind is { } kind) rows = rows.Where(g => g.Kind == kind);
            if (!string.IsNullOrEmpty(q.Currency)) rows = rows.Where(g => g.Currency == q.Currency);
            if (q.View is GoodwillView.Granted or GoodwillView.TakenBack)
            {
                var state = q.View == GoodwillView.Granted ? GoodwillState.Granted : GoodwillState.TakenBack;
                rows = rows.Where(g => g.State == state && g.GrantedAt != null).Given(q.From, q.To, zone);
                if (after is not null) rows = rows.Where(g => EF.Functions.LessThan(ValueTuple.Create(g.GrantedAt, g.Id), ValueTuple.Create(after.At, after.Id)));
            }
            else if (q.View == GoodwillView.Mine)
            {
                rows = rows.Where(g => g.OwnerId == me);
                if (after is not null) rows = rows.Where(g => g.Id < after.Id);
            }
            else
            {
                rows = rows.Where(g => g.State == GoodwillState.Waiting);
                if (after is not null) rows = rows.Where(g => g.Id > after.Id);
            }
            var named = from g in rows
                        join t in db.Tickets on g.TicketId equals t.Id
                        join c in db.Customers on g.CustomerId equals c.Id into known
                        from c in known.DefaultIfEmpty()
                        join code in db.Codes on g.CauseId equals code.Id
                        select new { Grant = g, t.Number, Customer = c.Name, code.Name, code.NameZh };
            named = q.View switch
            {
                GoodwillView.Granted or GoodwillView.TakenBack => named.OrderByDescending(f => f.Grant.GrantedAt).ThenByDescending(f => f.Grant.Id),
                GoodwillView.Mine => named.OrderByDescending(f => f.Grant.Id),
                _ => named.OrderBy(f => f.Grant.Id),
            };
            var found = await named.Take(q.Limit + 1).ToListAsync(ct);
            var slice = Cursor.Cut(found, q.Limit, f => new Keys(f.Grant.GrantedAt, f.Grant.Id));
            var people = await staff.Everyone(ct);
            return new([.. slice.Items.Select(f => f.Grant is var g ? new Row(g.Id, g.TicketId, HumanNumber.Format(Ticket.Prefix, f.Number), f.Customer ?? "", g.Type, g.Kind, g.Points, g.Amount, g.Currency, user.Language == "zh-CN" ? f.NameZh : f.Name,
                g.State, g.OwnerId is { } o ? people.GetValueOrDefault(o)?.Name : null, g.AskedAt, g.GrantedAt) : null!)], slice.NextCursor);
        }
    }

    /// <summary>Given between two days of the installation, both included.</summary>
    public static IQueryable<Domain.Goodwill> Given(this IQueryable<Domain.Goodwill> rows, DateOnly? from, DateOnly? to, InstallationZone zone)
    {
        if (from is { } first && zone.StartOf(first) is var start) rows = rows.Where(g => g.GrantedAt >= start);
        if (to is { } last && zone.StartOf(last.AddDays(1)) is var end) rows = rows.Where(g => g.GrantedAt < end);
        return rows;
    }
}
