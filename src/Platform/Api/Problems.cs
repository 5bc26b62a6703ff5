using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Crm.Platform.Api;

/// <summary>Problem Details (RFC 9457) in the reader's language: what went wrong, with messages by field.</summary>
internal static partial class Problems
{
    /// <summary>Whether the request is one of a program, which is answered in JSON whatever happens.</summary>
    public static bool IsApi(this HttpRequest request) =>
        (request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/api/docs")) || request.Path.StartsWithSegments("/openapi");

    /// <summary>The problem behind a status alone.</summary>
    public static ProblemDetails Of(HttpContext context, int status)
    {
        var (texts, language) = Reader(context);
        var known = texts.Has($"error.{status}.title") ? status : status < 500 ? 400 : 500;
        return new ProblemDetails { Status = status, Title = texts.In(language, $"error.{known}.title"), Detail = texts.In(language, $"error.{known}.detail") };
    }

    /// <summary>The problem behind an exception that <see cref="StatusOf"/> knows.</summary>
    public static ProblemDetails Of(HttpContext context, Exception e, int status)
    {
        var (texts, language) = Reader(context);
        var problem = Of(context, status);
        switch (e)
        {
            case ValidationException validation:
                problem.Extensions["errors"] = validation.Errors.GroupBy(f => Camel(f.PropertyName)).ToDictionary(g => g.Key, g => g.Select(f => f.ErrorMessage).ToArray());
                break;
            case RuleException rule:
                problem.Detail = texts.In(language, rule.Key, rule.Args);
                problem.Extensions["code"] = rule.Key;
                if (rule.Field is { } field) problem.Extensions["errors"] = Errors(Camel(field), problem.Detail);
                break;
            case ForbiddenException { Why: { } why }:
                problem.Detail = texts.In(language, why);
                break;
            case TooManyException many:
                problem.Detail = texts.In(language, many.Key, many.Minutes);
                break;
            case DuplicateException duplicate:
                problem.Detail = texts.In(language, duplicate.Key, duplicate.Args);
                problem.Extensions["code"] = duplicate.Key;
                if (duplicate.Existing is { } existing) problem.Extensions["existing"] = existing;
                break;
            case BadHttpRequestException { InnerException: JsonException json } when IsMalformed(json):
                problem.Detail = texts.In(language, "error.json", json.Path ?? "$", (json.LineNumber ?? 0) + 1);
                break;
            case BadHttpRequestException { InnerException: JsonException json }:
                var member = json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : json.Path ?? "$";
                problem.Extensions["errors"] = Errors(member, texts.In(language, "error.json.value"));
                break;
            case BadHttpRequestException bad when Unbound().Match(bad.Message) is { Success: true } match:
                problem.Extensions["errors"] = Errors(Camel(match.Groups[1].Value), texts.In(language, "validation.unreadable", match.Groups[2].Value));
                break;
        }
        return problem;
    }

    /// <summary>It restarts, or cannot be reached: nothing is wrong with the request, and nothing of it was done for certain.</summary>
    public static bool IsDatabaseAway(Exception? e)
    {
        while (e is not (null or NpgsqlException { IsTransient: true })) e = e.InnerException;
        return e is not null;
    }

    /// <summary>The status of what is the sender's doing, or null for our own faults.</summary>
    public static int? StatusOf(Exception e) => e switch
    {
        ValidationException or RuleException => 422,
        MissingException => 404,
        ForbiddenException => 403,
        DuplicateException => 409,
        TooManyException => 429,
        PreconditionException precondition => precondition.Status,
        DbUpdateConcurrencyException => 412,
        // Readable JSON with a value of the wrong kind is a field to correct, not a broken request.
        BadHttpRequestException { InnerException: JsonException json } => IsMalformed(json) ? 400 : 422,
        BadHttpRequestException bad => Unbound().IsMatch(bad.Message) ? 422 : bad.StatusCode,
        _ => null,
    };

    public static Task Write(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json");
    }

    static Dictionary<string, string[]> Errors(string field, string message) => new() { [field] = [message] };

    // The serializer wraps its reader's exception, whose type is not public; a value that does not fit its member comes without one.
    static bool IsMalformed(JsonException e) => e.InnerException is JsonException || e.GetType() != typeof(JsonException);

    static (Texts Texts, string Language) Reader(HttpContext context) =>
        (context.RequestServices.GetRequiredService<Texts>(), context.RequestServices.GetRequiredService<CurrentUser>().Language);

    static string Camel(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    // The framework's own words for a route or query value it could not bind; it offers nothing better to go by.
    [GeneratedRegex("^Failed to bind parameter \"[^\"]* (\\w+)\" from \"(.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Unbound();
}
