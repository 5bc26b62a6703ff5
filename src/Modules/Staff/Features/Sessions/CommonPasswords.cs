using System.Collections.Frozen;
using System.Globalization;

namespace Crm.Staff.Features.Sessions;

/// <summary>
/// The passwords everybody tries first, made rather than collected: words people love in English and pinyin, walks over
/// the keyboard, runs and repetitions of digits, dates, each with the endings people add. Words are compared after undoing the
/// usual swaps (@ for a, 0 for o), so "P@ssw0rd2024!" is found as well.
/// </summary>
internal static class CommonPasswords
{
    static readonly Lazy<FrozenSet<string>> Lines = new(() => Walks().Concat(Runs()).SelectMany(Dressed).Where(p => p.Length >= PasswordRules.Shortest).ToFrozenSet());
    static readonly Lazy<FrozenSet<string>> Loved = new(() => Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Plain).ToFrozenSet());

    public static bool Contains(string password)
    {
        var lower = password.ToLowerInvariant();
        return IsRepetition(lower) || Lines.Value.Contains(lower) || IsDate(lower) || IsWord(lower);
    }

    /// <summary>A loved word, or two, with at most eight digits and marks around.</summary>
    static bool IsWord(string text)
    {
        var core = text.TrimEnd(Ends).TrimStart(Ends);
        if (text.Length - core.Length > 8 || core.Length < 2) return false;
        var plain = Plain(core);
        return Loved.Value.Contains(plain) || Enumerable.Range(2, Math.Max(0, plain.Length - 3)).Any(i => Loved.Value.Contains(plain[..i]) && Loved.Value.Contains(plain[i..]));
    }

    static bool IsDate(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length == 8 && text.Length - digits.Length <= 4
            && new[] { "yyyyMMdd", "ddMMyyyy", "MMddyyyy" }.Any(f => DateOnly.TryParseExact(digits, f, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and <= 2099);
    }

    static readonly char[] Ends = [.. "0123456789!?.,#*@$%&+-_~ "];

    /// <summary>One piece over and over: "abcabcabcabc", "1212121212".</summary>
    static bool IsRepetition(string text)
    {
        for (var piece = 1; piece <= Math.Min(4, text.Length / 2); piece++)
            if (Enumerable.Range(piece, text.Length - piece).All(i => text[i] == text[i - piece])) return true;
        return false;
    }

    static string Plain(string text) => string.Create(text.Length, text, (span, t) =>
    {
        for (var i = 0; i < t.Length; i++)
            span[i] = char.ToLowerInvariant(t[i]) switch { '@' or '4' => 'a', '0' => 'o', '1' or '!' or 'l' => 'i', '3' => 'e', '$' or '5' => 's', '7' => 't', var c => c };
    });

    const string Words = """
        password passwort passw passcode secret letmein welcome hello admin administrator root superuser test testing guest user login access master
        default changeme manager service support system server database computer internet network office company business customer crm
        dragon monkey tiger panda eagle lion wolf bear horse rabbit snake phoenix unicorn shadow sunshine moonlight rainbow flower summer winter
        spring autumn monday friday sunday january october december football baseball basketball soccer hockey tennis golf music guitar piano
        love loveyou iloveyou lovely princess prince angel baby honey sweet sugar cookie chocolate coffee banana orange apple cherry pepper ginger
        superman batman spiderman starwars pokemon hunter ranger killer soldier captain pirate ninja samurai wizard magic dream freedom peace
        china beijing shanghai shenzhen hangzhou guangzhou london paris berlin america canada australia
        michael jennifer jordan thomas robert daniel andrew charlie george jessica ashley michelle nicole matthew joshua anthony william david james john
        woaini woaiwo wobuzhidao mima mimamima nihao zhongguo zhonghua zhangwei wangwei wangfang liwei lina zhangmin lijing wangjing liuwei wangxiuying
        woshishui laopo laogong baobao baobei tianshi xiaolong xiaoming xiaohong dashuaige meinv aini aiwo woaita gongsi kehu kefu guanliyuan
        qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm abc abcd abcde abcdef aaa aaaa qq qaz wsx edc
        """;

    static IEnumerable<string> Dressed(string line)
    {
        foreach (var ending in Endings)
        {
            yield return line + ending;
            yield return ending + line;
        }
    }

    static readonly string[] Endings = ["", "!", "1", "12", "123", "1234", "123!", "1!", "a", "aa", "abc", "q", "qq", "00", "520", "1314", "woaini"];

    /// <summary>Runs of digits and letters up and down, from every start.</summary>
    static IEnumerable<string> Runs()
    {
        foreach (var line in new[] { "01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba" })
            for (var start = 0; start < line.Length; start++)
                for (var length = 3; length <= 16 && start + length <= line.Length; length++) yield return line.Substring(start, length);
    }

    /// <summary>Walks over the keyboard: along the rows, down the columns, there and back.</summary>
    static IEnumerable<string> Walks()
    {
        string[] rows = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop"];
        foreach (var row in rows)
            foreach (var line in new[] { row, new string([.. row.Reverse()]) })
                for (var start = 0; start < line.Length; start++)
                    for (var length = 3; start + length <= line.Length; length++)
                    {
                        var walk = line.Substring(start, length);
                        yield return walk;
                        yield return walk + walk;
                        yield return walk + new string([.. walk.Reverse()]);
                        foreach (var next in rows.Where(r => r.Length >= length && r != row)) yield return walk + next[..length];
                    }
        for (var length = 2; length <= 4; length++)
            for (var first = 0; first + length <= 7; first++)
            {
                yield return string.Concat(rows.Take(4).Select(r => r.Substring(first, length)));
                yield return string.Concat(rows.Skip(1).Take(3).Select(r => r.Substring(first, length)));
                yield return string.Concat(rows.Take(3).Select(r => r.Substring(first, length)));
            }
        for (var first = 0; first < 7; first++)
            for (var count = 2; first + count <= 7; count++)
            {
                yield return string.Concat(Enumerable.Range(first, count).Select(c => $"{rows[0][c]}{rows[1][c]}{rows[2][c]}{rows[3][c]}"));
                yield return string.Concat(Enumerable.Range(first, count).Select(c => $"{rows[1][c]}{rows[2][c]}{rows[3][c]}"));
                yield return string.Concat(Enumerable.Range(first, count).Select(c => $"{rows[1][c]}{rows[2][c]}{rows[3][c]}{rows[0][c]}"));
            }
    }
}
