using System.Globalization;
using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Api;

/// <summary>
/// "?limit=&amp;cursor=" of every list: <c>([AsParameters] PageQuery page, ...) => m.Send(new ListX.Query { Limit = page.Size, After = page.Cursor })</c>.
/// Answer with a <see cref="Web.Slice{T}"/>: { items, nextCursor }.
/// </summary>
public sealed record PageQuery([property: FromQuery(Name = "limit")] string? Limit, [property: FromQuery(Name = "cursor")] string? Cursor)
{
    /// <summary>Most rows of one answer.</summary>
    public const int Most = 200;

    /// <summary>Rows of an answer when nothing is asked.</summary>
    public const int Default = 50;

    /// <summary>Rows asked for. What is no number from 1 to 200 is refused (422).</summary>
    public int Size => Limit is null ? Default
        : int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= Most ? size
        : throw new RuleException("api.limit", "limit", Most);
}

/// <summary>An enum in a query string, in the words of the JSON ("in_progress"). Other words are refused (422).</summary>
public readonly record struct Snake<T>(T Value) where T : struct, Enum
{
    static readonly Dictionary<string, T> Words = Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()), v => v);

    /// <summary>Reads a word.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out Snake<T> value)
    {
        var known = Words.TryGetValue(text ?? "", out var found);
        value = new(found);
        return known;
    }

    /// <inheritdoc />
    public override string ToString() => SnakeCase.Of(Value.ToString());
}
