using Crm.Customers.Domain;

namespace Crm.Customers.Features.Exports;

/// <summary>The columns of each export. Those that an import can fill are called as its fields.</summary>
internal static class ExportColumns
{
    /// <summary>In front of the key of a field of one's own.</summary>
    public const string Custom = "custom:";

    static readonly string[] Customers = ["number", "name", "kind", "level", "phones", "emails", "addresses", "country", "province", "city", "district", "street", "postcode", "industry", "size", "region", "owner", "source", "admission", "language", "birthday", "tags", "since", "band", "valueClass", "externalId", "created"];
    static readonly string[] Contacts = ["number", "company", "name", "title", "role", "phone", "email", "addresses", "country", "province", "city", "district", "street", "postcode", "language", "preferredChannel", "preferences", "key"];
    static readonly string[] Purchases = ["number", "name", "orderSource", "orderId", "date", "amount", "discount", "shipping", "tax", "paidWithPoints", "refunded", "currency", "products"];
    static readonly string[] Interactions = ["interactionNumber", "number", "name", "date", "type", "contact", "participants", "responsible", "summary", "need", "feedback", "complaint", "promise", "outcome"];

    static readonly string[] Usages = ["number", "name", "usageSource", "usageId", "date", "product", "quantity", "unit"];

    public static IReadOnlyList<string> Of(ImportKind records) => records switch
    {
        ImportKind.Customers => Customers,
        ImportKind.Contacts => Contacts,
        ImportKind.Purchases => Purchases,
        ImportKind.Usages => Usages,
        _ => Interactions,
    };

    /// <summary>Resource key of the heading.</summary>
    public static string Key(ImportKind records, string column) => column is "country" or "province" or "city" or "district" or "street" or "postcode" ? "customers.address." + column : records == ImportKind.Customers ? "customers." + column : $"customers.export.{records.ToString().ToLowerInvariant()}.{column}";

    /// <summary>Columns by which somebody can be reached or told from others.</summary>
    public static bool IsContactData(string column) => column is "phones" or "emails" or "addresses" or "street" or "district" or "postcode" or "birthday" or "phone" or "email";
}
