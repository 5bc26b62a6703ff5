using Crm.Contracts.Staff;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Rules;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments;

/// <summary>The form of a segment, new or known.</summary>
internal abstract class SegmentPage(IStaffDirectory staff, ISettings settings) : RulePage<WriteSegment.Command>(staff, settings)
{
    public override Rule Rule { get => Form.Rule; protected set => Form = Form with { Rule = value }; }
}

[Needs("customers.segments")]
internal sealed class NewPage(IStaffDirectory staff, ISettings settings) : SegmentPage(staff, settings)
{
    protected override Task<WriteSegment.Command> Load() => Task.FromResult(new WriteSegment.Command { Rule = RuleForm.Start() });

    protected override async Task<IActionResult> Save() => Done($"/segments/{await Send(Form with { Id = 0 })}", "customers.segment.saved", Form.Name);
}

[Needs("customers.segments")]
internal sealed class EditPage(IStaffDirectory staff, ISettings settings) : SegmentPage(staff, settings)
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteSegment.Command> Load() => Send(new WriteSegment.Query(Id));

    protected override async Task<IActionResult> Save() => Done($"/segments/{await Send(Form with { Id = Id })}", "customers.segment.saved", Form.Name);
}
