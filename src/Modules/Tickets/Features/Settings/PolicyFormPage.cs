using Crm.Platform.Web;

namespace Crm.Tickets.Features.Settings;

/// <summary>The form of a policy, new or known.</summary>
internal abstract class PolicyFormPage : FormPage<ChangePolicy.Command>
{
    public SlaChoices.Result Lists { get; private set; } = null!;

    protected override async Task Prepare() => Lists = await Send(new SlaChoices.Query());
}
