using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.DashboardMails;

/// <summary>What planning a mail and changing one share.</summary>
internal abstract class MailPage : FormPage<KeepDashboardMail.Command>
{
    public IReadOnlyList<Choice> Readers { get; private set; } = [];

    public IReadOnlyList<Choice> Surveys { get; private set; } = [];

    public IReadOnlyList<Choice> Teams { get; private set; } = [];

    protected virtual long? MailId => null;

    protected override async Task<KeepDashboardMail.Command> Load() => (await Send(new ShowDashboardMail.Query(MailId))).Mail;

    protected override async Task Prepare()
    {
        var view = await Send(new ShowDashboardMail.Query(MailId));
        (Readers, Surveys, Teams) = (Choices(view.Readers), Choices(view.Surveys), Choices(view.Teams));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = MailId });
        return Done("/surveys/dashboard/mails", "surveys.mails.kept");
    }

    static IReadOnlyList<Choice> Choices(IEnumerable<(long Id, string Name)> of) => [.. of.Select(c => new Choice(c.Id, c.Name))];
}
