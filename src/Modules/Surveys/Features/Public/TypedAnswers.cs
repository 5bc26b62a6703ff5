using Microsoft.AspNetCore.Http;

namespace Crm.Surveys.Features.Public;

/// <summary>Answers as a form sends them: "a.item" with one or several values; the two scores of a pair as "a.item.0" and "a.item.1", since radio buttons of one name know one value.</summary>
internal static class TypedAnswers
{
    public static Dictionary<string, string?[]> Of(IFormCollection form, string prefix = "a.")
    {
        var typed = new Dictionary<string, string?[]>();
        foreach (var (name, values) in form.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var key = name[prefix.Length..];
            if (key.Length > 2 && key[^2] == '.' && (key[^1] is '0' or '1'))
            {
                var pair = typed.TryGetValue(key[..^2], out var half) && half.Length == 2 ? half : typed[key[..^2]] = new string?[2];
                pair[key[^1] - '0'] = values.Count > 0 ? values[0] : null;
            }
            else typed[key] = [.. values];
        }
        return typed;
    }
}
