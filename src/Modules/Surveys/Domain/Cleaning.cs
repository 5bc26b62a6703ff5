using System.Text;

namespace Crm.Surveys.Domain;

/// <summary>Why an answer is left out of the figures. The raw answer stays as it was given.</summary>
internal enum Flag { TooFast, StraightLining, Duplicate, Incomplete, Test }

/// <summary>Thresholds of the rules, as one survey has them.</summary>
internal sealed record CleaningRules
{
    public static readonly CleaningRules Default = new();

    /// <summary>A survey of at least this many items is long.</summary>
    public int LongFrom { get; init; } = 10;

    /// <summary>Active seconds below which a long survey was clicked through.</summary>
    public int MinSeconds { get; init; } = 60;

    /// <summary>The same for each item of a short one.</summary>
    public int SecondsPerItem { get; init; } = 2;

    /// <summary>Equal scores on at least so many rating items, and on no other score, are a straight line.</summary>
    public int StraightItems { get; init; } = 5;

    /// <summary>Share of scales and single choices, in percent, below which an answer is incomplete.</summary>
    public int CompletePercent { get; init; } = 50;
}

/// <summary>What the rules look at.</summary>
/// <param name="Shown">Items the person was asked.</param>
/// <param name="Timed">False where no time was measured on a form (phone, import).</param>
/// <param name="Duplicate">The same person has answered before what this wave asks once.</param>
/// <param name="Test">Known to be a trial, whatever it says.</param>
internal sealed record Inspected(IReadOnlyList<Item> Shown, AnswerSheet Answers, TimeSpan Active, bool Timed, bool Duplicate, bool Test = false);

/// <summary>The rules by which answers are flagged. They say what is suspicious, a person may say otherwise.</summary>
internal static class Cleaning
{
    /// <summary>A break on one page counts as this much at most: somebody went for tea.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(10);

    /// <summary>What people type to see whether a form works.</summary>
    static readonly HashSet<string> Trials = ["test", "tests", "testing", "testtest", "测试", "测试测试", "测试一下", "试填", "测一下"];

    public static IReadOnlyList<Flag> FlagsOf(Inspected answer, CleaningRules rules)
    {
        var flags = new List<Flag>();
        var isLong = answer.Shown.Count >= rules.LongFrom;
        var fast = answer.Timed && answer.Active < TimeSpan.FromSeconds(isLong ? rules.MinSeconds : rules.SecondsPerItem * answer.Shown.Count);
        if (fast) flags.Add(Flag.TooFast);
        if (IsStraightLine(answer, rules) && (isLong || fast)) flags.Add(Flag.StraightLining);
        if (answer.Duplicate) flags.Add(Flag.Duplicate);
        if (IsIncomplete(answer, rules)) flags.Add(Flag.Incomplete);
        if (answer.Test || IsTrial(answer)) flags.Add(Flag.Test);
        return flags;
    }

    static bool IsStraightLine(Inspected answer, CleaningRules rules)
    {
        var scores = answer.Shown.Where(i => i.Kind == ItemKind.Rating).Select(i => answer.Answers.One(i.Key)).OfType<string>().ToList();
        return scores.Count >= rules.StraightItems && scores.Distinct().Count() == 1;
    }

    /// <summary>Texts and multiple choices may honestly stay empty.</summary>
    static bool IsIncomplete(Inspected answer, CleaningRules rules)
    {
        var asked = answer.Shown.Where(i => i.Scale is not null || i.Kind == ItemKind.Single).ToList();
        return asked.Count > 0 && asked.Count(i => answer.Answers.ContainsKey(i.Key)) * 100 < asked.Count * rules.CompletePercent;
    }

    /// <summary>All that was written is the word "test".</summary>
    static bool IsTrial(Inspected answer)
    {
        var texts = answer.Shown.Where(i => i.IsText).Select(i => answer.Answers.One(i.Key)).OfType<string>().ToList();
        return texts.Count > 0 && texts.TrueForAll(t => Trials.Contains(Bare(t)));
    }

    static string Bare(string text)
    {
        var bare = new StringBuilder();
        foreach (var c in text) if (char.IsLetterOrDigit(c)) bare.Append(char.ToLowerInvariant(c));
        return bare.ToString();
    }
}
