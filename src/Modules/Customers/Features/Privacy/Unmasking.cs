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
    public static string Shown(ContactPoint point, bool open) => open ? point.Value : Mask.Point(point.Kind, point.Normal);

    /// <summary>Puts the values back behind their masks.</summary>
    public static List<PointInput> Back(this IEnumerable<PointInput>? typed, PointKind kind, string field, IReadOnlyList<ContactPoint> held)
    {
        var left = held.Where(p => p.Kind == kind).ToList();
        return [.. (typed ?? []).Select((p, i) =>
        {
            if (!Mask.Is(p.Value)) return p;
            var point = left.Find(h => Mask.Point(kind, h.Normal) == p.Value!.Trim()) ?? throw new RuleException("customers.point.masked", $"{field}[{i}].Value");
            left.Remove(point);
            return p with { Value = point.Value };
        })];
    }
}
