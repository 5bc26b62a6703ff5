using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Crm.Platform.Api;

/// <summary>A precondition is missing (428) or does not hold (412).</summary>
public sealed class PreconditionException(int status) : Exception($"Precondition: {status}.")
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}

/// <summary>ETags are row versions: what changes the row changes the tag.</summary>
public static class ETags
{
    /// <summary>The tag of a row version.</summary>
    public static string Of(uint version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>200 with the tag of the row; 304 when the reader has it already.</summary>
    public static Tagged<T> Ok<T>(T value, uint version) => new(value, version);

    /// <summary>201 with the tag of the new row and its address.</summary>
    public static CreatedTagged<T> Created<T>(string location, T value, uint version) => new(location, value, version);

    internal static bool TryRead(string tag, out uint version)
    {
        version = 0;
        var t = tag.AsSpan().Trim();
        if (t.StartsWith("W/")) t = t[2..]; // a proxy that compresses weakens tags; the version inside is as exact as before
        return t.Length > 2 && t[0] == '"' && t[^1] == '"' && uint.TryParse(t[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}

/// <summary>
/// Parameter of an endpoint that changes a row: the version its reader saw, from If-Match. Missing: 428. A tag
/// that is not one of ours matches nothing: 412. "*" names no version, and counts as missing.
/// </summary>
public sealed record IfMatch(uint Version) : IBindableFromHttpContext<IfMatch>
{
    /// <inheritdoc />
    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<IfMatch?>(new IfMatch(Sent(context) ?? throw new PreconditionException(StatusCodes.Status428PreconditionRequired)));

    /// <summary>The version a request names; null when it names none.</summary>
    internal static uint? Sent(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch.ToString();
        if (string.IsNullOrWhiteSpace(header) || header.Trim() == "*") return null;
        return ETags.TryRead(header, out var version) ? version : throw new PreconditionException(StatusCodes.Status412PreconditionFailed);
    }
}

/// <summary>The same where a step may be taken without having read the row, since the row itself refuses a step that comes too late: checked when it is sent.</summary>
public sealed record IfMatchSent(uint? Version) : IBindableFromHttpContext<IfMatchSent>
{
    /// <inheritdoc />
    public static ValueTask<IfMatchSent?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult<IfMatchSent?>(new IfMatchSent(IfMatch.Sent(context)));
}

/// <summary>A row with its tag.</summary>
public sealed class Tagged<T>(T value, uint version) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = ETags.Of(version);
        if (HttpMethods.IsGet(httpContext.Request.Method) && httpContext.Request.Headers.IfNoneMatch.Any(t => t is not null && t.Split(',').Any(one => ETags.TryRead(one, out var known) && known == version)))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        return httpContext.Response.WriteAsJsonAsync(value);
    }

    /// <inheritdoc />
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}

/// <summary>A new row with its tag and its address.</summary>
public sealed class CreatedTagged<T>(string location, T value, uint version) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status201Created;
        httpContext.Response.Headers.Location = location;
        httpContext.Response.Headers.ETag = ETags.Of(version);
        return httpContext.Response.WriteAsJsonAsync(value);
    }

    /// <inheritdoc />
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(T), ["application/json"]));
}
