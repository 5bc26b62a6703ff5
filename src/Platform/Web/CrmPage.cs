using System.Globalization;
using System.Text.Json;
using Crm.Platform.Events;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Web;

/// <summary>Base of all pages: send a use case, answer a fragment, say what happened.</summary>
public abstract class CrmPage : PageModel
{
    /// <summary>Texts in the reader's language.</summary>
    protected Texts L => HttpContext.RequestServices.GetRequiredService<Texts>();

    /// <summary>Whether htmx asked, and wants a part of the page.</summary>
    public bool IsFragment => Request.Headers.ContainsKey("HX-Request") && !Request.Headers.ContainsKey("HX-Boosted");

    /// <summary>A page that only shows takes nothing: without a handler it would be rendered with nothing loaded.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (context.HandlerMethod is null && !HttpMethods.IsGet(Request.Method) && !HttpMethods.IsHead(Request.Method)) (Response.Headers.Allow, context.Result) = ("GET, HEAD", StatusCode(StatusCodes.Status405MethodNotAllowed));
    }

    /// <summary>Names what a form is to make, so that one that is sent twice makes one (see <see cref="Once"/>). An edit has its version.</summary>
    [BindProperty]
    public string? FormKey { get; set; }

    /// <summary>Takes a form; whoever sends it again is led to where it led first.</summary>
    protected Task<IActionResult> Once(Func<Task<IActionResult>> act) =>
        HttpContext.RequestServices.GetRequiredService<FormOnce>().Run(HttpContext, FormKey, ShownOnce?.Url, act, url => Done(url ?? Request.Path, ShownOnce?.Message ?? "form.once"));

    /// <summary>For a page that shows itself, and never again, what its form made: where whoever sends the form again is led, and what they are told there.</summary>
    protected virtual (string Url, string Message)? ShownOnce => null;

    /// <summary>Sends a use case.</summary>
    protected Task<T> Send<T>(IRequest<T> request) => HttpContext.RequestServices.GetRequiredService<IMediator>().Send(request, HttpContext.RequestAborted);

    /// <summary>The whole page, or for htmx the partial alone.</summary>
    protected IActionResult PageOr(string partial) => IsFragment ? Partial(partial, this) : Page();

    /// <summary>Goes to a local address after success, with a message that is shown there once.</summary>
    protected IActionResult Done(string url, string? message = null, params object[] args)
    {
        if (message is not null) TempData["flash"] = L[message, args];
        if (!IsFragment) return LocalRedirect(url);
        Response.Headers["HX-Location"] = url;
        return new EmptyResult();
    }

    /// <summary>The same, with a button beside the message that takes the act back while there is time: it posts to <paramref name="undo"/>.</summary>
    protected IActionResult DoneUntil(DateTimeOffset until, string undo, string url, string message, params object[] args)
    {
        TempData["flash.undo"] = undo;
        TempData["flash.until"] = until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return Done(url, message, args);
    }

    /// <summary>Runs an act; what it refuses is put beside the fields of <paramref name="prefix"/>, and the answer is <paramref name="again"/> with 422, 409 for a stale or duplicate edit.</summary>
    protected async Task<IActionResult> Try(Func<Task<IActionResult>> act, Func<Task<IActionResult>> again, string prefix = "Form")
    {
        var status = StatusCodes.Status422UnprocessableEntity;
        if (ModelState.IsValid)
        {
            try { return await act(); }
            catch (ValidationException e) { foreach (var error in e.Errors) ModelState.AddModelError(Key(prefix, error.PropertyName), error.ErrorMessage); }
            catch (RuleException e) { ModelState.AddModelError(Key(prefix, e.Field), L[e.Key, e.Args]); }
            catch (DuplicateException e) { ModelState.AddModelError("", L[e.Key, e.Args]); Duplicate = e; status = StatusCodes.Status409Conflict; }
            catch (TooManyException e)
            {
                ModelState.AddModelError("", L[e.Key, e.Minutes]);
                Response.Headers.RetryAfter = e.Seconds.ToString(CultureInfo.InvariantCulture);
                status = StatusCodes.Status429TooManyRequests;
            }
            catch (DbUpdateConcurrencyException) { Stale = true; status = StatusCodes.Status409Conflict; }
        }
        Response.StatusCode = status;
        return await again();
    }

    /// <summary>Somebody else saved the row in the meantime.</summary>
    public bool Stale { get; private set; }

    /// <summary>The likely duplicate that stopped the save.</summary>
    public DuplicateException? Duplicate { get; private set; }

    static string Key(string prefix, string? property) => string.IsNullOrEmpty(property) ? "" : prefix.Length == 0 ? property : $"{prefix}.{property}";
}

/// <summary>A field on which two people disagree: what stood there when the form was opened, what stands there now, what was typed.</summary>
public sealed record Conflict(string Field, string? Before, string? Theirs, string? Yours);

