using System.Text;
using Crm.Platform.Files.Tables;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Rewards;

/// <summary>The codes of a reward: how many there are, and more of them, pasted or from a file in any usual encoding.</summary>
[Needs("rewards.manage")]
internal sealed class CodesPage : FormPage<AddCodes.Command>
{
    const int MostBytes = 5 * 1024 * 1024;

    [FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    internal AddCodes.Result Reward { get; private set; } = null!;

    internal AddCodes.Report? Report { get; private set; }

    protected override async Task Prepare() => Reward = await Send(new AddCodes.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        if (Upload is { Length: > 0 }) Form = Form with { Codes = await Read(Upload) };
        Report = await Send(Form with { RewardId = Id });
        ModelState.Clear();
        Form = new();
        await Prepare();
        return Page();
    }

    async Task<string> Read(IFormFile file)
    {
        if (file.Length > MostBytes) throw TableFile.Bad("large", MostBytes / 1024 / 1024);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, HttpContext.RequestAborted);
        bytes.Position = 0;
        var (encoding, mark) = TextEncoding.Detect(bytes);
        try { return TextEncoding.Of(encoding).GetString(bytes.GetBuffer().AsSpan(mark, (int)bytes.Length - mark)); }
        catch (DecoderFallbackException) { throw TableFile.Bad("encoding", encoding); }
    }
}

[Needs("rewards.manage")]
internal sealed class ClearCodesPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => LocalRedirect($"/loyalty/rewards/{Id}/codes");

    public Task<IActionResult> OnPostAsync() => Try(async () => Done($"/loyalty/rewards/{Id}/codes", "loyalty.codes.cleared", await Send(new ClearCodes.Command(Id))), () => Task.FromResult<IActionResult>(LocalRedirect($"/loyalty/rewards/{Id}/codes")));
}
