using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Files.Tables;

/// <summary>
/// Lets a table through that is somewhat larger than the setting allows, so that the page can say so beside the field; what
/// is larger still is not even received.
/// </summary>
/// <param name="back">Address that says that a file is too large.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UploadLimitAttribute(string back) : Attribute, IAuthorizationFilter, IOrderedFilter
{
    /// <summary>Address that says that a file is too large.</summary>
    public string Back { get; } = back;

    /// <summary>Before the form is read, which the antiforgery check does.</summary>
    public int Order => 900;

    /// <inheritdoc />
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var most = ImportLimits.Of(http.RequestServices.GetRequiredService<IConfiguration>()).MaxBytes * 4;
        if (http.Request.ContentLength > most)
        {
            context.Result = new RedirectResult(Back);
            return;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = most;
        if (http.Features.Get<IFormFeature>()?.Form is null) http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = most }));
    }
}

/// <summary>A table sent as the body of a request.</summary>
public static class TableBody
{
    /// <summary>Onto the disk first, since a table is read more than once; never more of it than is allowed.</summary>
    public static async Task<Stream> Receive(HttpRequest request, ImportLimits limits, CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limits.MaxBytes * 4;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            var buffer = new byte[81920];
            for (int n; (n = await request.Body.ReadAsync(buffer, ct)) > 0;)
            {
                if (file.Length + n > limits.MaxBytes) throw TableFile.Bad("large", limits.MaxMb);
                await file.WriteAsync(buffer.AsMemory(0, n), ct);
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
