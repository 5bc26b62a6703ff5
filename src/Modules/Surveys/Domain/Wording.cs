using System.Text.RegularExpressions;

namespace Crm.Surveys.Domain;

/// <summary>What may be wrong with how a question is put.</summary>
internal enum WordingFault { Leading, DoubleBarrelled, Negation, Jargon, TooLong }

/// <summary>One doubt about a question, with the words that raised it.</summary>
internal sealed record WordingDoubt(WordingFault Fault, string Language, string Words);

/// <summary>
/// Looks for wordings that are known to bend answers: a hint for the author, never a verdict. The rules are those every
/// textbook gives (Dillman, Smyth, Christian, "Internet, Phone, Mail, and Mixed-Mode Surveys", 4th ed. 2014, ch. 4: no
/// leading words, one thing at a time, no negations, plain words, short).
/// </summary>
internal static partial class Wording
{
    /// <summary>Longest question that is still read at once: about 25 words, or 45 Chinese characters.</summary>
    public const int MostWords = 25, MostCharacters = 45;

    public static IReadOnlyList<WordingDoubt> Doubts(Item item)
    {
        var (en, zh) = (Piping.Fill(item.Text.En, PipedFacts.None, "en"), Piping.Fill(item.Text.Zh, PipedFacts.None, "zh-CN"));
        var doubts = new List<WordingDoubt>();
        Add(WordingFault.Leading, "en", LeadingEn().Matches(en));
        Add(WordingFault.Leading, "zh-CN", LeadingZh().Matches(zh));
        // "What should we do, and why?" may well be asked in words; a score or a choice can answer one thing only.
        if (item.Scale is not null || item.Kind == ItemKind.Single)
        {
            Add(WordingFault.DoubleBarrelled, "en", TwoThingsEn().Matches(en));
            Add(WordingFault.DoubleBarrelled, "zh-CN", TwoThingsZh().Matches(zh));
        }
        Add(WordingFault.Negation, "en", NegationEn().Matches(en));
        Add(WordingFault.Negation, "zh-CN", NegationZh().Matches(zh));
        Add(WordingFault.Jargon, "en", JargonEn().Matches(en).Concat(Abbreviation().Matches(en)));
        Add(WordingFault.Jargon, "zh-CN", JargonZh().Matches(zh).Concat(Abbreviation().Matches(zh)));
        var words = Word().Count(en);
        if (words > MostWords) doubts.Add(new(WordingFault.TooLong, "en", words.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var characters = zh.Count(c => c is >= '\u3400' and <= '\u9fff');
        if (characters > MostCharacters) doubts.Add(new(WordingFault.TooLong, "zh-CN", characters.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return doubts;

        void Add(WordingFault fault, string language, IEnumerable<Match> found)
        {
            var distinct = found.Select(m => m.Value.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (distinct.Count > 0) doubts.Add(new(fault, language, string.Join(language == "zh-CN" ? "、" : ", ", distinct)));
        }
    }

    const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(don['’]t you (?:think|agree|find)|do(?:es)?n['’]t it|wouldn['’]t you|isn['’]t it|would you agree|do you agree that|surely|obviously|of course|as (?:everybody|everyone|you) knows?|how (?:much )?(?:great|excellent|wonderful|happy|pleased|good|well|satisfying|amazing|bad|terrible|poor|annoying)|our (?:excellent|great|outstanding|award-winning|first-class|world-class)|(?:excellent|outstanding|award-winning|first-class|world-class) (?:service|product|support|team))\b", Plain)]
    private static partial Regex LeadingEn();

    [GeneratedRegex("难道|您是否也|是否(?:也)?(?:同意|认同|赞同)|您(?:应该|一定|肯定|想必)|众所周知|显然|毫无疑问|当然|不觉得|优质的?服务|优秀的|卓越的|一流的|贴心的|多么|有多(?:好|棒|优秀|糟糕|差)")]
    private static partial Regex LeadingZh();

    [GeneratedRegex(@"\b(?:[\w-]+ )?(?:and(?:/or)?|as well as)(?: [\w-]+)?\b|\b\w+/\w+\b", Plain)]
    private static partial Regex TwoThingsEn();

    [GeneratedRegex("[\u3400-\u9fff]{1,4}(?:以及|并且|而且|(?<![温平缓柔])和(?![谐气善])|(?<![普涉提以])及(?![时格])|(?<![参赠])与(?!我们|您|同行|其他|贵|会|否))[\u3400-\u9fff]{1,4}")]
    private static partial Regex TwoThingsZh();

    [GeneratedRegex(@"\b(?:not(?! at all| sure)|never|no longer|none|neither|nor|without|cannot|(?:is|are|was|were|do|does|did|has|have|had|would|could|should|ca|wo)n['’]t|un(?:satisfied|happy|helpful|clear|able|likely)|dis(?:satisfied|agree|like))\b", Plain)]
    private static partial Regex NegationEn();

    [GeneratedRegex("没有|未能|从未|从不|并非|绝不|不(?:是|会|能|应|该|想|愿|满意|方便|清楚|同意|喜欢|好|够|再)(?!否)")]
    private static partial Regex NegationZh();

    [GeneratedRegex(@"\b(?:tickets?|churn|touch ?points?|omni-?channel|stakeholders?|synerg(?:y|ies)|onboarding|escalat(?:e|ed|ion)|roadmap|use cases?|deliverables?|leverag(?:e|ed|ing)|value propositions?|pain points?|best practices?|end-to-end|self-service portal|service levels?|first[- ]contact resolution|customer journey|seamless(?:ly)?)\b", Plain)]
    private static partial Regex JargonEn();

    [GeneratedRegex("工单|触点|全渠道|闭环|赋能|抓手|颗粒度|痛点|链路|生态|中台|一站式|客诉|服务级别|首次解决率|留存|转化|对齐|沉淀")]
    private static partial Regex JargonZh();

    /// <summary>Two to five capitals that not everybody can be expected to know.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?!(?:OK|QR|PDF|ID|TV|USB|PC|UK|US|USA|EU|FAQ|SMS|APP)(?![A-Za-z]))[A-Z]{2,5}s?(?![A-Za-z0-9])")]
    private static partial Regex Abbreviation();

    [GeneratedRegex(@"[\p{L}\p{N}'’-]+")]
    private static partial Regex Word();
}
