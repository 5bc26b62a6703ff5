using System.Text.Json;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Web;

/// <summary>
/// Turns what use cases throw into HTTP: pages get a status whose page is shown by re-execution, the API gets Problem
/// Details (RFC 9457) with messages by field in the reader's language. What is not the sender's fault stays a 500.
/// </summary>
public sealed class ErrorMiddleware(RequestDelegate next, Texts texts)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try { await next(context); }
        catch (Exception e) when (!context.Response.HasStarted && StatusOf(e) is { } status)
        {
            context.Response.StatusCode = status;
            if (context.Request.Path.StartsWithSegments("/api")) await Write(context, e, status);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = 499; // the reader has gone
        }
    }

    static int? StatusOf(Exception e) => e switch
    {
        ValidationException or RuleException => 422,
        MissingException => 404,
        ForbiddenException => 403,
        DuplicateException => 409,
        DbUpdateConcurrencyException => 412,
        BadHttpRequestException bad => bad.StatusCode,
        _ => null,
    };

    Task Write(HttpContext context, Exception e, int status)
    {
        var problem = new ProblemDetails { Status = status, Title = texts[$"error.{status}.title"], Detail = e switch
        {
            RuleException rule => texts[rule.Key, rule.Args],
            DuplicateException duplicate => texts[duplicate.Key, duplicate.Args],
            BadHttpRequestException bad => bad.InnerException is JsonException json ? texts["error.json", json.Path ?? "$"] : bad.Message,
            _ => texts[$"error.{status}.detail"],
        } };
        if (e is ValidationException validation)
            problem.Extensions["errors"] = validation.Errors.GroupBy(f => Camel(f.PropertyName)).ToDictionary(g => g.Key, g => g.Select(f => f.ErrorMessage).ToArray());
        if (e is RuleException { Field: { } field } broken)
            problem.Extensions["errors"] = new Dictionary<string, string[]> { [Camel(field)] = [texts[broken.Key, broken.Args]] };
        if (e is DuplicateException { Existing: { } existing }) problem.Extensions["existing"] = existing;
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json");
    }

    static string Camel(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
