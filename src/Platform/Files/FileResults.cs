using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Crm.Platform.Files;

/// <summary>How a file leaves: to be saved; raster images may be shown. Never as something a browser would run.</summary>
public static class FileResults
{
    /// <summary>For a page's handler.</summary>
    /// <param name="inline">Show it in the browser, if it is a raster image.</param>
    public static IActionResult Attachment(HttpResponse response, OpenFile file, bool inline = false)
    {
        Headers(response, file.Facts, inline);
        return new FileStreamResult(file.Content, file.Facts.ContentType) { EnableRangeProcessing = true };
    }

    /// <summary>For an endpoint.</summary>
    public static IResult Stream(HttpResponse response, OpenFile file, bool inline = false)
    {
        Headers(response, file.Facts, inline);
        return Results.Stream(file.Content, file.Facts.ContentType, enableRangeProcessing: true);
    }

    static void Headers(HttpResponse response, FileFacts file, bool inline)
    {
        var disposition = new ContentDispositionHeaderValue(inline && file.IsImage ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, no-cache";
    }
}
