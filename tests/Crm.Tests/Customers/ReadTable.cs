using Crm.Customers.Features.Imports.Reading;
using Crm.Platform.Files.Tables;

namespace Crm.Tests.Customers;

/// <summary>A whole small file at once.</summary>
internal sealed record ReadTable(string Format, IReadOnlyList<string> Headers, IReadOnlyList<string[]> Rows, IReadOnlyList<int> Lines)
{
    public static ReadTable Of(Stream stream, string name, ReadChoice? choice = null, ImportLimits? limits = null)
    {
        using var table = TableFile.Open(stream, name, choice, limits, VCardTable.Try);
        var rows = table.Rows().ToList();
        return new(table.Format, table.Headers, [.. rows.Select(r => r.Cells)], [.. rows.Select(r => r.Line)]);
    }
}
