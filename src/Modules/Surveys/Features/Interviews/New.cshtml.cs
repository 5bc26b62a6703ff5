using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Features.Public;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Interviews;

[Needs("answers.enter")]
internal sealed class NewPage(TimeProvider clock, CurrentUser user) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public long? Invitation { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Wave { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Customer { get; set; }

    public EnterAnswers.View View { get; private set; } = null!;

    public SurveyForm? Form { get; private set; }

    /// <summary>When the interviewer opened the form; back and forth in UTC.</summary>
    public string Began { get; private set; } = "";

    public IEnumerable<Choice> Waves => View.Waves.Select(w => new Choice(w.Id, w.Title));

    public async Task OnGetAsync()
    {
        View = await Send(new EnterAnswers.Query(Invitation, Wave, Customer));
        Form = View.Form;
        (Began, FormKey) = (clock.GetUtcNow().ToString("O"), Guid.CreateVersion7().ToString());
    }

    public Task<IActionResult> OnPostAsync(DateTimeOffset? began) => Once(() => Try(async () =>
    {
        var result = await Send(new EnterAnswers.Command { Invitation = Invitation, Wave = Wave, Customer = Customer, Began = began, Typed = TypedAnswers.Of(Request.Form) });
        if (result.ResponseId is { } id) return Done(user.Can("surveys.results") ? $"/responses/{id}" : $"/customers/{Customer}", "surveys.enter.done");
        Form = result.Form;
        ModelState.AddModelError("", L["surveys.public.check"]);
        Response.StatusCode = 422;
        return await Again(began);
    }, () => Again(began), prefix: ""));

    async Task<IActionResult> Again(DateTimeOffset? began)
    {
        View = await Send(new EnterAnswers.Query(Invitation, Wave, Customer, TypedAnswers.Of(Request.Form)));
        Form ??= View.Form;
        Began = (began ?? clock.GetUtcNow()).ToString("O");
        return Page();
    }
}
