using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Platform.Search;

/// <summary>Indexes on search columns.</summary>
public static class SearchIndexes
{
    /// <summary>
    /// An index of words (GIN). PostgreSQL gathers new rows in a list beside it and reads that list with every search; by default it grows
    /// to 4 MB, which takes longer to read than the answer. Here it holds 64 kB.
    /// </summary>
    public static IndexBuilder OfWords(this IndexBuilder index) => index.HasMethod("gin").HasStorageParameter("gin_pending_list_limit", 64);
}
