using System.Globalization;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Npgsql;

namespace Crm.Surveys.Features.Responses;

/// <summary>Which answers: the question behind a list, a figure and a chart alike, so that each figure opens exactly its answers.</summary>
internal record ResponseFilter
{
    public long? Survey { get; init; }
    public long? Wave { get; init; }
    public long? Customer { get; init; }
    public long? Ticket { get; init; }
    public long? Team { get; init; }
    public long? Owner { get; init; }
    public CustomerLevel? Level { get; init; }
    public string? Industry { get; init; }
    public string? Region { get; init; }
    public CooperationBand? Band { get; init; }
    public CustomerSize? Size { get; init; }
    public ValueClass? ValueClass { get; init; }
    public TicketChannel? Channel { get; init; }
    public ResponseSource? Source { get; init; }

    /// <summary>Item that was answered; with <see cref="Value"/> by this value, with <see cref="Min"/> and <see cref="Max"/> by a score between.</summary>
    public string? Item { get; init; }

    public string? Value { get; init; }
    public int? Min { get; init; }
    public int? Max { get; init; }

    /// <summary>Another item that was answered too, in the same way: what stands behind two crossed items.</summary>
    public string? Item2 { get; init; }

    public string? Value2 { get; init; }
    public int? Min2 { get; init; }
    public int? Max2 { get; init; }

    /// <summary>Only what was asked first, not what was asked again after a call back.</summary>
    public bool First { get; init; }

    /// <summary>In the figures, or left out of them. Figures of more than one wave hold only what was asked first.</summary>
    public bool? Counted { get; init; }

    public Flag? Flag { get; init; }

    /// <summary>Flagged, and nobody has decided yet.</summary>
    public bool ToClean { get; init; }

    public bool Low { get; init; }
    public bool Comment { get; init; }

    /// <summary>With a headline score, or with a recommendation.</summary>
    public bool Headline { get; init; }

    public bool Nps { get; init; }

    /// <summary>Answers one by one: those without a name are left out, since they are shown in figures alone.</summary>
    public bool OneByOne { get; init; }

    /// <summary>Text that was answered: words and tone are looked for in it alone.</summary>
    public string? Text { get; init; }

    /// <summary>A word stands in a comment (to <see cref="Text"/>, else to <see cref="Item"/>, if there is one).</summary>
    public string? Word { get; init; }

    /// <summary>At least two of these words, separated by commas, stand in one comment: what a theme is made of.</summary>
    public string? Words { get; init; }

    /// <summary>Without a score, and guessed to sound so. Of several comments a negative one decides, then a positive one.</summary>
    public Tone? Tone { get; init; }

    /// <summary>Days of the installation's zone, both included.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }
}

/// <summary>A filter as SQL: conditions on surveys.responses with their parameters, the reader's scope among them.</summary>
internal sealed class ResponseSql
{
    readonly List<string> conditions = [];
    readonly List<NpgsqlParameter> parameters = [];

    public ResponseSql(ResponseFilter f, RowScope scope, InstallationZone zone)
    {
        if (!scope.All)
            conditions.Add($"(owner_id = {P(scope.UserId ?? 0)} or team_id = any({P(scope.TeamIds)}))");
        Equal("survey_id", f.Survey);
        Equal("wave_id", f.Wave);
        Equal("customer_id", f.Customer);
        Equal("ticket_id", f.Ticket);
        Equal("team_id", f.Team);
        Equal("owner_id", f.Owner);
        Equal("level", Snake(f.Level));
        Equal("industry", Text(f.Industry));
        Equal("region", Text(f.Region));
        Equal("band", Snake(f.Band));
        Equal("size", Snake(f.Size));
        Equal("value_class", Snake(f.ValueClass));
        Equal("ticket_channel", Snake(f.Channel));
        Equal("source", Snake(f.Source));
        Equal("counted", f.Counted);
        if (f.First || f is { Counted: true, Wave: null }) conditions.Add("follow_up_id is null");
        if (f.OneByOne) conditions.Add("not anonymous");
        if (f.Low) conditions.Add("low");
        if (f.Comment) conditions.Add("has_comment");
        if (f.Headline) conditions.Add("headline is not null");
        if (f.Nps) conditions.Add("nps is not null");
        if (f.Flag is { } flag) conditions.Add($"flags @> array[{P(Snake(flag)!)}::text]");
        if (f.ToClean) conditions.Add("cardinality(flags) > 0 and decided_at is null");
        if (f.From is { Year: > 1 } from) conditions.Add($"finished_at >= {P(zone.StartOf(from))}");
        if (f.To is { Year: < 9999 } to) conditions.Add($"finished_at < {P(zone.StartOf(to.AddDays(1)))}");
        CommentIs(f);
        Answered(f.Item, f.Value, f.Min, f.Max);
        Answered(f.Item2, f.Value2, f.Min2, f.Max2);
    }

