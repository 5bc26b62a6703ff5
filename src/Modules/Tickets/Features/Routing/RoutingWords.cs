using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Routing;

/// <summary>Says why somebody got a ticket and others did not, in the reader's language: "Chen Yu: speaks zh, 4 of 10, chosen as least loaded; Li Wei: owner of the customer, absent until 3 Dec".</summary>
internal sealed class RoutingWords(Texts texts, Show show)
{
    /// <summary>A reason whose arguments are judgements; null for any other.</summary>
    public string? Of(string key, IReadOnlyList<string> args, IReadOnlyDictionary<long, StaffFacts> people)
    {
        if (args is not [['{', ..], ..]) return null;
        var (judgements, more) = Judgement.Read(args);
        var told = judgements.Select(j => texts["tickets.routed.person", Name(j.PersonId, people), Of(j, people)]);
        return texts[key, string.Join(texts["tickets.routed.next"], more > 0 ? told.Append(texts["tickets.routed.more", more]) : told)];
    }

    /// <summary>What was found about one person.</summary>
    public string Of(Judgement j, IReadOnlyDictionary<long, StaffFacts> people) => string.Join(texts["list.comma"], Parts(j, people));

    /// <summary>A skill, a language, a region, as one asks for it.</summary>
    public string Tag(string tag) => texts[tag[0] switch { Skills.LanguageMark => "tickets.routed.language", Skills.RegionMark => "tickets.routed.region", _ => "tickets.routed.skill" }, Bare(tag)];

    IEnumerable<string> Parts(Judgement j, IReadOnlyDictionary<long, StaffFacts> people)
    {
        if (j.Standing is Standing.Owner or Standing.Assignee) yield return texts[j.Standing == Standing.Owner ? "tickets.routed.owner" : "tickets.routed.theirs"];
        if (j.For is { } absent) yield return texts["tickets.routed.stands_in", Name(absent, people)];
        if (j.Verdict == Eligibility.Absent)
        {
            yield return j.Until is { } until ? texts["tickets.routed.absent_until", show.Date(until)] : texts[people.GetValueOrDefault(j.PersonId) is { Active: false } ? "tickets.routed.left" : "tickets.routed.away"];
            yield break;
        }
        foreach (var tag in j.Verdict == Eligibility.Unfit ? j.Lacks : j.Fits) yield return texts[Key(tag, j.Verdict != Eligibility.Unfit), Bare(tag)];
        if (j.Verdict == Eligibility.Unfit) yield break;
        yield return texts[j.Verdict == Eligibility.Full ? "tickets.routed.full" : "tickets.routed.load", j.Load, j.Capacity];
        if (j.Ground is { } ground) yield return texts[ground];
    }

    static string Key(string tag, bool has) => tag[0] switch
    {
        Skills.LanguageMark => has ? "tickets.routed.speaks" : "tickets.routed.speaks_not",
        Skills.RegionMark => has ? "tickets.routed.looks_after" : "tickets.routed.looks_after_not",
        _ => has ? "tickets.routed.knows" : "tickets.routed.lacks",
    };

    static string Bare(string tag) => tag.TrimStart(Skills.LanguageMark, Skills.RegionMark);

    string Name(long id, IReadOnlyDictionary<long, StaffFacts> people) => people.GetValueOrDefault(id)?.Name ?? texts["tickets.someone"];
}
