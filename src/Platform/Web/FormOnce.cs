using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Api;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Web;

/// <summary>
/// A form that is sent twice (double click, reload, broken line) acts once. It carries a key, and as with a program's
/// Idempotency-Key the very transaction that saves writes it down; who comes again is led to where the first one was.
/// Other words under the same key are another form: somebody went back and filled it in anew.
/// </summary>
internal sealed class FormOnce(PlatformDb db, SaveServices save, CurrentUser user)
{
    /// <param name="context">The request that carries the form.</param>
    /// <param name="key">Key of the form.</param>
    /// <param name="otherwise">Where one that was taken counts as having led when it led nowhere; null: such a form may be sent again.</param>
    /// <param name="act">Takes the form.</param>
    /// <param name="again">Goes where the first one was led to; null where that is not known.</param>
    public async Task<IActionResult> Run(HttpContext context, string? key, string? otherwise, Func<Task<IActionResult>> act, Func<string?, IActionResult> again)
    {
        if (user.Id is not { } person || !Guid.TryParse(key, out var form)) return await act();
        var (hash, now) = (Hash(context.Request), save.Clock.GetUtcNow());
        // No token has a number below zero.
        var row = new IdempotencyRow { TokenId = -person, Key = $"form:{form:N}:{hash}", RequestHash = hash, Attempt = Guid.CreateVersion7(now), At = now };
        if (await db.SentBefore(row) is { } earlier) return await Lead(earlier);
        save.KeyOfRequest = row;
        IActionResult result;
        try { result = await act(); }
        catch (DbUpdateException e) when (e.IsTwin()) { return await Lead(await db.SentBefore(row)); }
        var saved = save.KeyOfRequest is null;
        save.KeyOfRequest = null;
        var refused = context.Response.StatusCode >= StatusCodes.Status400BadRequest;
        var to = refused ? null : result is LocalRedirectResult redirect ? redirect.Url : context.Response.Headers["HX-Location"].FirstOrDefault() ?? otherwise;
        // No cancellation: the sender may have gone, and will send it again. What led nowhere may be sent as often as one likes.
        if (saved && to is not null) await db.Attempt(row).ExecuteUpdateAsync(s => s.SetProperty(i => i.Location, to), CancellationToken.None);
        else if (saved) await db.Attempt(row).ExecuteDeleteAsync(CancellationToken.None);
        // A twin may have been refused because the other one had just succeeded ("exists already").
        if (!refused || await db.SentBefore(row) is not { } twin) return result;
        context.Response.StatusCode = StatusCodes.Status200OK;
        return await Lead(twin);

        // A first one that led nowhere has taken its row away.
        async Task<IActionResult> Lead(IdempotencyRow? found) => again((await db.Answered(row, found, f => f is null or { Location: not null }, context.RequestAborted))?.Location);
    }

    static string Hash(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Add($"{request.Path}{request.QueryString}");
        foreach (var (name, values) in request.Form.Where(f => f.Key != "__RequestVerificationToken").OrderBy(f => f.Key, StringComparer.Ordinal)) Add($"{name}={string.Join('\0', values.ToArray())}");
        foreach (var file in request.Form.Files) Add($"{file.Name}={file.FileName} {file.Length}");
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
