using Crm.Platform.Data;

namespace Crm.Customers.Domain.Privacy;

/// <summary>A kind of data we hold, its class, and when somebody last looked whether that is still right.</summary>
internal sealed class DataClass : Entity, IAudited
{
    /// <summary>What ships: resource key of the field, and its class.</summary>
    public static readonly IReadOnlyDictionary<string, DataLevel> Shipped = new Dictionary<string, DataLevel>
    {
        ["customers.name"] = DataLevel.General, ["customers.industry"] = DataLevel.General, ["customers.region"] = DataLevel.General, ["customers.tags"] = DataLevel.General, ["customers.purchases"] = DataLevel.General, ["customers.usages"] = DataLevel.General,
        ["customers.phones"] = DataLevel.Contact, ["customers.emails"] = DataLevel.Contact, ["customers.addresses"] = DataLevel.Contact, ["customers.birthday"] = DataLevel.Contact, ["customers.contacts"] = DataLevel.Contact,
        ["customers.sensitive.title"] = DataLevel.Sensitive,
    };

    DataClass() { }

    public DataClass(string field, DataLevel level) => (Field, Level) = (field, level);

    /// <summary>Resource key of its name.</summary>
    public string Field { get; private set; } = "";

    public DataLevel Level { get; private set; }
    public DateOnly? ReviewedOn { get; private set; }
    public long? ReviewedById { get; private set; }

    public void Review(DataLevel level, long? by, DateOnly on) => (Level, ReviewedById, ReviewedOn) = (level, by, on);
}

/// <summary>How carefully data has to be treated.</summary>
internal enum DataLevel { General, Contact, Sensitive }
