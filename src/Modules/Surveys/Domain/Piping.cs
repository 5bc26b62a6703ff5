using System.Text.RegularExpressions;

namespace Crm.Surveys.Domain;

/// <summary>A known fact that a text may name in braces.</summary>
internal enum PipedFact { Customer, Contact, Ticket, Subject, Product, Agent }

/// <summary>The facts about the person who answers; null where none is known.</summary>
internal sealed record PipedFacts
{
    public static readonly PipedFacts None = new();

    public string? Customer { get; init; }
    public string? Contact { get; init; }
    public string? Ticket { get; init; }
    public string? Subject { get; init; }
    public string? Product { get; init; }
    public string? Agent { get; init; }

    /// <summary>Made up, for previews.</summary>
    public static PipedFacts Sample(string language) => language == "zh-CN"
        ? new() { Customer = "示例科技有限公司", Contact = "王芳", Ticket = "W000123", Subject = "打印机无法启动", Product = "A4 打印机", Agent = "李明" }
        : new() { Customer = "Example Ltd", Contact = "Ann Example", Ticket = "W000123", Subject = "Printer does not start", Product = "A4 printer", Agent = "Tom Reed" };

    public string? Of(PipedFact fact) => fact switch
    {
        PipedFact.Customer => Customer,
        PipedFact.Contact => Contact ?? Customer,
        PipedFact.Ticket => Ticket,
        PipedFact.Subject => Subject,
        PipedFact.Product => Product,
        _ => Agent,
    };
}

/// <summary>
/// Piping: {customer} in a text becomes the customer's name, {customer|dear friend} says what stands there when nobody
/// knows it; without that a neutral word does. The result is plain text: whoever shows it encodes it.
/// </summary>
internal static partial class Piping
{
    /// <summary>The words in braces, as authors type them in either language.</summary>
    public static readonly IReadOnlyDictionary<string, PipedFact> Words = Enum.GetValues<PipedFact>().ToDictionary(f => f.ToString().ToLowerInvariant());

    public static LocalText Neutral(PipedFact fact) => fact switch
    {
        PipedFact.Customer or PipedFact.Contact => LocalText.Of("you", "您"),
        PipedFact.Ticket or PipedFact.Subject => LocalText.Of("your request", "您反映的问题"),
        PipedFact.Product => LocalText.Of("our product", "我们的产品"),
        _ => LocalText.Of("our colleague", "我们的同事"),
    };

    public static string Fill(string text, PipedFacts facts, string language) => !text.Contains('{') ? text
        : Placeholder().Replace(text, m => Words.TryGetValue(m.Groups[1].Value, out var fact)
            ? facts.Of(fact) is { Length: > 0 } known ? known : m.Groups[2].Success ? m.Groups[2].Value[1..].Trim() : Neutral(fact).In(language)
            : m.Value);

    public static LocalText Fill(LocalText text, PipedFacts facts) => LocalText.Of(Fill(text.En, facts, "en"), Fill(text.Zh, facts, "zh-CN"));

    /// <summary>What stands in braces and is no known fact; null when all is well.</summary>
    public static string? Unknown(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.Contains('{')) return null;
        foreach (Match m in Placeholder().Matches(text))
            if (!Words.ContainsKey(m.Groups[1].Value)) return m.Value;
        // What is left open was meant to be a fact, too.
        var rest = Placeholder().Replace(text, "");
        var open = rest.IndexOf('{', StringComparison.Ordinal);
        return open < 0 ? null : rest[open..Math.Min(rest.Length, open + 20)];
    }

    /// <summary>The facts a questionnaire asks for.</summary>
    public static IReadOnlySet<PipedFact> FactsOf(SurveyDefinition survey) =>
        survey.Texts().SelectMany(t => new[] { t.En, t.Zh }).Where(t => t.Contains('{')).SelectMany(t => Placeholder().Matches(t))
            .Where(m => Words.ContainsKey(m.Groups[1].Value)).Select(m => Words[m.Groups[1].Value]).ToHashSet();

    [GeneratedRegex(@"\{\s*([^{}|]*?)\s*(\|[^{}]*)?\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
