using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features.Opportunities;

/// <summary>An opportunity with its way through the stages.</summary>
[Needs("sales.read")]
internal static class ShowOpportunity
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(long Id, string Number, uint Version, long CustomerId, string CustomerName, string Title, decimal Amount, string Currency, int Probability, Stage Stage, DateTimeOffset StageSince,
        Outcome Outcome, DateTimeOffset? ClosedAt, LossReason? LossReason, string? ClosingNote, DateOnly? ExpectedClose, string? Competitor, long? OwnerId, string? Owner, DateTimeOffset CreatedAt, IReadOnlyList<Step> Steps)
    {
        /// <summary>Last day of the signed contract.</summary>
        public DateOnly? ContractEndsOn { get; init; }

        /// <summary>Open, and longer in its stage than the stage allows.</summary>
        public bool Stuck { get; init; }
    }

    public sealed record Step(Stage? From, Stage To, string? Reason, string? By, DateTimeOffset At);

    public sealed class Handler(SalesDb db, CurrentUser user, ICustomerDirectory customers, IStaffDirectory staff) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var o = await db.Opportunities.Within(user.ScopeOf("sales.read")).AsNoTracking().Include(x => x.Changes).SingleOrDefaultAsync(x => x.Id == query.Id, cancellationToken) ?? throw new MissingException("opportunity", query.Id);
            var names = await customers.NamesOf([o.CustomerId], cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name : null;
            return new Result(o.Id, HumanNumber.Format('S', o.Number), o.Version, o.CustomerId, names.GetValueOrDefault(o.CustomerId, ""), o.Title, o.Amount, o.Currency, o.Probability, o.Stage, o.StageSince,
                o.Outcome, o.ClosedAt, o.LossReason, o.ClosingNote, o.ExpectedClose, o.Competitor, o.OwnerId, Name(o.OwnerId), o.CreatedAt,
                [.. o.Changes.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Select(c => new Step(c.From, c.To, c.Reason, Name(c.By), c.At))])
            {
                ContractEndsOn = o.ContractEndsOn,
                Stuck = o.Outcome == Outcome.Open && db.Clock.GetUtcNow() - o.StageSince > TimeSpan.FromDays(Pipeline.LimitDays(o.Stage)),
            };
        }
    }
}
