using Crm.Customers.Features.Imports.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Lets a file through that is somewhat larger than the setting allows, so that the page can say so beside the field; what
/// is larger still is not even received.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class UploadLimitAttribute : Attribute, IAuthorizationFilter, IOrderedFilter
{
    /// <summary>Before the form is read, which the antiforgery check does.</summary>
    public int Order => 900;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var most = ImportLimits.Of(http.RequestServices.GetRequiredService<IConfiguration>()).MaxBytes * 4;
        if (http.Request.ContentLength > most)
        {
            context.Result = new RedirectResult("/customers/import?tooLarge=true");
            return;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = most;
        if (http.Features.Get<IFormFeature>()?.Form is null) http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = most }));
    }
}
