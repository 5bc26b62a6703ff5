using System.Collections;
using System.Globalization;
using System.Net;
using Crm.Platform.Localization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Platform.Web.Tags;

/// <summary>
/// &lt;field for="Form.Name" label="customers.name" type="text" help="key" required="true" /&gt;: label, control, help and
/// message, tied together for reading aloud. What was typed is shown again as it was typed. Attributes it does not know
/// (maxlength, autocomplete, hx-get) go to the control; its content stands below the control.
/// </summary>
[HtmlTargetElement("field")]
public sealed class FieldTag(Texts texts, Show show) : CrmTag
{
    /// <summary>The property.</summary>
    public ModelExpression For { get; set; } = null!;

    /// <summary>Resource key, or text that is nobody's key.</summary>
    public string Label { get; set; } = "";

    /// <summary>text, textarea, number, money, date, datetime, email, tel, password, checkbox, select, radio, multi, file or hidden; else it follows from the property.</summary>
    public string? Type { get; set => field = value is "" ? null : value; }

    /// <summary>What select, radio and multi offer; an enum offers itself.</summary>
    public IEnumerable<Choice>? Options { get; set; }

    /// <summary>Resource key of a sentence below.</summary>
    public string? Help { get; set => field = value is "" ? null : value; }

    /// <summary>Resource key.</summary>
    public string? Placeholder { get; set => field = value is "" ? null : value; }

    /// <summary>Lines of a textarea.</summary>
    public int Rows { get; set; } = 4;

    /// <summary>Whether the page opens with the focus here.</summary>
    public bool Autofocus { get; set; }

    /// <summary>Marks the label; the use case's validator decides.</summary>
    public bool Required { get; set; }

    /// <summary>Classes of the whole, default mb-3.</summary>
    public string Class { get; set; } = "mb-3";

    string name = "", id = "";
    string? describedBy;
    bool invalid;
    IReadOnlyList<Choice>? offered;
    TagHelperAttributeList further = [];

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        name = View.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        id = TagBuilder.CreateSanitizedId(name, "_");
        further = output.Attributes;
        var type = Type ?? Inferred();
        if (type == "hidden")
        {
            output.Becomes(Further(Input("hidden", name, Value(type)).With("id", id)));
            return;
        }

        var label = texts[Label];
        ShownFields.Of(View.HttpContext).Add(name, label, type is "select" or "radio" or "multi" ? Offered : null);
        var errors = View.ViewData.ModelState.TryGetValue(name, out var entry) ? entry.Errors : [];
        invalid = errors.Count > 0;
        var below = new HtmlContentBuilder();
        if (Help is not null) below.AppendHtml(El("div", "form-hint", texts[Help]).With("id", id + "-help"));
        if (invalid) below.AppendHtml(El("div", "invalid-feedback d-block", string.Join(" ", errors.Select(e => e.ErrorMessage.Length > 0 ? e.ErrorMessage : texts["validation.unreadable", entry?.AttemptedValue ?? ""]).Distinct())).With("id", id + "-error").With("data-valmsg-for", name));
        describedBy = string.Join(' ', new[] { invalid ? id + "-error" : null, Help is null ? null : id + "-help" }.OfType<string>()) is { Length: > 0 } ids ? ids : null;
        var children = await output.GetChildContentAsync();

