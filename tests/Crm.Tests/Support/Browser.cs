using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Crm.Tests.Support;

/// <summary>What came back: the status, the parsed page, where it leads.</summary>
public sealed record Answer(HttpStatusCode Status, IHtmlDocument Document, string Html, Uri? Location, HttpResponseMessage Response)
{
    /// <summary>Text of the first match, trimmed; fails when there is none.</summary>
    public string Text(string selector) => (Document.QuerySelector(selector) ?? throw new Xunit.Sdk.XunitException($"No {selector} in:\n{Html}")).TextContent.Trim();

    /// <summary>The message beside a field ("Form.Name").</summary>
    public string ErrorOf(string field) => Text($"[data-valmsg-for='{field}']");

    /// <summary>The value a field shows.</summary>
    public string ValueOf(string field) => Document.QuerySelector($"[name='{field}']") switch
    {
        IHtmlInputElement input => input.Value,
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value ?? "",
        _ => throw new Xunit.Sdk.XunitException($"No field {field} in:\n{Html}"),
    };
}

/// <summary>A person's browser: keeps cookies, reads pages, fills in forms with their tokens and hidden fields.</summary>
public sealed class Browser(HttpClient client, string language)
{
    static readonly HtmlParser Parser = new();

    public HttpClient Http { get; } = client;

    public Task<Answer> Get(string url, bool htmx = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (htmx) request.Headers.Add("HX-Request", "true");
        return Send(request);
    }

    /// <summary>Opens the page, fills in its (first matching) post form and sends it. A field given twice is sent twice.</summary>
    public async Task<Answer> Post(string url, params (string Name, string? Value)[] fields) => await Submit(await Get(url), url, fields);

    /// <summary>Fills in a form of a page already open: the one whose action is <paramref name="action"/>, or the page's first with a field of these names.</summary>
    public Task<Answer> Submit(Answer page, string action, params (string Name, string? Value)[] fields)
    {
        var forms = page.Document.QuerySelectorAll<IHtmlFormElement>("form[method=post]").ToList();
        var path = action.Split('?')[0];
        var form = forms.FirstOrDefault(f => (f.GetAttribute("action") ?? "").Split('?')[0] == path)
            ?? forms.FirstOrDefault(f => fields.Any(x => f.QuerySelector($"[name='{x.Name}']") is not null))
            ?? forms.FirstOrDefault(f => string.IsNullOrEmpty(f.GetAttribute("action")))
            ?? throw new Xunit.Sdk.XunitException($"No form for {action} in {page.Status}:\n{page.Html}");
        var values = new List<KeyValuePair<string, string>>();
        foreach (var element in form.Elements.Where(e => e.GetAttribute("name") is { Length: > 0 } name && fields.All(f => f.Name != name) && !e.HasAttribute("disabled")))
        {
            var value = element switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? box.Value : null,
                IHtmlInputElement { Type: "submit" or "button" or "file" } => null,
                IHtmlInputElement input => input.Value,
                IHtmlTextAreaElement area => area.Value,
                IHtmlSelectElement select => select.Value,
                _ => null,
            };
            if (value is not null) values.Add(new(element.GetAttribute("name")!, value));
        }
        values.AddRange(fields.Where(f => f.Value is not null).Select(f => new KeyValuePair<string, string>(f.Name, f.Value!)));
        var target = form.GetAttribute("action") is { Length: > 0 } own ? own : action;
        return Send(new HttpRequestMessage(HttpMethod.Post, target) { Content = new FormUrlEncodedContent(values) });
    }

    /// <summary>Sends any request with this browser's cookies and language.</summary>
    public async Task<Answer> Send(HttpRequestMessage request)
    {
        request.Headers.AcceptLanguage.ParseAdd(language);
        var response = await Http.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, await Parser.ParseDocumentAsync(html), html, response.Headers.Location, response);
    }
}
