using Crm.Customers.Features.Merging;
using Crm.Platform.Fields;
using Crm.Platform.Web;

namespace Crm.Customers.Features.Customers;

/// <summary>What the shared fields of the new and the edit page need.</summary>
internal interface ICustomerForm
{
    CustomerInput Form { get; }

    IReadOnlyList<Choice> People { get; }

    /// <summary>The customer being edited.</summary>
    long? Id => null;

    /// <summary>After a likely duplicate stopped the save: who it may be.</summary>
    IReadOnlyList<CheckDuplicates.Match> Twins { get; }

    /// <summary>Fields of one's own.</summary>
    IReadOnlyList<ShownField> Fields { get; }
}

/// <summary>The rows of one kind of contact data in a form: those there are, and an empty one to add.</summary>
/// <param name="Name">Prefix of the fields ("Form.Phones").</param>
/// <param name="Title">Resource key.</param>
internal sealed record PointRows(string Name, string Title, string Type, string Autocomplete, IReadOnlyList<PointInput> Points, int AtLeast = 1);

/// <summary>The addresses of a form, and an empty one to add.</summary>
/// <param name="Name">Prefix of the fields ("Form.Addresses").</param>
internal sealed record AddressRows(string Name, IReadOnlyList<AddressInput> Addresses);