        if (type is "radio" or "multi")
        {
            output.Becomes(Described(El("fieldset", Class, El("legend", LabelClass, label), ChoiceList(type), children, below)));
            return;
        }
        if (type == "checkbox")
        {
            var box = Control(Input("checkbox", name, "true").With("checked", Values().Contains("true", StringComparer.OrdinalIgnoreCase) ? "checked" : null), "form-check-input");
            // An unticked box sends nothing: then this stands for "no", whatever the property starts with. A filter, which has a name of its own, starts with no.
            var no = further.ContainsName("name") ? (IHtmlContent)HtmlString.Empty : Input("hidden", name, "false");
            output.Becomes(El("div", Class, El("label", "form-check mb-0", box, El("span", "form-check-label", label), no), children, below));
            return;
        }
        IHtmlContent control = type switch
        {
            "select" => Select(),
            "textarea" => Control(El("textarea").With("rows", Rows).Add("\n" + Value(type)), "form-control"), // browsers swallow the first line break
            _ => Control(Simple(type), "form-control"),
        };
        output.Becomes(El("div", Class, El("label", LabelClass, label).With("for", id), control, children, below));
    }

    string LabelClass => Required ? "form-label required" : "form-label";

    string Inferred()
    {
        var type = For.Metadata.UnderlyingOrModelType;
        return type == typeof(bool) ? "checkbox"
            : type.IsEnum ? "select"
            : type == typeof(DateOnly) ? "date"
            : type == typeof(DateTimeOffset) ? "datetime"
            : type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double) ? "number"
            : "text";
    }

    TagBuilder Simple(string type) => type switch
    {
        // Not type=number: it would throw away what it cannot read, and with it what was typed.
        "number" or "money" => Input("text", name, Value(type)).With("inputmode", IsWhole ? "numeric" : "decimal").With("autocomplete", "off"),
        "datetime" => Input("datetime-local", name, Value(type)),
        "password" => Input("password", name, null),
        "file" => Input("file", name, null),
        _ => Input(type, name, Value(type)),
    };

    bool IsWhole => For.Metadata.UnderlyingOrModelType is var t && (t == typeof(int) || t == typeof(long));

    TagBuilder Select()
    {
        var select = Control(El("select"), "form-select");
        var chosen = Values();
        if (!Required) select.Add(El("option", null, Placeholder is null ? "" : texts[Placeholder]).With("value", ""));
        foreach (var choice in Offered)
            select.Add(El("option", null, choice.Text).With("value", choice.Value).With("selected", chosen.Contains(choice.Value, StringComparer.OrdinalIgnoreCase) ? "selected" : null));
        return select;
    }

    TagBuilder ChoiceList(string type)
    {
        var list = El("div", type == "multi" ? "choice-list" : null);
        var chosen = Values();
        var n = 0;
        foreach (var choice in Offered)
        {
            var box = Further(Input(type == "multi" ? "checkbox" : "radio", name, choice.Value).With("id", n == 0 ? id : $"{id}_{n}").With("class", invalid ? "form-check-input is-invalid" : "form-check-input")
                .With("checked", chosen.Contains(choice.Value, StringComparer.OrdinalIgnoreCase) ? "checked" : null));
            list.Add(El("label", type == "multi" ? "form-check" : "form-check form-check-inline", box, El("span", "form-check-label", choice.Text)));
            n++;
        }
        return list;
    }

    IReadOnlyList<Choice> Offered => offered ??= [.. Options
        ?? (For.Metadata.UnderlyingOrModelType is { IsEnum: true } type ? Enum.GetValues(type).Cast<Enum>().Select(v => new Choice(v.ToString(), texts[v])) : [])];

    TagBuilder Control(TagBuilder control, string css)
    {
        control.With("id", id).With("name", name).With("class", invalid ? css + " is-invalid" : css);
        if (Placeholder is not null && control.TagName != "select") control.With("placeholder", texts[Placeholder]);
        if (Autofocus) control.With("autofocus", "");
        if (Required) control.With("aria-required", "true");
        return Described(Further(control));
    }

    TagBuilder Further(TagBuilder control)
    {
        // What a page writes comes encoded, and the builder encodes it.
        foreach (var attribute in further) control.With(attribute.Name, attribute.Value is HtmlString { Value: { } encoded } ? WebUtility.HtmlDecode(encoded) : attribute.Value ?? "");
        return control;
    }

    TagBuilder Described(TagBuilder control) => control.With("aria-describedby", describedBy).With("aria-invalid", invalid && control.TagName != "fieldset" ? "true" : null);

    string? Value(string type) => View.ViewData.ModelState.TryGetValue(name, out var entry) && entry.RawValue is not null ? entry.AttemptedValue : Text(For.Model, type);

    IReadOnlyList<string> Values()
    {
        if (View.ViewData.ModelState.TryGetValue(name, out var entry) && entry.RawValue is { } raw)
            return raw is string[] many ? many : [raw.ToString()!];
        return For.Model is IEnumerable list and not string ? [.. list.Cast<object?>().Select(v => Text(v, "") ?? "")] : Text(For.Model, "") is { } one ? [one] : [];
    }

    string? Text(object? value, string type) => value switch
    {
        null => null,
        DateTimeOffset at => type == "date" ? show.Date(at) : show.Input(at),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        decimal money when type == "money" => money.ToString("0.00##", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        string[] many => string.Join(", ", many),
        _ => value.ToString(),
    };
}

/// <summary>
/// &lt;field-message name="Form.Phones[0].Value" /&gt;: the message beside a control that is written by hand. With it the form knows
/// that the message has a place and does not repeat it at the top; the control points at it with aria-describedby="{name}-error".
/// </summary>
[HtmlTargetElement("field-message")]
public sealed class FieldMessageTag(Texts texts) : CrmTag
{
    /// <summary>Name of the control.</summary>
    public string Name { get; set; } = "";

    /// <summary>Resource key of what a conflict calls the field.</summary>
    public string? Label { get; set => field = value is "" ? null : value; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ShownFields.Of(View.HttpContext).Add(Name, Label is null ? Name : texts[Label]);
        var errors = View.ViewData.ModelState.TryGetValue(Name, out var entry) ? entry.Errors : [];
        if (errors.Count == 0) output.SuppressOutput();
        else output.Becomes(El("div", "invalid-feedback d-block", string.Join(" ", errors.Select(e => e.ErrorMessage).Distinct())).With("id", Name + "-error").With("data-valmsg-for", Name));
    }
}
