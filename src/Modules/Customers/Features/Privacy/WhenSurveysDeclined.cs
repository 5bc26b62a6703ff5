using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Events;

namespace Crm.Customers.Features.Privacy;

/// <summary>Who followed the link out of surveys is not asked again, by whatever channel: a line of the consent ledger like any other.</summary>
internal sealed class WhenSurveysDeclined(CustomersDb db) : IHandle<SurveysDeclined>
{
    public Task Handle(SurveysDeclined happened, CancellationToken ct)
    {
        db.Consents.Add(new Consent(happened.CustomerId, Purpose.Survey, ConsentChannel.Any, given: false, ConsentSource.Link, "", null, happened.At));
        return Task.CompletedTask;
    }
}
