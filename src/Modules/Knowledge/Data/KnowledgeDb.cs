using Crm.Knowledge.Domain;
using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Crm.Knowledge.Data;

internal sealed class KnowledgeDb(DbContextOptions<KnowledgeDb> options) : ModuleDb(options)
{
    public override string Schema => "knowledge";

    public DbSet<Article> Articles => Set<Article>();
    public DbSet<Translation> Translations => Set<Translation>();
    public DbSet<ArticleVersion> Versions => Set<ArticleVersion>();
    public DbSet<OldSlug> OldSlugs => Set<OldSlug>();
    public DbSet<Category> Categories => Set<Category>();
    public DbSet<Vote> Votes => Set<Vote>();
    public DbSet<ViewDay> ViewDays => Set<ViewDay>();
    public DbSet<SearchDay> SearchDays => Set<SearchDay>();
    public DbSet<TicketLink> TicketLinks => Set<TicketLink>();
    public DbSet<Revision> Revisions => Set<Revision>();

    protected override void Map(ModelBuilder model) => KnowledgeMap.Map(model);

    /// <summary>Refuses the save when the article has changed since the reader saw this version, and makes every save change it: a text is a row of its own, but the version is the article's.</summary>
    public void ExpectAndTouch(Article article, uint version)
    {
        Expect(article, version);
        Entry(article).Property(a => a.ChangedAt).IsModified = true;
    }

    /// <summary>
    /// Opens a transaction in which what readers see changes. Its number goes up first: whoever changes something else
    /// waits, so that two never give out one address, and no page is kept under a number whose changes it does not show.
    /// </summary>
    public async Task<IDbContextTransaction> BeginChange(CancellationToken ct)
    {
        var transaction = await Begin(ct);
        await Revisions.Where(r => r.Id == Revision.Only).ExecuteUpdateAsync(r => r.SetProperty(x => x.Number, x => x.Number + 1), ct);
        return transaction;
    }
}

internal sealed class KnowledgeDesignTime : DesignTimeFactory<KnowledgeDb>;
