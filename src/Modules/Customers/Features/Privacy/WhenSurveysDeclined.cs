using Crm.Contracts.Care;
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

/// <summary>What was said through the link of any mail: a refusal holds for every channel, a yes for the channel it was said through.</summary>
internal sealed class WhenContactChoiceSaid(CustomersDb db) : IHandle<ContactChoiceSaid>
{
    public Task Handle(ContactChoiceSaid happened, CancellationToken ct)
    {
        db.Consents.Add(new Consent(happened.CustomerId, happened.Purpose, happened.Allowed ? ConsentChannel.Email : ConsentChannel.Any, happened.Allowed, ConsentSource.Link, "", null, happened.At));
        return Task.CompletedTask;
    }
}
