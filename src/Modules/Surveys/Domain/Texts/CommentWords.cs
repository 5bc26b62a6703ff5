using Crm.Platform.Data;

namespace Crm.Surveys.Domain.Texts;

/// <summary>One free text of an answer, read: its words, and how it sounds where no score says so.</summary>
internal sealed class CommentWords
{
    public long ResponseId { get; init; }

    /// <summary>Item it answers.</summary>
    public string Item { get; init; } = "";

    public long SurveyId { get; init; }

    /// <summary>Its different words that tell something; what identifies people is masked before.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>As the latest model guesses; null for answers with a score, which says it, and where no model is good enough.</summary>
    public Tone? Tone { get; init; }

    /// <summary>The model that guessed.</summary>
    public long? ModelId { get; init; }
}

/// <summary>What the installation has learned from its scored comments, and how well.</summary>
internal sealed class SentimentRow : Entity
{
    SentimentRow() { }

    public SentimentRow(Validation validation, byte[]? weights, DateTimeOffset at)
    {
        (N, Positives, Folds, Accuracy, Baseline, Balanced) = (validation.N, validation.Positives, validation.Folds, validation.Accuracy, validation.Baseline, validation.Balanced);
        (Weights, LearnedAt) = (weights, at);
    }

    public int N { get; private set; }
    public int Positives { get; private set; }
    public int Folds { get; private set; }
    public double Accuracy { get; private set; }
    public double Baseline { get; private set; }
    public double Balanced { get; private set; }

    /// <summary>Null when it guesses no better than always the same: it is shown, and not applied.</summary>
    public byte[]? Weights { get; private set; }

    public DateTimeOffset LearnedAt { get; private set; }

    public Validation Validation => new(N, Positives, Folds, Accuracy, Baseline, Balanced);
}

/// <summary>Up to which answer comments have been read.</summary>
internal sealed class CommentPlace
{
    public int Id { get; init; }
    public long ReadTo { get; set; }
}
