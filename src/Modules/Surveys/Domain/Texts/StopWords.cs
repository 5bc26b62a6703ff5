namespace Crm.Surveys.Domain.Texts;

/// <summary>Words that say nothing about what a comment is about, in both languages.</summary>
internal static class StopWords
{
    const string English =
        "a about above after again against all also always am an and any anyone anything are aren't as at be because been before being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each either else even ever every few for from further get gets getting go goes going got had hadn't has hasn't have haven't having he he's her here hers herself him himself his how however i i'd i'll i'm i've if in into is isn't it it's its itself just let let's like lot lots made make makes many may me might mine more most much must my myself never no nor not now of off often on once one only onto or other others our ours ourselves out over own per please quite rather really said same say says see seem seems she she's should shouldn't since so some someone something still such than that that's the their theirs them themselves then there there's these they they'd they'll they're they've thing things this those though through thus to too under until up upon us use used very via was wasn't we we'd we'll we're we've well were weren't what what's when where which while who who's whom why will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves etc eg ie am pm mr mrs ms dr";

    const string Chinese =
        "的 了 和 是 在 我 有 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 里 我们 你们 他们 她们 它们 他 她 它 咱们 您 您们 之 与 及 或 或者 而 而且 并 并且 但 但是 却 可 可以 可能 能 能够 应 应该 应当 把 被 让 给 对 对于 关于 从 由 向 往 为 为了 因 因为 所以 因此 如果 若 要是 虽然 尽管 即使 不过 只 只是 只有 只要 才 又 再 还 还有 还是 已 已经 曾 曾经 正 正在 将 将要 于 以 以及 等 等等 这个 那个 这些 那些 这样 那样 这里 那里 这种 那种 什么 怎么 怎样 为什么 谁 哪 哪里 哪个 多少 几 个 些 一些 一下 一点 有点 有些 每 每个 每次 各 各个 其 其他 其它 其中 另 另外 同 同时 时 时候 的话 地 得 吗 呢 吧 啊 呀 哦 嗯 哈 哈哈 啦 嘛 过 来 起来 出来 下来 下去 进行 通过 根据 按照 比 比较 更 更加 最 最好 非常 十分 特别 真 真的 太 挺 相当 几乎 大概 左右 之后 之前 以后 以前 后 前 中 内 外 间 次 种 件 位 天 年 月 日 请 希望 觉得 感觉 认为 没 无 未 别 不要 不会 不能 不是 就是 也是 都是 还是 而是 而不是 也有 出了 总是 一直 一样 一般 需要 一定 必须 本 该 此 某 做 用 使用 叫 让 使 令 跟 和 像 如 如何 例如 比如 以上 以下 上面 下面 目前 现在 今天 昨天 当时 然后 最后 首先 其次 总之 可是 然而 于是 既 既然 无论 不管 除了 除 至 至于 直到 自从 当 便 则 乃 所 者 们 第 第一 两 二 三 四 五 六 七 八 九 十 百 千 万";

    static readonly HashSet<string> Words = [.. English.Split(' '), .. English.Replace("'", "’", StringComparison.Ordinal).Split(' '), .. Chinese.Split(' ')];

    /// <summary>Whether a folded word is worth counting: no stop word, no number, no single letter and no single Chinese character.</summary>
    public static bool Tells(string word) => word.Length > 1 && word.EnumerateRunes().Count() > 1 && !Words.Contains(word) && word.Any(char.IsLetter) && word.Length <= 60;
}
