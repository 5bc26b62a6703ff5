using Crm.Contracts.Customers;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

/// <summary>The consent ledger of one customer, with the form that adds to it.</summary>
[Needs("customers.write")]
internal sealed class ConsentsPage : FormPage<SayConsent.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ShowConsents.View View { get; private set; } = null!;

    public IReadOnlyList<Choice> Purposes => [.. Choices.Of<Purpose>(L)];
    public IReadOnlyList<Choice> Channels => [.. Choices.Of<ConsentChannel>(L)];
    public IReadOnlyList<Choice> Sources => [.. Choices.Of<ConsentSource>(L)];
    public IReadOnlyList<Choice> Answers => [new("true", L["customers.consent.yes"]), new("false", L["customers.consent.no"])];

    protected override async Task Prepare() => View = await Send(new ShowConsents.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        Form = Form with { Id = Id };
        await Send(Form);
        return Done($"/customers/{Id}/consents", Form.Given == true ? "customers.consent.given" : "customers.consent.withdrawn", L[Form.Purpose!.Value]);
    }
}
