using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Search;

namespace Crm.Customers.Domain;

/// <summary>Erasure: the record stays for the statistics, the person is taken out of it, and nothing brings it back.</summary>
internal sealed partial class Customer
{
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>Makes the record anonymous. <paramref name="few"/> tells of a value (a region, an industry, a tag) that so few share it that it would point at the person.</summary>
    public void Erase(Func<string, bool> few, DateTimeOffset at)
    {
        var number = HumanNumber.Format(Prefix, Number);
        points.Clear();
        contacts.Clear();
        (Name, FoldedName, Birthday, ExternalId, PreferredChannel, Custom) = (number, SearchText.Fold(number), null, null, null, CustomValues.None);
        if (Region is not null && few(Region)) Region = null;
        if (Industry is not null && few(Industry)) Industry = null;
        Tags = [.. Tags.Where(t => !few(t))];
        SinceReason = null;
        // Owner and team stay: charts are scoped by them. Nobody has to look after the record any more.
        (ErasedAt, ChangedAt, ChangedById) = (ErasedAt ?? at, at, null);
        Words = SearchText.Words([number]);
        Raise(() => new CustomerErased(Id, at));
    }
}
