using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.UseCases;

namespace Crm.Customers.Features.Privacy;

/// <summary>
/// Whoever edits a record without seeing its contact data gets masks in the form. A mask that comes back unchanged
/// means the value behind it; one that hides nothing here is refused.
/// </summary>
internal static class Unmasking
{
    /// <summary>What a form shows of a point.</summary>
    public static string Shown(ContactPoint point, bool open) => open ? point.Value : Mask.Point(point);

    /// <summary>Puts the values back behind their masks.</summary>
    public static List<PointInput> Back(this IEnumerable<PointInput>? typed, PointKind kind, string field, IReadOnlyList<ContactPoint> held) =>
        Back(typed, kind, field, held, (p, point) => p with { Value = point.Value });

    /// <summary>Puts the addresses back behind their masks, with their parts.</summary>
    public static List<AddressInput> Back(this IEnumerable<AddressInput>? typed, string field, IReadOnlyList<ContactPoint> held) =>
        Back(typed, PointKind.Address, field, held, (a, point) => AddressInput.Of(point, open: true) with { Label = a.Label, Primary = a.Primary, Invalid = a.Invalid, OptedOut = a.OptedOut });

    /// <summary>In the order in which they were shown: of two behind the same mask each keeps its own label.</summary>
    static List<T> Back<T>(IEnumerable<T>? typed, PointKind kind, string field, IReadOnlyList<ContactPoint> held, Func<T, ContactPoint, T> put) where T : PointInput
    {
        var left = held.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id).ToList();
        return [.. (typed ?? []).Select((p, i) =>
        {
            if (!Mask.Is(p.Value)) return p;
            var point = left.Find(h => Mask.Point(h) == p.Value!.Trim()) ?? throw new RuleException("customers.point.masked", $"{field}[{i}].Value");
            left.Remove(point);
            return put(p, point);
        })];
    }
}
