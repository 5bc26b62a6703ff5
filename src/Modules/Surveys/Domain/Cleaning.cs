namespace Crm.Surveys.Domain;

/// <summary>Why an answer is left out of the figures. The raw answer stays as it was given.</summary>
internal enum Flag { TooFast, StraightLining, Duplicate, Incomplete, Test }

/// <summary>The rules by which answers are flagged. They say what is suspicious, a person may say otherwise.</summary>
internal static class Cleaning
{
    /// <summary>Surveys of at least this many items count as long.</summary>
    const int Long = 10;

    /// <summary>A break on one page counts as this much at most: somebody went for tea.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(10);

    /// <param name="shown">Items the person was asked.</param>
    /// <param name="timed">False where no time was measured on a form (phone, import).</param>
    /// <param name="duplicate">The same person has answered this wave (or about this ticket) before.</param>
    public static IReadOnlyList<Flag> FlagsOf(IReadOnlyList<Item> shown, AnswerSheet answers, TimeSpan active, bool timed, bool duplicate)
    {
        var flags = new List<Flag>();
        var fast = timed && active < (shown.Count >= Long ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(2 * shown.Count));
        if (fast) flags.Add(Flag.TooFast);
        if (IsStraightLine(shown, answers) && (shown.Count >= Long || fast)) flags.Add(Flag.StraightLining);
        if (duplicate) flags.Add(Flag.Duplicate);
        if (IsIncomplete(shown, answers)) flags.Add(Flag.Incomplete);
        return flags;
    }

    /// <summary>All of at least five rating items got the same score.</summary>
    static bool IsStraightLine(IReadOnlyList<Item> shown, AnswerSheet answers)
    {
        var scores = shown.Where(i => i.Kind == ItemKind.Rating).Select(i => answers.One(i.Key)).OfType<string>().ToList();
        return scores.Count >= 5 && scores.Distinct().Count() == 1;
    }

    /// <summary>Fewer than half of the scales and single choices were answered; texts and multiple choices may honestly stay empty.</summary>
    static bool IsIncomplete(IReadOnlyList<Item> shown, AnswerSheet answers)
    {
        var asked = shown.Where(i => i.Scale is not null || i.Kind == ItemKind.Single).ToList();
        return asked.Count > 0 && asked.Count(i => answers.ContainsKey(i.Key)) * 2 < asked.Count;
    }
}
