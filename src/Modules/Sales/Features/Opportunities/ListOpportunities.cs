using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features.Opportunities;

/// <summary>Opportunities in scope, newest first.</summary>
[Needs("sales.read")]
internal static class ListOpportunities
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        /// <summary>A number, or part of the title.</summary>
        public string? Text { get; init; }
        public Stage? Stage { get; init; }
        public Outcome? Outcome { get; init; }
        public long? OwnerId { get; init; }
        public long? CustomerId { get; init; }

        /// <summary>Only open ones that have rested in their stage for longer than it allows.</summary>
        public bool Stuck { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Number, long CustomerId, string CustomerName, string Title, decimal Amount, string Currency, int Probability,
        Stage Stage, DateTimeOffset StageSince, Outcome Outcome, LossReason? LossReason, DateOnly? ExpectedClose, string? Competitor, long? OwnerId, string? Owner, DateTimeOffset CreatedAt, uint Version)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        internal long RawNumber { get; init; }
    }

    sealed record Keys(DateTimeOffset CreatedAt, long Id);

    public sealed class Handler(SalesDb db, CurrentUser user, ICustomerDirectory customers, IStaffDirectory staff) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Opportunities.Within(user.ScopeOf("sales.read"));
            if (HumanNumber.TryParse('S', query.Text, out var number)) rows = rows.Where(o => o.Number == number);
            else if (!string.IsNullOrWhiteSpace(query.Text)) rows = rows.Where(o => EF.Functions.ILike(o.Title, "%" + Like(query.Text.Trim()) + "%", "\\"));
            if (query.Stage is { } stage) rows = rows.Where(o => o.Stage == stage);
            if (query.Outcome is { } outcome) rows = rows.Where(o => o.Outcome == outcome);
            if (query.OwnerId is { } owner) rows = rows.Where(o => o.OwnerId == owner);
            if (query.CustomerId is { } customer) rows = rows.Where(o => o.CustomerId == customer);
            if (query.Stuck) rows = rows.ThatAreStuck(db.Clock.GetUtcNow());
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(o => o.CreatedAt < after.CreatedAt || (o.CreatedAt == after.CreatedAt && o.Id < after.Id));
            var page = await rows.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).Take(query.Limit + 1).Select(o => new Row(
                o.Id, "", o.CustomerId, "", o.Title, o.Amount, o.Currency, o.Probability, o.Stage, o.StageSince, o.Outcome, o.LossReason, o.ExpectedClose, o.Competitor, o.OwnerId, null, o.CreatedAt, o.Version)
            { RawNumber = o.Number }).ToListAsync(cancellationToken);
            var names = await customers.NamesOf([.. page.Select(r => r.CustomerId).Distinct()], cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            return Cursor.Cut(page.ConvertAll(r => r with
            {
                Number = HumanNumber.Format('S', r.RawNumber),
                CustomerName = names.GetValueOrDefault(r.CustomerId, ""),
                Owner = r.OwnerId is { } id ? people.GetValueOrDefault(id)?.Name : null,
            }), query.Limit, r => new Keys(r.CreatedAt, r.Id));
        }

        static string Like(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
    }

    /// <summary>Open, and longer in their stage than it allows.</summary>
    public static IQueryable<Opportunity> ThatAreStuck(this IQueryable<Opportunity> rows, DateTimeOffset now)
    {
        DateTimeOffset Limit(Stage stage) => now.AddDays(-Pipeline.LimitDays(stage));
        var (lead, needs, proposal, negotiation, contract) = (Limit(Stage.Lead), Limit(Stage.Needs), Limit(Stage.Proposal), Limit(Stage.Negotiation), Limit(Stage.Contract));
        return rows.Where(o => o.Outcome == Outcome.Open && (
            (o.Stage == Stage.Lead && o.StageSince < lead) || (o.Stage == Stage.Needs && o.StageSince < needs) || (o.Stage == Stage.Proposal && o.StageSince < proposal)
            || (o.Stage == Stage.Negotiation && o.StageSince < negotiation) || (o.Stage == Stage.Contract && o.StageSince < contract)));
    }
}
