using Crm.Customers.Data;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Fields;

/// <summary>The fields of customers; they are few, and read once per request.</summary>
internal sealed class CustomFields(CustomersDb db, Texts texts)
{
    IReadOnlyList<CustomField>? all;

    /// <summary>Every field in its order, archived ones too: histories name them.</summary>
    public async Task<IReadOnlyList<CustomField>> All(CancellationToken ct) =>
        all ??= await db.Fields.AsNoTracking().OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(ct);

    /// <summary>Those in use.</summary>
    public async Task<FieldList> List(CancellationToken ct) => new(await All(ct), texts);

    /// <summary>Those in use, in their order.</summary>
    public async Task<IReadOnlyList<CustomField>> Active(CancellationToken ct) => (await List(ct)).Active;
}
