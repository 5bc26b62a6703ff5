using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Books;

[Needs("lifecycle.read")]
internal sealed class BooksPage : CrmPage
{
    public IReadOnlyList<ListBooks.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListBooks.Query());
}

[Needs("lifecycle.read")]
internal sealed class BookPage : CrmPage
{
    public ShowBook.View Book { get; private set; } = null!;

    public async Task OnGetAsync(string key) => Book = await Send(new ShowBook.Query(key));
}

[Needs("lifecycle.settings")]
internal sealed class StepPage : FormPage<WriteStep.Command>
{
    [FromRoute]
    public string Key { get; set; } = "";

    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteStep.Command> Load() => Send(new WriteStep.Query(Key, Id));

    protected override Task Prepare() => Send(new ShowBook.Query(Key));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Key = Key, Id = Id });
        return Done($"/lifecycle/books/{Key}", "lifecycle.step.saved");
    }
}

[Needs("lifecycle.settings")]
internal sealed class RemovePage : CrmPage
{
    [FromRoute]
    public string Key { get; set; } = "";

    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new RemoveStep.Command(Key, Id));
        return Done($"/lifecycle/books/{Key}", "lifecycle.step.removed");
    }
}

[Needs("lifecycle.settings")]
internal sealed class SwitchPage : CrmPage
{
    [FromRoute]
    public string Key { get; set; } = "";

    public IActionResult OnGet() => Page();

    public Task<IActionResult> OnPostAsync(bool active) => Try(async () =>
    {
        await Send(new SwitchBook.Command(Key, active));
        return Done($"/lifecycle/books/{Key}", active ? "lifecycle.book.on.done" : "lifecycle.book.off.done");
    }, () => Task.FromResult<IActionResult>(Page()), "");
}
