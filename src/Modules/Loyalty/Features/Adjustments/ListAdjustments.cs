using Crm.Contracts.Staff;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Adjustments;

/// <summary>Which adjustments.</summary>
internal enum AdjustmentView { Waiting, Decided }

/// <summary>Adjustments of the members in scope: those that wait, oldest first; all others, latest first.</summary>
[Needs("loyalty.adjust")]
internal static class ListAdjustments
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public AdjustmentView? View { get; init; }
        public long? MemberId { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long MemberId, string CustomerName, long Points, long? ReversesEntryId, AdjustmentReason Reason, AdjustmentState State, string? AskedBy, DateTimeOffset AskedAt);

    public sealed class Handler(LoyaltyDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Adjustments.AsNoTracking().Within(user.ScopeOf("loyalty.adjust"));
            if (query.MemberId is { } member) rows = rows.Where(a => a.MemberId == member);
            var after = Cursor.Read<long?>(query.After);
            if (query.View == AdjustmentView.Decided)
            {
                rows = rows.Where(a => a.State != AdjustmentState.Waiting);
                if (after is not null) rows = rows.Where(a => a.Id < after);
                rows = rows.OrderByDescending(a => a.Id);
            }
            else
            {
                rows = rows.Where(a => a.State == AdjustmentState.Waiting);
                if (after is not null) rows = rows.Where(a => a.Id > after);
                rows = rows.OrderBy(a => a.Id);
            }
            var found = await rows.Take(query.Limit + 1).Select(a => new { Adjustment = a, Name = db.Members.Where(m => m.Id == a.MemberId).Select(m => m.CustomerName).First() }).ToListAsync(cancellationToken);
            var slice = Cursor.Cut(found, query.Limit, f => f.Adjustment.Id);
            var people = await staff.Everyone(cancellationToken);
            return new([.. slice.Items.Select(f => f.Adjustment is var a ? new Row(a.Id, a.MemberId, f.Name, a.Points, a.ReversesEntryId, a.Reason, a.State, a.AskedById is { } by ? people.GetValueOrDefault(by)?.Name : null, a.AskedAt) : null!)], slice.NextCursor);
        }
    }
}

/// <summary>How many adjustments wait that the reader may approve: the number in the menu.</summary>
[Needs("loyalty.approve")]
internal static class CountWaiting
{
    public sealed record Query : IRequest<int>;

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, int>
    {
        public Task<int> Handle(Query query, CancellationToken cancellationToken) =>
            db.Adjustments.Within(user.ScopeOf("loyalty.approve")).Where(a => a.State == AdjustmentState.Waiting && a.AskedById != user.Id).OrderBy(a => a.Id).Take(100).CountAsync(cancellationToken);
    }
}

/// <summary>An adjustment with who asked, who decided and why.</summary>
[Needs("loyalty.adjust")]
internal static class ShowAdjustment
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(long Id, long MemberId, string CustomerName, long Points, long? ReversesEntryId, AdjustmentReason Reason, string Text, AdjustmentState State, string? AskedBy, DateTimeOffset AskedAt,
        string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionNote, DateTimeOffset? BookedAt, bool MayDecide, bool MayWithdraw);

    public sealed class Handler(LoyaltyDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var a = await db.Adjustments.AsNoTracking().Within(user.ScopeOf("loyalty.adjust")).SingleOrDefaultAsync(x => x.Id == query.Id, cancellationToken) ?? throw new MissingException("adjustment", query.Id);
            var name = await db.Members.Where(m => m.Id == a.MemberId).Select(m => m.CustomerName).SingleAsync(cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            string? Name(long? id) => id is { } person ? people.GetValueOrDefault(person)?.Name : null;
            var waits = a.State == AdjustmentState.Waiting;
            return new(a.Id, a.MemberId, name, a.Points, a.ReversesEntryId, a.Reason, a.Text, a.State, Name(a.AskedById), a.AskedAt, Name(a.DecidedById), a.DecidedAt, a.DecisionNote, a.BookedAt,
                waits && a.AskedById != user.Id && user.ScopeOf("loyalty.approve").Covers(a.OwnerId, a.TeamId), waits && a.AskedById == user.Id);
        }
    }
}
