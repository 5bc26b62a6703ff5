using System.Text.RegularExpressions;

namespace Crm.Platform.Privacy;

/// <summary>Hides what identifies a person in free text: e-mail addresses, phone, identity, card, order and other human numbers, names that are known, and names that a title gives away.</summary>
public static partial class Deidentify
{
    /// <summary>The text with those parts masked.</summary>
    /// <param name="names">Names of the people it may speak of.</param>
    public static string Text(string text, params IEnumerable<string> names)
    {
        foreach (var name in names.Where(n => n.Trim().Length > 1).OrderByDescending(n => n.Length)) text = Without(text, name.Trim());
        text = Titled().Replace(ChineseTitled().Replace(text, "***$1"), "$1 ***");
        text = Numbers().Replace(Emails().Replace(text, "***@***"), m => m.Value[..Math.Min(2, m.Value.Length)] + "****");
        return Orders().Replace(text, m => m.Value[..1] + "****");
    }

    /// <summary>A name in letters is masked where it stands by itself: an "An" hides in many words. Chinese is written without spaces.</summary>
    static string Without(string text, string name)
    {
        for (var at = 0; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0;)
        {
            var end = at + name.Length;
            if ((at > 0 && IsLatin(name[0]) && IsLatin(text[at - 1])) || (end < text.Length && IsLatin(name[^1]) && IsLatin(text[end])))
            {
                at++;
                continue;
            }
            text = string.Concat(text.AsSpan(0, at), "***", text.AsSpan(end));
            at += 3;
        }
        return text;
    }

    static bool IsLatin(char c) => char.IsLetter(c) && c < 0x2E80;

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Emails();

    /// <summary>Seven or more digits, also with spaces or dashes between, a letter in front (order numbers) and an X at the end (identity numbers).</summary>
    [GeneratedRegex(@"(?<![\w])[A-Za-z]{0,3}\+?\d(?:[ -]?\d){6,}[Xx]?")]
    private static partial Regex Numbers();

    /// <summary>Letters and at least five digits, as order, ticket and customer numbers are: W000123, PO-20981.</summary>
    [GeneratedRegex(@"(?<![\w*])[A-Za-z]{1,4}[-#]?\d{5,}(?!\w)")]
    private static partial Regex Orders();

    /// <summary>Mr. Smith, Dr Anna Lee.</summary>
    [GeneratedRegex(@"\b((?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?)\s+\p{Lu}[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+)?")]
    private static partial Regex Titled();

    /// <summary>王先生, 欧阳经理, 李建国女士: a family name and at most two more characters before a title. The names are the hundred commonest and the usual double ones.</summary>
    [GeneratedRegex(@"(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤])\p{IsCJKUnifiedIdeographs}{0,2}?(先生|女士|小姐|太太|经理|主管|主任|师傅|老师|总监|工程师|专员)")]
    private static partial Regex ChineseTitled();
}
