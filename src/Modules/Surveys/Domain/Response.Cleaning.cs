using Crm.Contracts.Surveys;

namespace Crm.Surveys.Domain;

/// <summary>Flags by the rules as they are now.</summary>
internal sealed partial class Response
{
    /// <summary>
    /// Flags it anew. That it was somebody's second answer, or a trial, was found out when it came and stays; whoever has
    /// decided by hand has decided.
    /// </summary>
    /// <param name="asked">Items that were asked at all; null: the whole survey.</param>
    /// <returns>Whether anything is different.</returns>
    public bool Recheck(SurveyDefinition definition, CleaningRules rules, IReadOnlySet<string>? asked = null)
    {
        var sheet = new AnswerSheet(Answers.Concat(Texts));
        var shown = definition.PagesFor(sheet, KnownThen(definition, sheet)).SelectMany(p => p.Items).Where(i => asked?.Contains(i.Key) != false).ToList();
        Flag[] flags = [.. Cleaning.FlagsOf(new(shown, sheet, TimeSpan.FromSeconds(ActiveSeconds), Timed: Source == ResponseSource.Link, Flags.Contains(Flag.Duplicate), Flags.Contains(Flag.Test)), rules)];
        var counted = DecidedAt is null ? flags.Length == 0 : Counted;
        if (counted == Counted && flags.SequenceEqual(Flags)) return false;
        (Flags, Counted) = (flags, counted);
        return true;
    }

    /// <summary>What need not be asked then: the snapshot knows it, and not from the answer.</summary>
    HashSet<AskedFact> KnownThen(SurveyDefinition definition, AnswerSheet sheet)
    {
        var asked = definition.Items.Where(i => i.Fact is not null && sheet.ContainsKey(i.Key)).Select(i => i.Fact!.Value).ToHashSet();
        var known = new HashSet<AskedFact>();
        if (Industry is not null && !asked.Contains(AskedFact.Industry)) known.Add(AskedFact.Industry);
        if (Band is not null && !asked.Contains(AskedFact.CooperationBand)) known.Add(AskedFact.CooperationBand);
        return known;
    }
}
