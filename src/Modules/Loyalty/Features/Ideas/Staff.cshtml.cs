using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Ideas;

[Needs("ideas.manage")]
internal sealed class IdeaListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListIdeas.Query Filter { get; set; } = new();

    internal Slice<ListIdeas.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { Limit = 50 });
}

[Needs("ideas.manage")]
internal sealed class IdeaPage : CrmPage
{
    internal ShowIdea.Result Idea { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Idea = await Send(new ShowIdea.Query(id));
}

/// <summary>One form for a new idea and for an old one.</summary>
internal abstract class IdeaForm : FormPage<SaveIdea.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Feedback { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? FollowUp { get; set; }

    /// <summary>The answer whose comment it was.</summary>
    [BindProperty(SupportsGet = true, Name = "response")]
    public long? Answer { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Customer { get; set; }

    public string? CustomerName { get; private set; }

    SaveIdea.Opened? opened;

    protected override async Task<SaveIdea.Command> Load()
    {
        opened = await Send(new SaveIdea.Query(Id, Feedback, FollowUp, Answer, Customer));
        CustomerName = opened.Customer;
        return opened.Form;
    }

    public override async Task<IActionResult> OnGetAsync()
    {
        var page = await base.OnGetAsync();
        return opened?.Existing is { } there ? LocalRedirect($"/loyalty/ideas/{there}") : page;
    }

    protected override async Task<IActionResult> Save() => Done($"/loyalty/ideas/{await Send(Form with { Id = Id })}", "saved");
}

[Needs("ideas.manage")]
internal sealed class NewIdeaPage : IdeaForm;

[Needs("ideas.manage")]
internal sealed class EditIdeaPage : IdeaForm;

[Needs("ideas.manage")]
internal sealed class DecideIdeaPage : FormPage<DecideIdea.Command>
{
    [FromRoute]
    public long Id { get; set; }

    internal ShowIdea.Result Idea { get; private set; } = null!;

    public IReadOnlyList<Choice> Statuses => Choices.Of<IdeaStatus>(L);

    protected override Task<DecideIdea.Command> Load() => Send(new DecideIdea.Query(Id));

    protected override async Task Prepare() => Idea = await Send(new ShowIdea.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/loyalty/ideas/{Id}", "saved");
    }
}
