using Crm.Customers.Domain;
using Crm.Platform.Users;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Rows of a file as somebody sees them on the screens and in the API who has no right to contact data: the columns that
/// hold it are masked, whoever brought the file. The rows left out go back whole, as a file: they have to be corrected.
/// </summary>
internal sealed class ImportMask
{
    readonly IReadOnlyList<string> columns;

    ImportMask(IReadOnlyList<string> columns) => this.columns = columns;

    /// <summary>The mask for a reader; null for those who see everything.</summary>
    public static ImportMask? For(CurrentUser user, Import import) => user.Can("customers.contact") ? null : new(import.Settings.Columns);

    public string[] Of(string[] cells) => [.. cells.Select((cell, i) => i < columns.Count ? Of(columns[i], cell) : cell)];

    public ShowImport.Row Of(ShowImport.Row row)
    {
        // A reason quotes the cell that is wrong.
        var quoted = row.ReasonArg is { } arg ? row.Cells.Select((cell, i) => (cell, i)).FirstOrDefault(c => c.i < columns.Count && c.cell.Contains(arg, StringComparison.Ordinal) && Of(columns[c.i], c.cell) != c.cell) : default;
        return row with { Cells = Of(row.Cells), ReasonArg = quoted.cell is null ? row.ReasonArg : Of(columns[quoted.i], row.ReasonArg!) };
    }

    static string Of(string? field, string cell) => cell.Length == 0 ? cell : field switch
    {
        "phone" => PhoneNumber.TryNormalise(cell, out var phone) ? Mask.Phone(phone) : Odd(cell),
        "email" => EmailAddress.TryNormalise(cell, out var email) ? Mask.Email(email) : Odd(cell),
        "address" => Mask.Address(null, cell),
        "district" or "street" or "postcode" or "birthday" => "***",
        _ => cell,
    };

    /// <summary>What is no phone and no e-mail, told so far that one sees what is wrong with it.</summary>
    static string Odd(string cell) => cell.Length <= 6 ? cell : cell[..3] + "***" + cell[^2..];
}
