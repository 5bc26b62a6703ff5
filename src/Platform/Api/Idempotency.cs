using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Platform.Api;

/// <summary>Marks an endpoint that creates something: its caller may send Idempotency-Key and retry without doubling.</summary>
internal sealed class CreatesMetadata;

/// <summary>
/// Idempotency-Key: the key's row is written by the very transaction that creates (see <see cref="SaveServices.KeyOfRequest"/>),
/// so a crash, a retry or a twin request can never create twice; of two at once the second waits on the row and gets the
/// answer of the first. Only successes are kept: whatever was refused created nothing, and its key is free again.
/// </summary>
internal sealed class Idempotency(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public async Task InvokeAsync(HttpContext context, CurrentUser user, SaveServices save, PlatformDb db)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CreatesMetadata>() is null || user.TokenId is not { } token || context.Request.Headers[Header] is not { Count: > 0 } header)
        {
            await next(context);
            return;
        }
        var key = header.ToString();
        if (key.Length is 0 or > 200 || key.Any(c => c is < ' ' or > '~')) throw new RuleException("api.idempotency.key");
        var now = save.Clock.GetUtcNow();
        var row = new IdempotencyRow { TokenId = token, Key = key, RequestHash = await Hash(context), Attempt = Guid.CreateVersion7(now), At = now };
        if (await db.SentBefore(row) is { } earlier)
        {
            if (earlier.At >= now - Kept)
            {
                await Replay(context, db, save, row, earlier);
                return;
            }
            await db.Attempt(earlier).ExecuteDeleteAsync(CancellationToken.None);
        }

        save.KeyOfRequest = row;
        var body = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try { await next(context); }
        catch (DbUpdateException e) when (e.IsTwin())
        {
            context.Response.Body = body;
            context.Response.Clear();
            await Replay(context, db, save, row, null);
            return;
        }
        catch (Exception e) when (Problems.StatusOf(e) is not null)
        {
            context.Response.Body = body;
            if (await Refused(context, db, save, row)) return;
            throw;
        }
        finally { context.Response.Body = body; }

        if (context.Response.StatusCode is >= 200 and < 300) await Keep(context, db, save, row, Encoding.UTF8.GetString(answer.ToArray()));
        else if (await Refused(context, db, save, row)) return;
        answer.Position = 0;
        await answer.CopyToAsync(body, context.RequestAborted);
    }

    static async Task<string> Hash(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        for (int n; (n = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;) hash.AppendData(buffer, 0, n);
        request.Body.Position = 0;
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    static async Task Keep(HttpContext context, PlatformDb db, SaveServices save, IdempotencyRow row, string body)
    {
        // No cancellation: the caller may have gone, and its retry will ask for this answer.
        long[] subjects = [.. save.Subjects.Order()];
        var keys = subjects.All(save.Keys.ContainsKey) ? save.Keys : await SubjectKeys.ForWriting(db, save.Master, subjects, CancellationToken.None);
        foreach (var subject in subjects) body = keys[subject].Seal(body);
        // Key and effect are on disk already. A server that dies at this moment may forget the answer, and its retry is told so; nobody waits for the disk twice.
        var (status, location, etag) = (context.Response.StatusCode, Text(context.Response.Headers.Location), Text(context.Response.Headers.ETag));
        await db.Database.ExecuteSqlAsync($"""
            insert into platform.idempotency (token_id, key, request_hash, attempt, at, status, body, subjects, location, etag)
            select {row.TokenId}, {row.Key}, {row.RequestHash}, {row.Attempt}, {row.At}, {status}, {body}, {subjects}, {location}, {etag} from set_config('synchronous_commit', 'off', true)
            on conflict (token_id, key) do update set status = excluded.status, body = excluded.body, subjects = excluded.subjects, location = excluded.location, etag = excluded.etag
            """, CancellationToken.None);
    }

    /// <summary>The answer as it was given; of somebody who has been erased since, only that it was given.</summary>
    static async Task<string?> BodyOf(PlatformDb db, SaveServices save, IdempotencyRow found, CancellationToken ct)
    {
        if (found.Subjects.Length == 0 || found.Body is null) return found.Body;
        var opener = new Opener(await SubjectKeys.ForReading(db, save.Master, found.Subjects, ct));
        var body = found.Body;
        foreach (var subject in found.Subjects.Reverse())
            if (body is not null) body = opener.Open(subject, body);
        return body;
    }

    static string? Text(Microsoft.Extensions.Primitives.StringValues header) => header.Count == 0 ? null : header.ToString();

    /// <summary>Frees the key of what was refused. A twin may have been refused because the other one had just succeeded ("exists already"): then it gets that one's answer.</summary>
    static async Task<bool> Refused(HttpContext context, PlatformDb db, SaveServices save, IdempotencyRow row)
    {
        await db.Attempt(row).ExecuteDeleteAsync(CancellationToken.None);
        if (await db.SentBefore(row) is not { } twin) return false;
        context.Response.Clear();
        await Replay(context, db, save, row, twin);
        return true;
    }

    static async Task Replay(HttpContext context, PlatformDb db, SaveServices save, IdempotencyRow mine, IdempotencyRow? found)
    {
        found = await db.Answered(mine, found, f => f?.Status is not null, context.RequestAborted);
        if (found is not null && found.RequestHash != mine.RequestHash) throw new RuleException("api.idempotency.other");
        if (found?.Status is not { } status)
        {
            context.Response.Headers.RetryAfter = "1";
            throw new DuplicateException(found?.IsLost(mine) == true ? "api.idempotency.lost" : "api.idempotency.running", null);
        }
        context.Response.StatusCode = status;
        context.Response.Headers[ReplayedHeader] = "true";
        if (found.Location is not null) context.Response.Headers.Location = found.Location;
        if (found.Etag is not null) context.Response.Headers.ETag = found.Etag;
        if (await BodyOf(db, save, found, context.RequestAborted) is not { Length: > 0 } body) return;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}

/// <summary>Rows of requests and forms that act once.</summary>
internal static class IdempotencyRows
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static readonly Compiled<Func<PlatformDb, long, string, Task<IdempotencyRow?>>> Find = new(() => EF.CompileAsyncQuery((PlatformDb db, long token, string key) => db.Idempotency.AsNoTracking().SingleOrDefault(i => i.TokenId == token && i.Key == key)));

    /// <summary>What came before, or at the same moment, under the same key.</summary>
    public static Task<IdempotencyRow?> SentBefore(this PlatformDb db, IdempotencyRow mine) => Find.For(db)(db, mine.TokenId, mine.Key);

    /// <summary>The row of this very attempt.</summary>
    public static IQueryable<IdempotencyRow> Attempt(this PlatformDb db, IdempotencyRow row) => db.Idempotency.Where(i => i.TokenId == row.TokenId && i.Key == row.Key && i.Attempt == row.Attempt);

    /// <summary>A twin had written the key first, and this one's save came to nothing.</summary>
    public static bool IsTwin(this DbUpdateException e) => e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_idempotency" };

    /// <summary>Its host died between saving and answering.</summary>
    public static bool IsLost(this IdempotencyRow found, IdempotencyRow mine) => mine.At - found.At > TimeSpan.FromMinutes(1);

    /// <summary>Waits a while for a twin that is still at work.</summary>
    public static async Task<IdempotencyRow?> Answered(this PlatformDb db, IdempotencyRow mine, IdempotencyRow? found, Func<IdempotencyRow?, bool> done, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; !done(found) && found?.IsLost(mine) != true && waited < Patience; waited += TimeSpan.FromMilliseconds(100))
        {
            await Task.Delay(100, ct);
            found = await db.SentBefore(mine);
        }
        return found;
    }
}

/// <summary>Forgets answers a day after they were given.</summary>
internal sealed class ForgetAnswers(PlatformDb db) : ISweep
{
    public string Cron => "0 17 * * * ?";

    public Task Run(CancellationToken ct)
    {
        var before = db.Clock.GetUtcNow() - Idempotency.Kept;
        return db.Idempotency.Where(i => i.At < before).ExecuteDeleteAsync(ct);
    }
}