    void Answered(string? asked, string? by, int? min, int? max)
    {
        if (Text(asked) is not { } item) return;
        if (Text(by) is { } value) conditions.Add($"answers @> {P(JsonSerializer.Serialize(new Dictionary<string, string[]> { [item] = [value] }))}::jsonb");
        else if (min is not null || max is not null)
        {
            var score = $"case when answers -> {P(item)} ->> 0 ~ '^[0-9][0-9]?$' then (answers -> {P(item)} ->> 0)::int end";
            conditions.Add($"{score} between {P(min ?? 0)} and {P(max ?? 999)}");
        }
        else conditions.Add($"(answers ? {P(item)} or texts ? {P(item)})");
    }

    /// <summary>Which tone an answer with several comments has.</summary>
    static readonly Tone[] Strongest = [Tone.Negative, Tone.Positive, Tone.Unclear];

    void CommentIs(ResponseFilter f)
    {
        if (Text(f.Text) is { } text) conditions.Add($"texts ? {P(text)}");
        // An item with a score is the scale that was answered, not the comment.
        var to = (Text(f.Text) ?? (f is { Value: null, Min: null, Max: null } ? Text(f.Item) : null)) is { } item ? $" and w.item = {P(item)}" : "";
        const string Comment = "exists (select 1 from surveys.comment_words w where w.response_id = responses.id";
        if (Text(f.Word) is { } word) conditions.Add($"{Comment}{to} and w.words @> array[{P(word)}]::text[])");
        if (Text(f.Words)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(50).ToArray() is { Length: > 0 } words)
        {
            var list = P(words);
            conditions.Add($"{Comment}{to} and w.words && {list} and (select count(*) from unnest(w.words) u(word) where u.word = any({list})) >= {Math.Min(ThemeFinder.Together, words.Length)})");
        }
        if (f.Tone is { } tone)
        {
            string Sounds(Tone like) => $"{Comment}{to} and w.tone = {P(Snake(like)!)})";
            conditions.Add($"headline is null and nps is null and {Sounds(tone)}");
            conditions.AddRange(Strongest.TakeWhile(t => t != tone).Select(stronger => "not " + Sounds(stronger)));
        }
    }

    /// <summary>"true and wave_id = @p0 ..."</summary>
    public string Where => string.Join(" and ", conditions.Prepend("true"));

    /// <summary>Fresh copies: a parameter belongs to one command.</summary>
    public object[] Parameters => [.. parameters.Select(p => p.Clone())];

    /// <summary>Adds a condition on one more parameter, written "{0}".</summary>
    public ResponseSql And(string condition, object value)
    {
        conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, P(value)));
        return this;
    }

    void Equal(string column, object? value)
    {
        if (value is not null) conditions.Add($"{column} = {P(value)}");
    }

    string P(object value)
    {
        var name = "@f" + parameters.Count.ToString(CultureInfo.InvariantCulture);
        parameters.Add(new NpgsqlParameter(name, value));
        return name;
    }

    static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Replace("\0", "", StringComparison.Ordinal).Trim(); // PostgreSQL has no zero character

    static string? Snake(Enum? value) => value is null ? null : SnakeCase.Of(value.ToString());
}
