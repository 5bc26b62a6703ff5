using Crm.Platform.Data;
using Crm.Platform.Files.Tables;

namespace Crm.Surveys.Domain;

/// <summary>What a file of answers holds: those to a questionnaire of others, online reviews, or notes of interviews and focus groups.</summary>
internal enum AnswerImportKind { Answers, Reviews, Notes }

/// <summary>How far an import has come.</summary>
internal enum AnswerImportState { Mapping, Checking, Checked, Running, Done }

/// <summary>What becomes of a row: planned by the dry run, then done.</summary>
internal enum AnswerRowState { New, ToCreate, Duplicate, Wrong, Created }

/// <summary>What a column fills, and on which scale its scores are given.</summary>
/// <param name="Target">"" for nothing, a fact as <see cref="AnswerTargets"/> names it, "item:" and the key of an item, or "new:" and the kind of an item to be made.</param>
/// <param name="From">The score that means worst; the scale may run down.</param>
internal sealed record AnswerColumn(string Target = "", int? From = null, int? To = null)
{
    public string? Item => Target.StartsWith(AnswerTargets.Item, StringComparison.Ordinal) ? Target[AnswerTargets.Item.Length..] : null;

    public string? Fresh => Target.StartsWith(AnswerTargets.New, StringComparison.Ordinal) ? Target[AnswerTargets.New.Length..] : null;
}

/// <summary>The names of what a column can fill.</summary>
internal static class AnswerTargets
{
    public const string Item = "item:", New = "new:";

    /// <summary>Facts of an answer; each can be filled by one column.</summary>
    public static readonly IReadOnlyList<string> Facts = ["id", "date", "number", "email", "phone", "origin", "link", "industry", "region", "language"];

    /// <summary>Facts by which a person is known: masked wherever a row is shown.</summary>
    public static readonly IReadOnlySet<string> Personal = new HashSet<string> { "number", "email", "phone" };

    /// <summary>Items that a column can become.</summary>
    public static readonly IReadOnlyDictionary<string, ItemKind> Kinds = new Dictionary<string, ItemKind>
    {
        ["headline"] = ItemKind.Rating, ["rating"] = ItemKind.Rating, ["nps"] = ItemKind.Nps, ["ces"] = ItemKind.Ces, ["single"] = ItemKind.Single, ["multi"] = ItemKind.Multi,
        ["text"] = ItemKind.Text, ["long_text"] = ItemKind.LongText, ["number"] = ItemKind.Number, ["date"] = ItemKind.Date,
    };

    /// <summary>Items of an existing survey that one column can fill.</summary>
    public static bool CanFill(Item item) => item.Kind is not (ItemKind.Gap or ItemKind.Ranking);
}

/// <summary>What a person has decided about an import.</summary>
internal sealed record AnswerImportSettings
{
    public List<AnswerColumn> Columns { get; init; } = [];

    /// <summary>Items the file has answers to: the others were not asked there.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlySet<string> Asked => Columns.Select(c => c.Item).OfType<string>().ToHashSet();

    /// <summary>The survey the answers belong to; null: one is made from the columns.</summary>
    public long? SurveyId { get; init; }

    /// <summary>Title of the survey that is made.</summary>
    public string Title { get; init; } = "";

    /// <summary>The wave they join; null: one of their own.</summary>
    public long? WaveId { get; init; }

    /// <summary>Title of their own wave.</summary>
    public string WaveTitle { get; init; } = "";

    /// <summary>Site or system of rows that name none.</summary>
    public string Origin { get; init; } = "";

    public DateOrder Dates { get; init; }

    /// <summary>Low scores of so many last days open call backs; null: none does.</summary>
    public int? FollowUpDays { get; init; }

    /// <summary>Rows that name a customer nobody knows are left out; else they come in without one.</summary>
    public bool KnownOnly { get; init; }
}

/// <summary>A file of answers on its way in. Its rows keep what became of each, so that a crash or a second start does nothing twice.</summary>
internal sealed class AnswerImport : Entity, IAudited
{
    AnswerImport() { }

    public AnswerImport(AnswerImportKind kind, string fileName, long? by, DateTimeOffset at) => (Kind, FileName, ById, At) = (kind, fileName, by, at);

    public AnswerImportKind Kind { get; private set; }
    public string FileName { get; private set; } = "";

    /// <summary>What the reader recognised: encoding and separator, or the sheet.</summary>
    public string Format { get; private set; } = "";

    public List<string> Headers { get; private set; } = [];

    /// <summary>Of the headings: the next file like it is mapped by itself.</summary>
    public string HeadersHash { get; private set; } = "";

    public int Rows { get; private set; }

    [NotAudited]
    public AnswerImportSettings Settings { get; private set; } = new();

    /// <summary>The survey that will be made, as the last mapping says.</summary>
    [NotAudited]
    public SurveyDefinition? Definition { get; private set; }

    public AnswerImportState State { get; private set; }
    public long? SurveyId { get; private set; }
    public long? VersionId { get; private set; }
    public long? WaveId { get; private set; }
    public long? JobId { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    public void Read(string format, List<string> headers, string hash, AnswerImportSettings guess) => (Format, Headers, HeadersHash, Settings) = (format, headers, hash, guess);

    public void Counted(int rows) => Rows = rows;

    /// <summary>Settings may change until the first row has been written.</summary>
    public bool CanBeMapped => State is AnswerImportState.Mapping or AnswerImportState.Checking or AnswerImportState.Checked;

    /// <summary>A dry run begins with these settings.</summary>
    public void Check(AnswerImportSettings settings, SurveyDefinition? made) => (Settings, Definition, State) = (settings, made, AnswerImportState.Checking);

    public void IsChecked() => State = AnswerImportState.Checked;

    public void Run() => State = AnswerImportState.Running;

    public void Works(long jobId) => JobId = jobId;

    /// <summary>Where the rows go, once that exists; columns that have become items are mapped to them from here on.</summary>
    public void Into(long surveyId, long versionId, long waveId, List<AnswerColumn> columns)
    {
        (SurveyId, VersionId, WaveId) = (surveyId, versionId, waveId);
        Settings = Settings with { Columns = columns };
    }

    public void Done(DateTimeOffset at) => (State, FinishedAt) = (AnswerImportState.Done, at);
}

/// <summary>A row of the file.</summary>
internal sealed class AnswerImportRow
{
    public long ImportId { get; init; }

    /// <summary>As the file counts, the headings being line 1.</summary>
    public int Line { get; init; }

    /// <summary>As they came; emptied when the row has become an answer.</summary>
    public required string[] Cells { get; set; }

    /// <summary>What stands for the row: its content, and the how manieth it is of those that look alike.</summary>
    public required string Key { get; init; }

    public AnswerRowState State { get; set; }

    /// <summary>Resource key of why it is wrong or left out.</summary>
    public string? Reason { get; set; }

    public string? ReasonArg { get; set; }

    /// <summary>The answer it became.</summary>
    public long? ResponseId { get; set; }

    public void Is(AnswerRowState state, string? reason = null, string? arg = null) =>
        (State, Reason, ReasonArg) = (state, reason is null ? null : "surveys.import.wrong." + reason, arg is { Length: > 60 } ? arg[..60] + "…" : arg);
}
