using Crm.Customers.Domain;

namespace Crm.Customers.Features.Exports;

/// <summary>The columns of each export. Those that an import can fill are called as its fields.</summary>
internal static class ExportColumns
{
    /// <summary>In front of the key of a field of one's own.</summary>
    public const string Custom = "custom:";

    static readonly string[] Customers = ["number", "name", "kind", "level", "phones", "emails", "addresses", "industry", "size", "region", "owner", "source", "admission", "language", "birthday", "tags", "since", "band", "valueClass", "externalId", "created"];
    static readonly string[] Contacts = ["number", "company", "name", "title", "role", "phone", "email", "language", "key"];
    static readonly string[] Purchases = ["number", "name", "orderSource", "orderId", "date", "amount", "discount", "shipping", "tax", "paidWithPoints", "refunded", "currency", "products"];
    static readonly string[] Interactions = ["interactionNumber", "number", "name", "date", "type", "contact", "participants", "responsible", "summary", "need", "feedback", "complaint", "promise", "outcome"];

    public static IReadOnlyList<string> Of(ImportKind records) => records switch
    {
        ImportKind.Customers => Customers,
        ImportKind.Contacts => Contacts,
        ImportKind.Purchases => Purchases,
        _ => Interactions,
    };

    /// <summary>Resource key of the heading.</summary>
    public static string Key(ImportKind records, string column) => records == ImportKind.Customers ? "customers." + column : $"customers.export.{records.ToString().ToLowerInvariant()}.{column}";

    /// <summary>Columns by which somebody can be reached or told from others.</summary>
    public static bool IsContactData(string column) => column is "phones" or "emails" or "addresses" or "birthday" or "phone" or "email";
}
