using System.Globalization;
using System.Reflection;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Platform.Web.Tags;

/// <summary>The fields of a page in the order they were rendered, with their labels: what has no place of its own is said at the top of the form.</summary>
internal sealed class ShownFields
{
    readonly Dictionary<string, (string Label, IReadOnlyList<Choice> Choices)> fields = new(StringComparer.OrdinalIgnoreCase);

    public static ShownFields Of(HttpContext context)
    {
        if (context.Items[typeof(ShownFields)] is ShownFields fields) return fields;
        context.Items[typeof(ShownFields)] = fields = new ShownFields();
        return fields;
    }

    public void Add(string name, string label, IReadOnlyList<Choice>? choices = null) => fields[name] = (label, choices ?? []);

    public bool Shows(string name) => fields.ContainsKey(name);

    public string LabelOf(string name, string otherwise) => fields.TryGetValue(name, out var field) ? field.Label : otherwise;

    /// <summary>What the reader chose, in the words of the choice: JSON knows the value only.</summary>
    public string? ChoiceOf(string name, string value) => fields.TryGetValue(name, out var field) ? field.Choices.FirstOrDefault(c => Plain(c.Value) == Plain(value))?.Text : null;

    static string Plain(string value) => value.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}

/// <summary>
/// &lt;form-state /&gt;, first inside every form of a FormPage: the hidden fields that make a stale save visible, what the
/// server refused, the table of yours / theirs / before, and the way past a likely duplicate.
/// </summary>
[HtmlTargetElement("form-state")]
public sealed class FormStateTag(Texts texts, Show show) : CrmTag
{
    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var page = View.ViewData.Model;
        var form = Get(page, "Form");
        var html = new HtmlContentBuilder();
        if (page?.GetType().GetProperty("Before") is not null) html.AppendHtml(Input("hidden", "Before", Typed("Before") ?? Get(page, "Before")?.ToString()));
        var version = Typed("Form.Version") ?? Get(form, "Version")?.ToString();
        if (form?.GetType().GetProperty("Version") is not null) html.AppendHtml(Input("hidden", "Form.Version", version));
        if (version is null or "" or "0" && page is CrmPage) html.AppendHtml(Input("hidden", "FormKey", Typed("FormKey") ?? Guid.CreateVersion7().ToString()));
        // The fields below are rendered later, and only then is it known which messages have a place beside one.
        html.AppendHtml(new LateContent(() => Notices(page as CrmPage, form)));
        output.Becomes(html);
    }

    IHtmlContent Notices(CrmPage? page, object? form)
    {
        var html = new HtmlContentBuilder();
        var shown = ShownFields.Of(View.HttpContext);
        var errors = View.ViewData.ModelState.Where(e => e.Value?.ValidationState == ModelValidationState.Invalid).ToList();
        var placeless = errors.Where(e => !shown.Shows(e.Key)).SelectMany(e => e.Value!.Errors).Select(e => e.ErrorMessage.Length > 0 ? e.ErrorMessage : texts["error.422.detail"]).Distinct().ToList();
        if (page?.Stale == true) html.AppendHtml(Conflicts(page, shown));
        if (errors.Count > 0)
        {
            var alert = El("div", "alert alert-danger", El("h2", "alert-title h4", texts["form.errors"])).With("role", "alert").With("tabindex", "-1").With("data-focus", "");
            foreach (var message in placeless) alert.Add(El("p", "mb-0", message));
            html.AppendHtml(page?.Duplicate is { } duplicate ? DuplicateNotice(alert, duplicate, form) : alert);
        }
        return html;
    }

    IHtmlContent DuplicateNotice(TagBuilder alert, DuplicateException duplicate, object? form)
    {
        alert.Attributes["class"] = "alert alert-warning";
        var (name, number, url) = (Get(duplicate.Existing, "Name")?.ToString(), Get(duplicate.Existing, "Number")?.ToString(), Get(duplicate.Existing, "Url")?.ToString());
        var title = $"{number} {name}".Trim();
        if (title.Length > 0) alert.Add(El("p", "mb-0", url is null ? title : El("a", "alert-link", title).With("href", url)));
        if (duplicate.MayInsist && form?.GetType().GetProperty("AllowDuplicate") is not null)
            alert.Add(El("label", "form-check mt-2 mb-0", Input("checkbox", "Form.AllowDuplicate", "true").With("class", "form-check-input"), El("span", "form-check-label", texts["form.duplicate.anyway"])));
        return alert;
    }

    IHtmlContent Conflicts(CrmPage page, ShownFields shown)
    {
        var alert = El("div", "alert alert-warning", El("h2", "alert-title h4", texts["form.stale.title"]), El("p", null, texts["form.stale.text"])).With("role", "alert").With("tabindex", "-1").With("data-focus", "");
        string? Words(string field, string? value) => value switch
        {
            null => null,
            "True" or "False" => texts[value == "True" ? "yes" : "no"],
            _ when shown.ChoiceOf("Form." + field, value) is { } choice => choice,
            _ when value.Length > 16 && value[10] == 'T' && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var at) => show.DateTime(at),
            _ => value,
        };
        if (Get(page, "Conflicts") is not IReadOnlyList<Conflict> { Count: > 0 } conflicts) return alert;
        var body = El("tbody");
        foreach (var c in conflicts)
            body.Add(El("tr", null, El("th", null, shown.LabelOf("Form." + c.Field, c.Field)).With("scope", "row"), El("td", null, Words(c.Field, c.Before)), El("td", null, Words(c.Field, c.Theirs)), El("td", null, Words(c.Field, c.Yours))));
        var head = El("tr", null, new[] { "form.stale.field", "form.stale.before", "form.stale.theirs", "form.stale.yours" }.Select(k => (object)El("th", null, texts[k]).With("scope", "col")).ToArray());
        return alert.Add(El("div", "table-responsive", El("table", "table table-sm mb-0", El("thead", null, head), body)));
    }

    string? Typed(string key) => View.ViewData.ModelState.TryGetValue(key, out var entry) ? entry.AttemptedValue : null;

    static object? Get(object? target, string property) =>
        target?.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)?.GetValue(target);
}
