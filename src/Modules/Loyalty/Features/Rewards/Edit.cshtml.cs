using Crm.Loyalty.Domain;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Rewards;

[Needs("rewards.manage")]
internal sealed class NewPage(IFiles files, TierBook tiers, CurrentUser reader) : RewardForm(files, tiers, reader);

[Needs("rewards.manage")]
internal sealed class EditPage(IFiles files, TierBook tiers, CurrentUser reader) : RewardForm(files, tiers, reader);

/// <summary>One form for a new reward and for an old one.</summary>
internal abstract class RewardForm(IFiles files, TierBook tiers, CurrentUser reader) : FormPage<SaveReward.Command>
{
    const int MostMb = 2, MostTiers = 5;

    [FromRoute]
    public long Id { get; set; }

    /// <summary>A new picture; kept at once, so that a form that is refused does not lose it.</summary>
    [BindProperty]
    public IFormFile? Picture { get; set; }

    [BindProperty]
    public bool NoPicture { get; set; }

    public IEnumerable<Choice> Kinds => Choices.Of<RewardKind>(L);

    public IEnumerable<Choice> Sources => Choices.Of<CodeSource>(L);

    public IReadOnlyList<Choice> Tiers { get; private set; } = [];

    protected override Task<SaveReward.Command> Load() => Id == 0 ? Task.FromResult(new SaveReward.Command { CouponCurrency = "CNY", CouponDays = 90 }) : Send(new ShowReward.Query(Id));

    protected override async Task Prepare()
    {
        var name = await tiers.Names(reader.Language, HttpContext.RequestAborted);
        Tiers = [new("0", L["loyalty.tier.every"]), .. Enumerable.Range(1, Math.Max(MostTiers, Form.LeastTier)).Select(rank => new Choice($"{rank}", name(rank)!))];
    }

    public override async Task<IActionResult> OnPostAsync()
    {
        if (NoPicture) Keep(null);
        if (Picture is { Length: > 0 } picture)
        {
            try { Keep(await Stored(picture)); }
            catch (RuleException e) { ModelState.AddModelError(nameof(Picture), L[e.Key, e.Args]); }
        }
        return await base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        var id = await Send(Form with { Id = Id });
        return Form.Codes == CodeSource.List && Id == 0 ? Done($"/loyalty/rewards/{id}/codes", "saved") : Done("/loyalty/rewards", "saved");
    }

    void Keep(Guid? id)
    {
        Form.PictureId = id;
        ModelState.Remove("Form.PictureId");
    }

    /// <summary>A picture is one by its content; whatever else was sent is thrown away.</summary>
    async Task<Guid> Stored(IFormFile picture)
    {
        await using var content = picture.OpenReadStream();
        var file = await files.Save(content, picture.FileName, HttpContext.RequestAborted, maxMb: MostMb);
        if (file.IsImage) return file.Id;
        await files.Delete(file.Id, HttpContext.RequestAborted);
        throw new RuleException("loyalty.reward.noPicture");
    }
}
