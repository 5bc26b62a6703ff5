using System.Text;

namespace Crm.Surveys.Domain.Texts;

/// <summary>How a comment sounds.</summary>
internal enum Tone { Negative, Unclear, Positive }

/// <summary>A comment as the indices of what stands in it, each once, ascending.</summary>
internal static class TextFeatures
{
    /// <summary>Features share this many places; two that fall together are learned together.</summary>
    public const int Size = 1 << 16;

    const int Most = 2000;

    /// <summary>
    /// Words, pairs of neighbours, and runs of 1 to 3 characters in Chinese, 3 to 5 within other words, hashed (Weinberger et al., "Feature
    /// Hashing for Large Scale Multitask Learning", ICML 2009) by FNV-1a, which is the same on every machine.
    /// </summary>
    public static int[] Of(IReadOnlyList<string> words)
    {
        var found = new SortedSet<int>();
        for (var i = 0; i < words.Count && found.Count < Most; i++)
        {
            var word = words[i];
            found.Add(Place("w:", word));
            if (i > 0) found.Add(Place("p:", words[i - 1] + " " + word));
            var (from, to) = word[0] > 0x2E80 ? (1, 3) : (3, 5);
            for (var length = from; length <= to; length++)
                for (var start = 0; start + length <= word.Length; start++) found.Add(Place("c:", word.Substring(start, length)));
        }
        // Runs across words of Chinese: 不 + 满意 is one thing.
        for (var i = 1; i < words.Count && found.Count < Most; i++)
            if (words[i][0] > 0x2E80 && words[i - 1][^1] > 0x2E80) found.Add(Place("c:", words[i - 1][^1] + words[i][..1]));
        return [.. found];
    }

    static int Place(string kind, string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(kind + text)) hash = (hash ^ b) * 16777619u;
        return (int)((hash ^ (hash >> 16)) & (Size - 1));
    }
}

/// <summary>A comment whose score says how it is meant.</summary>
internal sealed record ScoredText(int[] Features, bool Positive);

/// <summary>How well a model guesses comments it has not seen.</summary>
/// <param name="Accuracy">Share guessed right by stratified k-fold cross-validation (Kohavi, "A study of cross-validation and bootstrap for accuracy estimation", IJCAI 1995).</param>
/// <param name="Baseline">What always guessing the more frequent side would reach.</param>
/// <param name="Balanced">Mean of the shares right on either side: 0.5 is chance, however uneven the sides.</param>
internal sealed record Validation(int N, int Positives, int Folds, double Accuracy, double Baseline, double Balanced)
{
    public int Negatives => N - Positives;

    /// <summary>95 % interval of the accuracy.</summary>
    public Interval Interval => Statistics.ShareInterval((long)Math.Round(Accuracy * N), N)!;

    /// <summary>Better than always guessing the same, beyond chance: worth applying.</summary>
    public bool Helps => Interval.Low > Baseline;
}

/// <summary>
/// Logistic regression with a quadratic penalty (Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning",
/// 2nd ed., 4.4 and 18.4), fitted by stochastic gradient descent with adaptive steps (Duchi, Hazan and Singer, JMLR 12,
/// 2011). The order of the comments is shuffled by a fixed seed, so that the same comments give the same model.
/// </summary>
internal sealed class SentimentModel
{
    /// <summary>Fewer scored comments teach nothing.</summary>
    public const int Fewest = 200;

    public const int Folds = 5;

    /// <summary>Between this and its mirror image a guess is none.</summary>
    public const double Sure = 0.6;

    const int Epochs = 12;
    const double Penalty = 1e-4, Step = 0.3;

    readonly float[] weights;
    readonly float bias;

    SentimentModel(float[] weights, float bias) => (this.weights, this.bias) = (weights, bias);

    /// <summary>Probability that a comment is meant well.</summary>
    public double Positive(int[] features)
    {
        if (features.Length == 0) return 0.5;
        double sum = 0;
        foreach (var f in features) sum += weights[f];
        return 1 / (1 + Math.Exp(-(bias + (sum / Math.Sqrt(features.Length)))));
    }

    public static Tone ToneOf(double positive) => positive >= Sure ? Tone.Positive : positive <= 1 - Sure ? Tone.Negative : Tone.Unclear;

    /// <summary>Learns from scored comments; null when they are too few, or all of one kind.</summary>
    public static (SentimentModel Model, Validation Validation)? Learn(IReadOnlyList<ScoredText> texts)
    {
        var positives = texts.Count(t => t.Positive);
        if (texts.Count < Fewest || positives < Folds * 2 || texts.Count - positives < Folds * 2) return null;
        var fold = Stratify(texts);
        var (rightPositive, rightNegative) = (0, 0);
        for (var k = 0; k < Folds; k++)
        {
            var model = Fit([.. texts.Where((_, i) => fold[i] != k)]);
            for (var i = 0; i < texts.Count; i++)
            {
                if (fold[i] != k || model.Positive(texts[i].Features) >= 0.5 != texts[i].Positive) continue;
                if (texts[i].Positive) rightPositive++;
                else rightNegative++;
            }
        }
        var n = (double)texts.Count;
        return (Fit(texts), new(texts.Count, positives, Folds, (rightPositive + rightNegative) / n, Math.Max(positives, texts.Count - positives) / n,
            ((rightPositive / (double)positives) + (rightNegative / (double)(texts.Count - positives))) / 2));
    }

    /// <summary>Each side is dealt out in turn, so that every fold has the same mixture.</summary>
    static int[] Stratify(IReadOnlyList<ScoredText> texts)
    {
        var fold = new int[texts.Count];
        var (positive, negative) = (0, 0);
        for (var i = 0; i < texts.Count; i++) fold[i] = (texts[i].Positive ? positive++ : negative++) % Folds;
        return fold;
    }

    static SentimentModel Fit(IReadOnlyList<ScoredText> texts)
    {
        var (weights, squares) = (new double[TextFeatures.Size], new double[TextFeatures.Size]);
        var (bias, biasSquares) = (0.0, 0.0);
        var order = Enumerable.Range(0, texts.Count).ToArray();
        var random = new Random(20260101);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var (features, positive) = (texts[i].Features, texts[i].Positive);
                if (features.Length == 0) continue;
                var scale = 1 / Math.Sqrt(features.Length);
                double sum = 0;
                foreach (var f in features) sum += weights[f];
                var error = (1 / (1 + Math.Exp(-(bias + (sum * scale))))) - (positive ? 1 : 0);
                foreach (var f in features)
                {
                    var gradient = (error * scale) + (Penalty * weights[f]);
                    squares[f] += gradient * gradient;
                    weights[f] -= Step * gradient / (Math.Sqrt(squares[f]) + 1e-8);
                }
                biasSquares += error * error;
                bias -= Step * error / (Math.Sqrt(biasSquares) + 1e-8);
            }
        }
        return new([.. weights.Select(w => (float)w)], (float)bias);
    }

    /// <summary>The model as bytes, and back.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[(weights.Length + 1) * sizeof(float)];
        Buffer.BlockCopy(weights, 0, bytes, 0, weights.Length * sizeof(float));
        BitConverter.TryWriteBytes(bytes.AsSpan(weights.Length * sizeof(float)), bias);
        return bytes;
    }

    public static SentimentModel Of(byte[] bytes)
    {
        var weights = new float[TextFeatures.Size];
        Buffer.BlockCopy(bytes, 0, weights, 0, weights.Length * sizeof(float));
        return new(weights, BitConverter.ToSingle(bytes, weights.Length * sizeof(float)));
    }
}
