using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>What makes an answer one that is called back for, beside a score at or below the low mark.</summary>
internal enum FollowUpTrigger { Score, Nps, Keyword }

/// <summary>Who recommends how much: 0-6, 7-8, 9-10.</summary>
internal enum NpsGroup { Detractors, Passives, Promoters }

/// <summary>An answer, as far as rules look at it.</summary>
internal sealed record RatedAnswer(long SurveyId, int? Headline, int? Nps, string? Comment, string Language);

/// <summary>A further reason to call back: a score, a group of the recommendation, or a word of a comment; of all surveys or of one.</summary>
internal sealed partial class FollowUpRule : Entity, IAudited
{
    FollowUpRule() { }

    public FollowUpRule(FollowUpTrigger trigger) => Trigger = trigger;

    /// <summary>Null: of every survey.</summary>
    public long? SurveyId { get; private set; }

    public FollowUpTrigger Trigger { get; private set; }

    /// <summary>A headline score at or below it.</summary>
    public int? AtMost { get; private set; }

    public NpsGroup? Group { get; private set; }
    public string[] Keywords { get; private set; } = [];

    /// <summary>Only answers given in this language; null: in any.</summary>
    public string? Language { get; private set; }

    public bool Active { get; private set; } = true;

    public void Change(long? surveyId, int? atMost, NpsGroup? group, IEnumerable<string> keywords, string? language, bool active)
    {
        (SurveyId, Active) = (surveyId, active);
        AtMost = Trigger == FollowUpTrigger.Score ? atMost : null;
        Group = Trigger == FollowUpTrigger.Nps ? group : null;
        Keywords = Trigger == FollowUpTrigger.Keyword ? [.. keywords] : [];
        Language = Trigger == FollowUpTrigger.Keyword ? language : null;
    }

    /// <summary>Why this answer is called back for, in words; null when the rule says nothing of it.</summary>
    public Reason? Hits(RatedAnswer answer)
    {
        if (!Active || (SurveyId is { } survey && survey != answer.SurveyId)) return null;
        return Trigger switch
        {
            FollowUpTrigger.Score when answer.Headline is { } score && score <= AtMost => new("tickets.followup.why.score", Text(score), Text(AtMost!.Value)),
            FollowUpTrigger.Nps when answer.Nps is { } nps && GroupOf(nps) == Group => new($"tickets.followup.why.{SnakeCase.Of(Group!.Value.ToString())}", Text(nps)),
            FollowUpTrigger.Keyword when answer.Comment is { Length: > 0 } comment && (Language is null || Language == answer.Language) && Keywords.FirstOrDefault(k => Says(comment, k)) is { } word => new("tickets.followup.why.keyword", word),
            _ => null,
        };
    }

    public static NpsGroup GroupOf(int nps) => nps switch { <= 6 => NpsGroup.Detractors, <= 8 => NpsGroup.Passives, _ => NpsGroup.Promoters };

    /// <summary>Whether a comment holds a word: width and case do not matter; one of Latin letters counts from the start of a word on, so that "refund" is in "refunds" and "bad" not in "forbade".</summary>
    public static bool Says(string comment, string word)
    {
        var (text, wanted) = (Fold(comment), Fold(word));
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0 && wanted.Length > 0; at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal))
            if (!Latin().IsMatch(wanted[..1]) || at == 0 || !Latin().IsMatch(text[(at - 1)..at])) return true;
        return false;
    }

    static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Trim();

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[\p{IsBasicLatin}\p{IsLatin-1Supplement}\p{IsLatinExtended-A}-[\P{L}]]")]
    private static partial Regex Latin();
}

/// <summary>How call backs go up.</summary>
/// <param name="EscalateHours">So long after the due time those above the owner are told.</param>
internal sealed record FollowUpTerms(int EscalateHours = 4)
{
    public const string Setting = "tickets.followups";
}

/// <summary>Between which a share lies in 95 of 100 samples.</summary>
internal sealed record Bounds(double Low, double High);

/// <summary>A share of a sample.</summary>
internal sealed record ShareOf(long Hits, long N)
{
    const double Z95 = 1.959963984540054;

    public double? Value => N == 0 ? null : (double)Hits / N;

    /// <summary>Adjusted Wald interval: z²/2 is added to the hits and z² to the sample (Agresti and Coull, "Approximate is better than exact", The American Statistician 52, 1998).</summary>
    public Bounds? Interval
    {
        get
        {
            if (N == 0) return null;
            var n = N + (Z95 * Z95);
            var p = (Hits + (Z95 * Z95 / 2)) / n;
            var half = Z95 * Math.Sqrt(p * (1 - p) / n);
            return new(Math.Max(0, p - half), Math.Min(1, p + half));
        }
    }
}
