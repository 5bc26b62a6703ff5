using Crm.Platform.Localization;

namespace Crm.Loyalty.Features.Statements;

/// <summary>What a movement of points is called where people read it, who know neither accounts nor lots.</summary>
internal sealed class StatementWords(Texts texts)
{
    /// <summary>The words of a line in a language.</summary>
    public string Of(ReadStatement.Line line, string language)
    {
        var words = Text(line, language);
        var more = (language == "zh-CN" ? line.RewardZh : line.RewardEn) ?? (line.Reason is { } reason ? texts.In(language, $"{nameof(Domain.AdjustmentReason)}.{reason}") : null);
        return more is null ? words : texts.In(language, "loyalty.words.more", words, more);
    }

    string Text(ReadStatement.Line line, string language)
    {
        if (line.Owed > 0) return texts.In(language, "loyalty.words.owed", line.Owed);
        if (line.Owed < 0) return texts.In(language, line.Change < 0 ? "loyalty.words.owed.paid" : "loyalty.words.owed.gone", -line.Owed);
        var key = $"loyalty.words.{line.Source}.{(line.Change < 0 ? "out" : "in")}";
        return texts.In(language, texts.Has(key) ? key : "loyalty.source." + line.Source);
    }
}
