using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Surveys.Data;

namespace Crm.Surveys.Features;

/// <summary>Invitations and answers of a merged record belong to the survivor.</summary>
internal sealed class WhenCustomerMerged(SurveysDb db) : IHandle<CustomerMerged>
{
    public Task Handle(CustomerMerged happened, CancellationToken ct) => db.Move("CustomerId", happened.FromId, happened.IntoId, happened.At, ct);
}

/// <summary>They return when the merge is taken back.</summary>
internal sealed class WhenCustomerUnmerged(SurveysDb db) : IHandle<CustomerUnmerged>
{
    public Task Handle(CustomerUnmerged happened, CancellationToken ct) => db.MoveBack(happened.FromId, happened.IntoId, happened.MergedAt, happened.At, ct);
}
