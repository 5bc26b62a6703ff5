using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class EditPage(ICustomerSegments segments) : FormPage<EditWave.Command>, IWaveForm
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<Choice> Segments { get; private set; } = [];

    WaveInput IWaveForm.Form => Form;

    public bool Early { get; private set; }

    protected override Task<EditWave.Command> Load() => Send(new EditWave.Query(Id));

    protected override async Task Prepare()
    {
        Early = (await Send(new EditWave.Query(Id))).Early;
        Segments = await IWaveForm.ChoicesOf(segments, HttpContext.RequestAborted);
    }

    protected override async Task<IActionResult> Save()
    {
        var kind = (await Send(new EditWave.Query(Id))).Kind;
        await Send(Form with { Id = Id, Kind = kind });
        return Done($"/waves/{Id}", "surveys.wave.saved");
    }
}
