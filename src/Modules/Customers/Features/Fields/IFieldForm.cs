namespace Crm.Customers.Features.Fields;

/// <summary>What the shared fields of the new and the edit page need.</summary>
internal interface IFieldForm
{
    FieldInput Form { get; }

    /// <summary>Whether it offers choices; a new one may.</summary>
    bool HasOptions { get; }
}
