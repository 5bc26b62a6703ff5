using Crm.Platform.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Web;

/// <summary>A form whose files are stored before its command is sent. Those of a form that is then refused are swept away.</summary>
public abstract class UploadPage<TCommand> : FormPage<TCommand> where TCommand : class, new()
{
    const int MostFiles = 10;

    /// <summary>Field "Uploads" of the form.</summary>
    [BindProperty]
    public List<IFormFile> Uploads { get; set; } = [];

    /// <summary>Stores what came with the form.</summary>
    protected async Task<IReadOnlyList<Guid>> Stored()
    {
        var files = HttpContext.RequestServices.GetRequiredService<IFiles>();
        var stored = new List<Guid>();
        foreach (var upload in Uploads.Where(u => u.Length > 0).Take(MostFiles))
        {
            await using var content = upload.OpenReadStream();
            stored.Add((await files.Save(content, upload.FileName, HttpContext.RequestAborted)).Id);
        }
        return stored;
    }
}
