using System.Collections.Concurrent;
using System.Text;
using Crm.Knowledge.Data;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>
/// What was read and looked for, summed up here for some seconds and then added to the day's rows: no reader waits for
/// it. A host that is killed loses these seconds; a database that is away does not, up to a bound.
/// </summary>
internal sealed class Readings(IServiceScopeFactory scopes, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Nobody fills a host's memory with words that are never the same.</summary>
    const int Most = 10_000;

    readonly ConcurrentDictionary<(DateOnly Day, string Language, string Slug), int> views = new();
    readonly ConcurrentDictionary<(DateOnly Day, string Language, string Words), (int Searches, int Misses)> searches = new();

    public void Viewed(string language, string slug)
    {
        if (views.Count < Most) views.AddOrUpdate((Today, language, slug), 1, (_, n) => n + 1);
    }

    public void Searched(string language, string text, bool found)
    {
        if (searches.Count >= Most || Words(text) is not { Length: > 0 } words) return;
        var miss = found ? 0 : 1;
        searches.AddOrUpdate((Today, language, words), (1, miss), (_, n) => (n.Searches + 1, n.Misses + miss));
    }

    /// <summary>Adds what has gathered to the database.</summary>
    public async Task Write(CancellationToken ct)
    {
        if (views.IsEmpty && searches.IsEmpty) return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<KnowledgeDb>();
        await Write(Taken(views), (seen, n) => views.AddOrUpdate(seen, n, (_, more) => more + n), seen =>
            db.Database.ExecuteSqlAsync($"""
                insert into knowledge.view_days as v (day, article_id, language, views)
                select x.day, t.article_id, x.language, sum(x.views)::int
                from unnest({seen.Select(s => s.Key.Day).ToArray()}, {seen.Select(s => s.Key.Language).ToArray()}, {seen.Select(s => s.Key.Slug).ToArray()}, {seen.Select(s => s.Value).ToArray()}) x(day, language, slug, views)
                join knowledge.translations t on t.language = x.language and t.slug = x.slug
                group by x.day, t.article_id, x.language order by t.article_id, x.day, x.language
                on conflict (article_id, day, language) do update set views = v.views + excluded.views
                """, ct));
        await Write(Taken(searches), (asked, n) => searches.AddOrUpdate(asked, n, (_, more) => (more.Searches + n.Searches, more.Misses + n.Misses)), asked =>
            db.Database.ExecuteSqlAsync($"""
                insert into knowledge.search_days as s (day, language, words, searches, misses)
                select x.day, x.language, x.words, x.searches, x.misses
                from unnest({asked.Select(s => s.Key.Day).ToArray()}, {asked.Select(s => s.Key.Language).ToArray()}, {asked.Select(s => s.Key.Words).ToArray()}, {asked.Select(s => s.Value.Searches).ToArray()}, {asked.Select(s => s.Value.Misses).ToArray()}) x(day, language, words, searches, misses)
                order by x.day, x.language, x.words
                on conflict (day, language, words) do update set searches = s.searches + excluded.searches, misses = s.misses + excluded.misses
                """, ct));
    }

    static async Task Write<TKey, TValue>(List<KeyValuePair<TKey, TValue>> taken, Action<TKey, TValue> giveBack, Func<List<KeyValuePair<TKey, TValue>>, Task> write)
    {
        if (taken.Count == 0) return;
        try { await write(taken); }
        catch
        {
            foreach (var (key, value) in taken) giveBack(key, value);
            throw;
        }
    }

    static List<KeyValuePair<TKey, TValue>> Taken<TKey, TValue>(ConcurrentDictionary<TKey, TValue> gathered) where TKey : notnull
    {
        var taken = new List<KeyValuePair<TKey, TValue>>();
        foreach (var key in gathered.Keys) if (gathered.TryRemove(key, out var value)) taken.Add(new(key, value));
        return taken;
    }

    DateOnly Today => zone.DayOf(clock.GetUtcNow());

    /// <summary>The words of a search, small and apart, without what may name a person: addresses and long numbers.</summary>
    internal static string Words(string text)
    {
        string normal;
        try { normal = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(); }
        catch (ArgumentException) { return ""; } // half a character is no word
        var words = normal.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => !w.Contains('@', StringComparison.Ordinal) && w.Count(char.IsDigit) < 5 && !w.Contains('\0', StringComparison.Ordinal));
        var joined = string.Join(' ', words);
        return joined.Length <= 60 ? joined : joined[..(char.IsHighSurrogate(joined[59]) ? 59 : 60)];
    }
}

/// <summary>Writes what readers did, every few seconds and when the host stops.</summary>
internal sealed class WriteReadings(Readings readings, TimeProvider clock, ILogger<WriteReadings> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Try(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { } // the host stops
        await Try(CancellationToken.None);
    }

    async Task Try(CancellationToken ct)
    {
        try { await readings.Write(ct); }
        catch (Exception e) when (e is not OperationCanceledException) { log.LogWarning(e, "Readings of the help centre could not be written; they are kept and tried again"); }
    }
}
