using Crm.Platform.Data;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain;

/// <summary>What a source says of one use.</summary>
internal sealed record UsageFacts(string Product, DateTimeOffset UsedAt, decimal Quantity, string? Unit, string Source, string? ExternalId);

/// <summary>A product or service of ours that a customer used: which, when, how much. It never changes; one written down by mistake is taken away.</summary>
internal sealed class Usage : Entity, IAudited, IAboutSubject
{
    /// <summary>Source of what a person writes down.</summary>
    public const string Manual = "manual";

    Usage() { }

    public Usage(long customerId, UsageFacts facts, long? by, DateTimeOffset at) =>
        (CustomerId, Product, UsedAt, Quantity, Unit, Source, ExternalId, RecordedById, RecordedAt) = (customerId, facts.Product, facts.UsedAt, facts.Quantity, facts.Unit, facts.Source, facts.ExternalId, by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }

    /// <summary>Product or service.</summary>
    public string Product { get; private set; } = "";

    public DateTimeOffset UsedAt { get; private set; }

    public decimal Quantity { get; private set; }

    /// <summary>Of the quantity: "min", "GB"; null for so many times.</summary>
    public string? Unit { get; private set; }

    /// <summary>System it comes from; with <see cref="ExternalId"/> it is unique.</summary>
    public string Source { get; private set; } = "";

    public string? ExternalId { get; private set; }
    public long? RecordedById { get; private set; }
    public DateTimeOffset RecordedAt { get; private set; }
}
