using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Crm.Tickets.Data;

/// <summary>
/// Writes the words of a search into the statement itself, because they tell the database how rare they are: of a parameter it
/// assumes the same of all, and walks from the newest ticket on even for words that only a few have. EF would write a constant
/// so, but then compiles the question anew for every word that somebody looks for, which takes longer than to answer it.
/// </summary>
internal sealed partial class WordsInStatement : DbCommandInterceptor
{
    public static readonly WordsInStatement Instance = new();

    const string Tag = "words in the statement";

    [GeneratedRegex(@"to_tsquery\('simple', @(\w+)\)")]
    private static partial Regex Asked();

    /// <summary>Marks a question whose words are to be written so.</summary>
    public static IQueryable<T> Mark<T>(IQueryable<T> rows) => rows.TagWith(Tag);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.StartsWith("-- " + Tag, StringComparison.Ordinal))
            command.CommandText = Asked().Replace(command.CommandText, m => $"to_tsquery('simple', '{((string)command.Parameters[m.Groups[1].Value].Value!).Replace("'", "''", StringComparison.Ordinal)}')");
        return ValueTask.FromResult(result);
    }
}
