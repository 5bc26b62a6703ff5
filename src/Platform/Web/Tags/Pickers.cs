using Crm.Platform.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Platform.Web.Tags;

/// <summary>
/// A field that takes an id. site.js makes a search of it (the address answers the shared partial "_Picks" for ?q=);
/// without JavaScript it takes the number itself.
/// </summary>
public abstract class PickerTag(Texts texts, string searchUrl, string defaultLabel) : CrmTag
{
    /// <summary>The property that holds the id.</summary>
    public ModelExpression For { get; set; } = null!;

    /// <summary>Name of what is chosen now.</summary>
    public string? Text { get; set => field = value is "" ? null : value; }

    /// <summary>Resource key.</summary>
    public string Label { get; set; } = defaultLabel;

    /// <summary>Resource key of a sentence below.</summary>
    public string? Help { get; set => field = value is "" ? null : value; }

    /// <summary>Marks the label.</summary>
    public bool Required { get; set; }

    /// <summary>Where it searches.</summary>
    public string Url { get; set; } = searchUrl;

    /// <summary>Classes of the whole.</summary>
    public string Class { get; set; } = "mb-3";

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = View.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "_");
        ShownFields.Of(View.HttpContext).Add(name, texts[Label], Text is not null && For.Model?.ToString() is { } chosen ? [new Choice(chosen, Text)] : null);
        var entry = View.ViewData.ModelState.GetValueOrDefault(name);
        var invalid = entry is { Errors.Count: > 0 };
        var typed = entry?.AttemptedValue ?? For.Model?.ToString();
        var input = Input("text", name, typed == "0" ? null : typed).With("id", id).With("class", invalid ? "form-control is-invalid" : "form-control").With("autocomplete", "off")
            .With("placeholder", texts["picker.placeholder"]).With("data-picker", Url).With("data-picker-text", Text).With("aria-invalid", invalid ? "true" : null).With("aria-required", Required ? "true" : null);
        foreach (var attribute in output.Attributes) input.With(attribute.Name, attribute.Value ?? "");
        var box = El("div", Class + " picker", El("label", Required ? "form-label required" : "form-label", texts[Label]).With("for", id), input);
        if (Help is not null) box.Add(El("div", "form-hint", texts[Help]).With("id", id + "-help"));
        if (invalid) box.Add(El("div", "invalid-feedback d-block", string.Join(" ", entry!.Errors.Select(e => e.ErrorMessage).Distinct())).With("id", id + "-error").With("data-valmsg-for", name));
        if (invalid || Help is not null) input.With("aria-describedby", string.Join(' ', new[] { invalid ? id + "-error" : null, Help is null ? null : id + "-help" }.OfType<string>()));
        output.Becomes(box);
    }
}

/// <summary>&lt;customer-picker for="Form.CustomerId" text="@name" /&gt;</summary>
[HtmlTargetElement("customer-picker")]
public sealed class CustomerPickerTag(Texts texts) : PickerTag(texts, "/customers/pick", "picker.customer");

/// <summary>&lt;person-picker for="Form.OwnerId" text="@name" /&gt;</summary>
[HtmlTargetElement("person-picker")]
public sealed class PersonPickerTag(Texts texts) : PickerTag(texts, "/staff/pick", "picker.person");
