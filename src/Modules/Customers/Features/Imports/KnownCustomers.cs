using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// Finds the customers that the rows of a batch speak of, with one question for each way of telling. A key says how:
/// "n:" number, "x:" external reference, "p:" phone, "e:" e-mail, "f:" folded name. A merged record answers with its survivor.
/// </summary>
internal sealed class KnownCustomers(CustomersDb db)
{
    public sealed record Hit(long Id, long Number, CustomerKind Kind, long? OwnerId, long? TeamId)
    {
        public string Shown => HumanNumber.Format(Customer.Prefix, Number);
    }

    public static string Number(string text) => HumanNumber.TryParse(Customer.Prefix, text, out var number) ? $"n:{number}" : throw new WrongCellException("number", text);

    public static string Point(PointValue point) => (point.Kind == PointKind.Phone ? "p:" : "e:") + ContactPoint.Normalise(point.Kind, point.Value);

    public async Task<ILookup<string, Hit>> Find(IEnumerable<string> keys, CancellationToken ct)
    {
        var wanted = keys.Distinct().ToLookup(k => k[0], k => k[2..]);
        var found = new List<(string Key, long Id)>();
        if (wanted['n'].Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToList() is { Count: > 0 } numbers)
            found.AddRange((await db.Customers.Where(c => numbers.Contains(c.Number)).Select(c => new { c.Number, Id = c.MergedIntoId ?? c.Id }).ToListAsync(ct)).Select(c => ($"n:{c.Number}", c.Id)));
        if (wanted['x'].ToList() is { Count: > 0 } externals)
            found.AddRange((await db.Customers.Where(c => c.ExternalId != null && externals.Contains(c.ExternalId)).Select(c => new { c.ExternalId, Id = c.MergedIntoId ?? c.Id }).ToListAsync(ct)).Select(c => ("x:" + c.ExternalId, c.Id)));
        if (wanted['f'].ToList() is { Count: > 0 } names)
            found.AddRange((await db.Customers.Where(c => c.MergedIntoId == null && names.Contains(c.FoldedName)).Select(c => new { c.FoldedName, c.Id }).ToListAsync(ct)).Select(c => ("f:" + c.FoldedName, c.Id)));
        foreach (var (letter, kind) in new[] { ('p', PointKind.Phone), ('e', PointKind.Email) })
            if (wanted[letter].ToList() is { Count: > 0 } normals)
                found.AddRange((await db.Points.Where(p => p.Kind == kind && normals.Contains(p.Normal)).Select(p => new { p.Normal, p.CustomerId }).ToListAsync(ct)).Select(p => ($"{letter}:{p.Normal}", p.CustomerId)));
        var ids = found.Select(f => f.Id).Distinct().ToList();
        var customers = ids.Count == 0 ? [] : await db.Customers.Where(c => ids.Contains(c.Id) && c.MergedIntoId == null)
            .Select(c => new Hit(c.Id, c.Number, c.Kind, c.OwnerId, c.TeamId)).ToDictionaryAsync(c => c.Id, ct);
        return found.Distinct().Where(f => customers.ContainsKey(f.Id)).OrderBy(f => f.Id).ToLookup(f => f.Key, f => customers[f.Id]);
    }

    /// <summary>The keys that an order or an interaction gives its customer, the surest first. None: nothing tells whose it is.</summary>
    public static List<string> KeysOf(ImportValues values)
    {
        var keys = new List<string>();
        if (values["number"] is { } number) keys.Add(Number(number));
        if (values["externalId"] is { } external) keys.Add("x:" + external);
        keys.AddRange(values.Points().Where(p => p.Kind != PointKind.Address).Select(Point));
        return keys;
    }
}

/// <summary>What the lines before have brought already. Keys are kept as 64 bits each, so that a million rows take a few dozen megabytes; two of a million fall together once in millions of files.</summary>
internal sealed class SeenKeys
{
    readonly Dictionary<ulong, int> lines = [];

    /// <summary>The line that brought the key first; adds it when it is new.</summary>
    public int First(string key, int line) => lines.TryAdd(Hash(key), line) ? line : lines[Hash(key)];

    /// <summary>What stands for a row without an id: its content, and the how manieth it is of those that look alike.</summary>
    public string OfRow(ImportRow row)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\u001f', row.Cells))).AsSpan(0, 12));
        return $"row:{hash}:{lines[Hash(hash)] = lines.GetValueOrDefault(Hash(hash)) + 1}";
    }

    static ulong Hash(string key) => BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
}
