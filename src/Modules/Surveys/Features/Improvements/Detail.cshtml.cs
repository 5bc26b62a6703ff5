using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Improvements;

[Needs("improvements.read")]
internal sealed class DetailPage : CrmPage
{
    public ViewImprovement.Result Improvement { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Improvement = await Send(new ViewImprovement.Query(id));
}

[Needs("improvements.read"), Needs("surveys.results")]
internal sealed class EffectPage : CrmPage
{
    public ReadEffect.View Effect { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id)
    {
        Effect = await Send(new ReadEffect.Query(id));
        return PageOr("_Effect");
    }

    /// <summary>The answers behind one side of a comparison.</summary>
    public string Answers(ReadEffect.Side side, long? team = null) =>
        $"/responses?counted=true&survey={Effect.Survey}&item={Uri.EscapeDataString(Effect.Item ?? "")}" + (side.WaveId is { } wave ? $"&wave={wave}" : "") + (side.From is { } from ? $"&from={from:yyyy-MM-dd}" : "") + (side.To is { } to ? $"&to={to:yyyy-MM-dd}" : "") + (team is { } t ? $"&team={t}" : "");
}

/// <summary>What the pages of one form show above it.</summary>
internal abstract class ImprovementFormPage<TCommand> : FormPage<TCommand> where TCommand : class, new()
{
    [FromRoute]
    public long Id { get; set; }

    public ViewImprovement.Result Improvement { get; private set; } = null!;

    protected override async Task<TCommand> Load()
    {
        Improvement = await Send(new ViewImprovement.Query(Id));
        return First();
    }

    protected abstract TCommand First();

    protected override async Task Prepare() => Improvement ??= await Send(new ViewImprovement.Query(Id));

    protected IActionResult Back(string message) => Done($"/improvements/{Id}", message);
}

[Needs("improvements.propose")]
internal sealed class EditPage : ImprovementFormPage<EditImprovement.Command>
{
    public ProposeImprovement.View About { get; private set; } = null!;

    protected override EditImprovement.Command First() => new() { Id = Id, Problem = Improvement.Problem, OwnerId = Improvement.OwnerId, DueOn = Improvement.DueOn, Target = Improvement.Target, Version = Improvement.Version };

    protected override async Task Prepare()
    {
        await base.Prepare();
        About = await Send(new ProposeImprovement.Query(null, null, null));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Back("surveys.improvement.saved");
    }
}

[Needs("improvements.propose")]
internal sealed class MovePage : ImprovementFormPage<MoveImprovement.Command>
{
    [FromRoute]
    public ImprovementStatus To { get; set; }

    protected override MoveImprovement.Command First() => new() { Id = Id, To = To, Version = Improvement.Version };

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id, To = To });
        return Back("surveys.improvement.moved");
    }
}

[Needs("improvements.propose")]
internal sealed class MeasurePage : ImprovementFormPage<AddMeasure.Command>
{
    protected override AddMeasure.Command First() => new() { Id = Id };

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Back("surveys.improvement.measure.added");
    }
}

[Needs("improvements.propose")]
internal sealed class MeasureDonePage : CrmPage
{
    /// <summary>Opened by address there is nothing to see.</summary>
    public IActionResult OnGet(long id) => LocalRedirect($"/improvements/{id}");

    public async Task<IActionResult> OnPostAsync(long id, long measure)
    {
        await Send(new FinishMeasure.Command(id, measure));
        return Done($"/improvements/{id}", "surveys.improvement.measure.finished");
    }
}

[Needs("improvements.propose")]
internal sealed class TeamsPage(Contracts.Staff.IStaffDirectory staff) : ImprovementFormPage<ConcernTeams.Command>
{
    public IReadOnlyList<Choice> All { get; private set; } = [];

    protected override bool KeepsBefore => true;

    protected override ConcernTeams.Command First() => new() { Id = Id, TeamIds = [.. Improvement.Teams.Select(t => t.TeamId)] };

    protected override async Task Prepare()
    {
        await base.Prepare();
        All = await ImprovementChoices.Teams(staff, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Back("surveys.improvement.teams.saved");
    }
}

[Needs("improvements.read")]
internal sealed class ConfirmPage : ImprovementFormPage<ConfirmImprovement.Command>
{
    [FromRoute]
    public long Team { get; set; }

    protected override ConfirmImprovement.Command First() => new() { Id = Id, TeamId = Team };

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id, TeamId = Team });
        return Back("surveys.improvement.confirm.done");
    }
}

[Needs("improvements.propose")]
internal sealed class PilotPage(Contracts.Staff.IStaffDirectory staff, Contracts.Customers.ICustomerSegments segments) : ImprovementFormPage<PlanPilot.Command>
{
    public IReadOnlyList<Choice> Teams { get; private set; } = [];
    public IReadOnlyList<Choice> Segments { get; private set; } = [];

    protected override PlanPilot.Command First() => new() { Id = Id, TeamId = Improvement.Pilot?.TeamId, SegmentId = Improvement.Pilot?.SegmentId, From = Improvement.Pilot?.From, To = Improvement.Pilot?.To, Version = Improvement.Version };

    protected override async Task Prepare()
    {
        await base.Prepare();
        Teams = await ImprovementChoices.Teams(staff, HttpContext.RequestAborted);
        Segments = [.. (await segments.Usable(HttpContext.RequestAborted)).Select(s => new Choice(s.Id, s.Name))];
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Back("surveys.improvement.pilot.saved");
    }
}

internal static class ImprovementChoices
{
    public static async Task<IReadOnlyList<Choice>> Teams(Contracts.Staff.IStaffDirectory staff, CancellationToken ct) =>
        [.. (await staff.Teams(ct)).Values.OrderBy(t => t.Name, StringComparer.CurrentCulture).Select(t => new Choice(t.Id, t.Name))];
}

[Microsoft.AspNetCore.Authorization.Authorize]
internal sealed class DeskPage : CrmPage
{
    public ReadImproveDesk.View Desk { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Desk = await Send(new ReadImproveDesk.Query());
        return PageOr("_ImproveDesk");
    }
}
