using Crm.Contracts.Staff;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Rules;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.AutoTags;

/// <summary>The form of an automatic tag, new or known.</summary>
internal abstract class AutoTagPage(IStaffDirectory staff, ISettings settings) : RulePage<WriteAutoTag.Command>(staff, settings)
{
    public override Rule Rule { get => Form.Rule; protected set => Form = Form with { Rule = value }; }
}

[Needs("customers.settings")]
internal sealed class NewPage(IStaffDirectory staff, ISettings settings) : AutoTagPage(staff, settings)
{
    protected override Task<WriteAutoTag.Command> Load() => Task.FromResult(new WriteAutoTag.Command { Rule = RuleForm.Start() });

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/tags", "customers.autotag.saved");
    }
}

[Needs("customers.settings")]
internal sealed class EditPage(IStaffDirectory staff, ISettings settings) : AutoTagPage(staff, settings)
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteAutoTag.Command> Load() => Send(new WriteAutoTag.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tags", "customers.autotag.saved");
    }
}
