using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.UseCases;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Gives texts their names in addresses, within the transaction of <see cref="KnowledgeDb.BeginChange"/>: nobody else gives one meanwhile.</summary>
internal static class Slugs
{
    /// <summary>The name a text shall have: the one typed, else the one it has, else one made of its title.</summary>
    public static async Task<string> SlugFor(this KnowledgeDb db, string language, string title, string? typed, Translation? now, string field, CancellationToken ct)
    {
        var wanted = string.IsNullOrWhiteSpace(typed) ? null : Translation.SlugOf(typed);
        if (now is not null && (wanted is null || wanted == now.Slug)) return now.Slug;
        var id = now?.Id ?? 0;
        var start = wanted ?? Translation.SlugOf(title);
        var taken = await db.Translations.Where(t => t.Language == language && t.Id != id && t.Slug.StartsWith(start)).Select(t => t.Slug).ToListAsync(ct);
        if (wanted is not null && taken.Contains(wanted)) throw new RuleException("knowledge.rule.slug", field);
        var slug = start;
        for (var n = 2; taken.Contains(slug); n++) slug = $"{start}-{n}";
        // Whoever takes a name that led elsewhere takes it over.
        await db.OldSlugs.Where(s => s.Language == language && s.Slug == slug).ExecuteDeleteAsync(ct);
        return slug;
    }
}
