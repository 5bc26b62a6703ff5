namespace Crm.Platform.Fields;

/// <summary>What the shared part of the pages needs on which a field is defined or changed.</summary>
public interface IFieldForm
{
    /// <summary>What is typed.</summary>
    FieldInput Form { get; }

    /// <summary>Whether it offers choices; a new one may.</summary>
    bool HasOptions { get; }
}

/// <summary>The fields of one's own in a form.</summary>
/// <param name="Typed">Texts by key.</param>
/// <param name="Name">Prefix of the controls: "Form.Custom" gives "Form.Custom[seats]".</param>
public sealed record CustomFieldsForm(IReadOnlyList<ShownField> Fields, IReadOnlyDictionary<string, List<string>>? Typed, string Name = "Form.Custom");

/// <summary>The fields of one's own as filters of a list.</summary>
/// <param name="Name">Prefix of the controls: "custom" gives "custom[seats.from]".</param>
/// <param name="Open">Unfolded, also while nothing is asked.</param>
public sealed record CustomFilters(IReadOnlyList<ShownField> Fields, IReadOnlyDictionary<string, string?> Asked, string Name = "custom", bool Open = false);
