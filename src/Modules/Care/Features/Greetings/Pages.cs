using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Care.Features.Greetings;

[Needs("care.read")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListGreetings.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListGreetings.Query());
}

[Needs("care.read")]
internal sealed class CalendarPage : CrmPage
{
    public ReadCareCalendar.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ReadCareCalendar.Query());
}

[Needs("care.read")]
internal sealed class PreviewPage : CrmPage
{
    public PreviewGreeting.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id) => View = await Send(new PreviewGreeting.Query(id));
}

[Needs("care.send")]
internal sealed class SwitchPage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/care/greetings/{id}");

    public async Task<IActionResult> OnPostAsync(long id, bool on)
    {
        await Send(new SwitchGreeting.Command(id, on));
        return Done($"/care/greetings/{id}", on ? "care.greeting.on.done" : "care.greeting.off.done");
    }
}

[Needs("care.write")]
internal sealed class NewPage(ICustomerSegments segments) : GreetingForm(segments);

[Needs("care.write")]
internal sealed class EditPage(ICustomerSegments segments) : GreetingForm(segments);

/// <summary>One form for a new greeting and for an old one.</summary>
internal abstract class GreetingForm(ICustomerSegments segments) : FormPage<SaveGreeting.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IEnumerable<Choice> Kinds => Choices.Of<GreetingKind>(L);
    public IEnumerable<Choice> Festivals => Choices.Of<Festival>(L);
    public IEnumerable<Choice> Levels => Choices.Of<CustomerLevel>(L);
    public IEnumerable<Choice> Segments { get; private set; } = [];

    protected override Task<SaveGreeting.Command> Load() => Id == 0 ? base.Load() : Send(new SaveGreeting.Query(Id));

    protected override async Task Prepare() => Segments = await segments.Offered(Form.SegmentId, HttpContext.RequestAborted);

    protected override async Task<IActionResult> Save() => Done($"/care/greetings/{await Send(Form with { Id = Id })}", "saved");
}

internal static class SegmentChoices
{
    /// <summary>The segments one may choose from, and the one that is chosen already.</summary>
    public static async Task<IReadOnlyList<Choice>> Offered(this ICustomerSegments segments, long? chosen, CancellationToken ct)
    {
        var usable = (await segments.Usable(ct)).ToList();
        if (chosen is { } id && usable.TrueForAll(s => s.Id != id)) usable.AddRange((await segments.FactsOf([id], ct)).Values);
        return [.. usable.Select(s => new Choice(s.Id, s.Name))];
    }
}
