using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Tiers;

[Needs("loyalty.tier")]
internal sealed class MovePage(CurrentUser reader) : FormPage<MoveMember.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<Choice> Tiers { get; private set; } = [];

    MoveMember.View? view;

    protected override async Task<MoveMember.Command> Load() => (view = await Send(new MoveMember.Query(Id))).Command;

    protected override async Task Prepare()
    {
        view ??= await Send(new MoveMember.Query(Id));
        Name = view.Name;
        Tiers = [.. view.Tiers.Select(t => new Choice($"{t.Id}", reader.Language == "zh-CN" ? t.NameZh : t.NameEn))];
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/loyalty/members/{Id}", "saved");
    }
}
