using Crm.Surveys.Data;
using Crm.Surveys.Domain.Texts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Words;

/// <summary>What the scored comments of all surveys have taught, and how well; it stands beside every guess.</summary>
/// <param name="Model">Null while there are too few scored comments.</param>
internal sealed record Learned(Validation? Model, DateTimeOffset? At, int ScoredComments)
{
    public static async Task<Learned> Of(SurveysDb db, CancellationToken ct)
    {
        var model = await db.Sentiments.AsNoTracking().OrderByDescending(m => m.Id).FirstOrDefaultAsync(ct);
        return new(model?.Validation, model?.LearnedAt,
            model?.N ?? await db.Responses.Where(r => r.HasComment && r.Counted && (r.Headline != null || r.Nps != null)).OrderBy(r => r.Id).Take(SentimentModel.Fewest).CountAsync(ct));
    }
}

/// <summary>Words as large as they are frequent; each opens what it stands in.</summary>
/// <param name="Count">Resource key of "in {0} answers".</param>
internal sealed record WordCloud(IReadOnlyList<WordCloud.Word> Words, string Count)
{
    public sealed record Word(string Text, long N, string Url);

    /// <summary>1 for the most frequent to 5, by the root of its count.</summary>
    public int SizeOf(long n) => 5 - (int)Math.Round(4 * Math.Sqrt(n / (double)Words.Max(w => w.N)));
}
