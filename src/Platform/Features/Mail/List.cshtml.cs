using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Mail;

[Needs("system.operate")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public MailState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Purpose { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public ListMail.Answer Answer { get; private set; } = new(new([], null), []);

    public async Task OnGetAsync() => Answer = await Send(new ListMail.Query(State, Purpose, After));

    /// <summary>What a mail is for, in words; a purpose that nobody names any more as it was kept.</summary>
    public static string WordsOf(Localization.Texts texts, string purpose) => texts.Has("mail.purpose." + purpose) ? texts["mail.purpose." + purpose] : purpose;

    public static string ColorOf(MailState state) => state switch { MailState.Sent => "green", MailState.Failed => "red", _ => "blue" };
}