/// <summary>
/// A page with one form for one command. GET loads it, POST sends it; whatever is refused comes back with the typed
/// text and the message beside the field; a stale save shows yours, theirs and before.
/// </summary>
public abstract class FormPage<TCommand> : CrmPage where TCommand : class, new()
{
    /// <summary>The command, bound from fields named Form.*.</summary>
    [BindProperty]
    public TCommand Form { get; set; } = new();

    /// <summary>JSON of the form as it was opened, carried in a hidden field to explain a conflict.</summary>
    [BindProperty]
    public string? Before { get; set; }

    /// <summary>After a stale save: the fields that differ.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; private set; } = [];

    /// <summary>The command as the form shows it first. An edit page fills it from a query, version included.</summary>
    protected virtual Task<TCommand> Load() => Task.FromResult(new TCommand());

    /// <summary>Loads what the page shows around the form (choices, headings), on GET and on every return of the form.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    /// <summary>Sends the command and says where to go: return <see cref="CrmPage.Done"/>.</summary>
    protected abstract Task<IActionResult> Save();

    /// <summary>Shows the form.</summary>
    public virtual async Task<IActionResult> OnGetAsync()
    {
        Form = await Load();
        Before = JsonSerializer.Serialize(Form, EventTypes.Json);
        await Prepare();
        return Page();
    }

    /// <summary>The part of the page whose fields follow from what is chosen above it. It is posted with "?fresh" to be shown anew; null: there is none.</summary>
    protected virtual string? FreshPart => null;

    /// <summary>Whether the form is only to be shown anew as it is typed: nothing is saved, nothing is lost.</summary>
    protected bool Fresh => FreshPart is not null && Request.Query.ContainsKey("fresh");

    /// <summary>Takes the form.</summary>
    public virtual async Task<IActionResult> OnPostAsync()
    {
        if (!Fresh) return await Once(() => Try(KeepsBefore ? SaveUnlessChanged : Save, Again));
        ModelState.Clear(); // half a form is no mistake yet
        await Prepare();
        return PageOr(FreshPart!);
    }

    /// <summary>For what is no single row and so has no version: the save is stale when what the form showed no longer stands.</summary>
    protected virtual bool KeepsBefore => false;

    async Task<IActionResult> SaveUnlessChanged()
    {
        if (!string.IsNullOrEmpty(Before) && Before != JsonSerializer.Serialize(await Load(), EventTypes.Json)) throw new DbUpdateConcurrencyException();
        return await Save();
    }

    async Task<IActionResult> Again()
    {
        if (Stale)
        {
            var theirs = await Load();
            Conflicts = Compare(Before, JsonSerializer.Serialize(theirs, EventTypes.Json), JsonSerializer.Serialize(Form, EventTypes.Json));
            // The next save is made with open eyes: it may overwrite what the reader has just been shown.
            Before = JsonSerializer.Serialize(theirs, EventTypes.Json);
            if (typeof(TCommand).GetProperty("Version") is { } version)
            {
                version.SetValue(Form, version.GetValue(theirs));
                ModelState.Remove("Form.Version");
            }
            ModelState.Remove(nameof(Before));
        }
        await Prepare();
        return Page();
    }

    static List<Conflict> Compare(string? before, string theirs, string yours)
    {
        var (b, t, y) = (Fields(before), Fields(theirs), Fields(yours));
        // Which record it is says the address, not the form.
        return [.. t.Keys.Union(y.Keys).Where(k => k is not ("version" or "id") && t.GetValueOrDefault(k) != y.GetValueOrDefault(k))
            .Select(k => new Conflict(k, b.GetValueOrDefault(k), t.GetValueOrDefault(k), y.GetValueOrDefault(k)))];
    }

    static Dictionary<string, string?> Fields(string? json)
    {
        if (string.IsNullOrEmpty(json)) return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            // A dictionary of the form is told key by key, as its fields are named.
            return document.RootElement.EnumerateObject().SelectMany(p => p.Value.ValueKind == JsonValueKind.Object
                ? p.Value.EnumerateObject().Select(inner => ($"{p.Name}[{inner.Name}]", Text(inner.Value))) : [(p.Name, Text(p.Value))]).ToDictionary(p => p.Item1, p => p.Item2);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { return []; } // a tampered field explains nothing, and harms nothing
    }

    /// <summary>In words: 3.50 typed and 3.5 stored are no disagreement, and of a list the entries count.</summary>
    static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("G29", System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text).Where(t => !string.IsNullOrEmpty(t))),
        JsonValueKind.Object => string.Join(' ', value.EnumerateObject().Where(p => p.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)).Select(p => Text(p.Value)).Where(t => !string.IsNullOrEmpty(t))),
        _ => value.ToString(),
    };
}
