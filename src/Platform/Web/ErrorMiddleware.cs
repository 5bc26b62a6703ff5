using System.Globalization;
using Crm.Platform.Api;
using Crm.Platform.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Platform.Web;

/// <summary>
/// Turns what use cases throw into HTTP: pages get a status whose page is shown by re-execution, the API gets Problem
/// Details (RFC 9457) with messages by field in the reader's language. What is not the sender's fault stays a 500.
/// </summary>
public sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    // Values PostgreSQL cannot hold: too long, out of range, NUL or broken text, too large for an index.
    static readonly string[] Unstorable =
    [
        PostgresErrorCodes.StringDataRightTruncation, PostgresErrorCodes.NumericValueOutOfRange, PostgresErrorCodes.DatetimeFieldOverflow,
        PostgresErrorCodes.CharacterNotInRepertoire, PostgresErrorCodes.UntranslatableCharacter, PostgresErrorCodes.ProgramLimitExceeded,
    ];

    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try { await next(context); }
        catch (Exception e) when (!context.Response.HasStarted && (Problems.StatusOf(e) ?? StatusOfData(e)) is { } status)
        {
            context.Response.StatusCode = status;
            if (e is TooManyException many) context.Response.Headers.RetryAfter = many.Seconds.ToString(CultureInfo.InvariantCulture);
            var problem = Problems.Of(context, e, status);
            if (context.Request.IsApi()) await Problems.Write(context, problem);
            else context.Items[typeof(ProblemDetails)] = problem;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = 499; // the reader has gone
        }
    }

    // The net below the validators: the sender's value is refused, and the log says which validator is missing.
    int? StatusOfData(Exception e)
    {
        if ((e as PostgresException ?? (e as DbUpdateException)?.InnerException as PostgresException) is not { } refused || !Unstorable.Contains(refused.SqlState)) return null;
        log.LogWarning(e, "A value the database cannot hold passed validation");
        return StatusCodes.Status422UnprocessableEntity;
    }
}
