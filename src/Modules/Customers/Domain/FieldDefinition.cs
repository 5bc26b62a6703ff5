using Crm.Platform.Fields;

namespace Crm.Customers.Domain;

/// <summary>A field of customers that an administrator has added.</summary>
internal sealed class FieldDefinition : CustomField
{
    FieldDefinition() { }

    public FieldDefinition(string key, FieldKind kind, int position, FieldDesign design) : base(key, kind, position, design) { }
}
