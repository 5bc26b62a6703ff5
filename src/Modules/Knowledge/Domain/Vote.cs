namespace Crm.Knowledge.Domain;

/// <summary>Why an article did not help.</summary>
internal enum VoteReason { Incomplete, Unclear, Wrong, SomethingElse, Other }

/// <summary>What a reader thought of a version of an article. Nobody knows who: the reader is a random token, kept as its hash.</summary>
internal sealed class Vote
{
    public const int CommentLength = 1000;

    public long Id { get; init; }
    public long ArticleId { get; init; }
    public string Language { get; init; } = "";
    /// <summary>Number of the version that was read.</summary>
    public int Number { get; init; }
    public string Visitor { get; init; } = "";
    public bool Helpful { get; init; }
    public VoteReason? Reason { get; init; }
    public string? Comment { get; init; }
    public DateTimeOffset At { get; init; }
    /// <summary>Somebody has seen to it.</summary>
    public DateTimeOffset? DoneAt { get; init; }
    public long? DoneById { get; init; }
}
