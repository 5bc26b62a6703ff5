using System.Security.Cryptography;
using System.Text;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Imports.Reading;
using Crm.Platform.Files.Tables;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Customers.Features.Imports;

/// <summary>Brings the rows of a file into the database as they stand, a few thousand at a time, and guesses what its columns are.</summary>
internal sealed class Staging(CustomersDb db, CustomFields fields, IConfiguration configuration, CurrentUser user, Texts texts)
{
    const int Batch = 5000;

    /// <summary>Within the open transaction: a file that turns out bad in its last row leaves nothing behind.</summary>
    public async Task Read(Import import, Stream stream, ReadChoice choice, CancellationToken ct)
    {
        using var table = TableFile.Open(stream, import.FileName, choice, ImportLimits.Of(configuration), VCardTable.Try);
        List<string> headers = [.. table.Headers];
        import.Read(table.Format, headers, new ImportSettings(), null);
        await db.SaveChangesAsync(ct);
        var count = 0;
        foreach (var part in table.Rows().Chunk(Batch))
        {
            if (count == 0)
            {
                var hash = HashOf(headers);
                var known = await db.ImportMappings.AsNoTracking().FirstOrDefaultAsync(m => m.Kind == import.Kind && m.Hash == hash, ct);
                var guess = known?.Settings ?? new ImportSettings { Columns = ImportFields.Guess(import.Kind, headers, [.. part.Take(500).Select(r => r.Cells)], texts, import.Kind == ImportKind.Customers ? await fields.Active(ct) : null), OwnerId = user.Id, Source = SourceOf(import.FileName) };
                import.Read(table.Format, headers, guess, known?.Id);
            }
            await db.CopyIn(part.Select(row => new ImportRow { ImportId = import.Id, Line = row.Line, Cells = row.Cells }), ct);
            count += part.Length;
        }
        import.Counted(count);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The headings as they stand: another order is another set.</summary>
    public static string HashOf(IEnumerable<string> headers) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', headers))));

    /// <summary>The same file name stands for the same source, unless a person says otherwise.</summary>
    static string SourceOf(string name) => Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem[..Math.Min(stem.Length, 60)] : "import";
}
