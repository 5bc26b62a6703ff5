using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Exports;

/// <summary>Asks for a format and gives the file.</summary>
internal abstract class FigurePage : CrmPage
{
    [BindProperty]
    public Chosen Form { get; set; } = new();

    internal sealed class Chosen
    {
        public FigureFormat Format { get; set; }
    }

    /// <summary>What is exported, in words.</summary>
    public string Subject { get; protected set; } = "";

    /// <summary>The page it was asked on.</summary>
    public abstract string Back { get; }

    protected abstract IRequest<FigureFile> Command { get; }

    protected virtual Task Prepare() => Task.CompletedTask;

    public async Task OnGetAsync() => await Prepare();

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        var file = await Send(Command);
        return File(file.Content, file.ContentType, file.Name);
    }, async () =>
    {
        await Prepare();
        return Page();
    });
}
