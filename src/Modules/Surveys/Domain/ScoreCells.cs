using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Surveys.Domain;

/// <summary>Scores as people and other systems write them, brought onto the scale of an item.</summary>
internal static partial class ScoreCells
{
    /// <summary>The words of agreement, from worst (0) to best (1), as common questionnaires of five steps have them.</summary>
    static readonly Dictionary<string, double> Words = new[]
    {
        (0.0, "very dissatisfied|extremely dissatisfied|very unsatisfied|strongly disagree|very poor|terrible|awful|very unlikely|very difficult|not at all|非常不满意|很不满意|非常不满|极不满意|非常不同意|完全不同意|非常差|很差|差评|非常困难"),
        (0.25, "dissatisfied|unsatisfied|somewhat dissatisfied|disagree|somewhat disagree|poor|bad|unlikely|difficult|not satisfied|不满意|较不满意|比较不满意|不太满意|不满|不同意|比较不同意|较差|差|困难"),
        (0.5, "neutral|neither|neither satisfied nor dissatisfied|neither agree nor disagree|fair|average|ok|okay|so so|undecided|一般|一般般|中立|中评|普通|还行|尚可"),
        (0.75, "satisfied|somewhat satisfied|agree|somewhat agree|good|likely|easy|满意|较满意|比较满意|基本满意|同意|比较同意|较好|好|容易"),
        (1.0, "very satisfied|extremely satisfied|strongly agree|excellent|very good|great|very likely|very easy|非常满意|很满意|十分满意|极满意|非常同意|完全同意|非常好|很好|优秀|好评|非常容易"),
    }.SelectMany(w => w.Item2.Split('|').Select(word => (Bare(word), w.Item1))).ToDictionary(w => w.Item1, w => w.Item2);

    /// <summary>The score on the item's scale; null when the text is none, or outside its own scale.</summary>
    /// <param name="from">Worst score of the file's scale; null with <paramref name="to"/>: the item's own.</param>
    public static int? Read(string text, (int From, int To) scale, int? from, int? to)
    {
        var (worst, best) = from is { } f && to is { } t && f != t ? (f, t) : scale;
        if (Share(text, worst, best) is not { } share || share is < 0 or > 1) return null;
        // A line through both ends: 1..10 onto 1..5 keeps its ends, and halves go to the better side.
        return (int)Math.Round(scale.From + (share * (scale.To - scale.From)), MidpointRounding.AwayFromZero);
    }

    /// <summary>How far a score is from worst (0) to best (1).</summary>
    static double? Share(string text, int worst, int best)
    {
        var s = text.Normalize(NormalizationForm.FormKC).Trim();
        if (s.Length == 0) return null;
        if (Words.TryGetValue(Bare(s), out var word)) return word;
        if (Stars().IsMatch(s)) return Along(s.Count(c => c is '★' or '⭐'), worst, best);
        if (Percent().Match(s) is { Success: true } percent) return Number(percent) / 100;
        if (OutOf().Match(s) is { Success: true } of) return Along(Number(of), worst, int.Parse(of.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        if (Plain().Match(s) is { Success: true } plain) return Along(Number(plain), worst, best);
        return null;
    }

    static double? Along(double value, int worst, int best) => best == worst ? null : (value - worst) / (best - worst);

    static double Number(Match match) => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    static string Bare(string text)
    {
        var bare = new StringBuilder();
        foreach (var c in text.ToLowerInvariant()) if (char.IsLetter(c)) bare.Append(c);
        return text.Any(char.IsDigit) ? text : bare.ToString();
    }

    [GeneratedRegex(@"^[★⭐☆✩]+$")]
    private static partial Regex Stars();

    [GeneratedRegex(@"^(\d{1,3}(?:\.\d+)?)\s*%$")]
    private static partial Regex Percent();

    [GeneratedRegex(@"^(\d{1,3}(?:\.\d+)?)\s*(?:/|out of)\s*(\d{1,3})$", RegexOptions.IgnoreCase)]
    private static partial Regex OutOf();

    /// <summary>"4", "4.5", "4 stars", "4分", "4 - good".</summary>
    [GeneratedRegex(@"^(-?\d{1,4}(?:\.\d+)?)\s*(?:stars?|points?|分|星|颗星|(?:[-–—:：、.]\s*|\s+|\()[^\d].*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
