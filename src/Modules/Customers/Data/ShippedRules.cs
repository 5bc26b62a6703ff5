using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

/// <summary>The automatic tags and segments every installation starts with. What is there stays as people made it.</summary>
internal static class ShippedRules
{
    /// <summary>Key of the segment of an RFM group.</summary>
    public static string KeyOf(RfmGroup group) => "rfm." + SnakeCase.Of(group.ToString());

    public static async Task Seed(CustomersDb db, CancellationToken ct)
    {
        var tags = await db.AutoTags.Where(t => t.Key != null).Select(t => t.Key).ToListAsync(ct);
        db.AutoTags.AddRange(AutoTag.Shipped.Where(t => !tags.Contains(t.Key)));
        var segments = await db.Segments.Where(s => s.Key != null).Select(s => s.Key).ToListAsync(ct);
        var now = db.Clock.GetUtcNow();
        db.Segments.AddRange(Enum.GetValues<RfmGroup>().Where(g => !segments.Contains(KeyOf(g))).Select(g => Segment.Made(KeyOf(g), null, Rule.Of(RuleMatch.All, Rule.When("rfm", RuleTest.AnyOf, SnakeCase.Of(g.ToString()))), now)));
        await db.SaveChangesAsync(ct);
    }
}
