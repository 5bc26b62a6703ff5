using System.Buffers.Text;
using System.Text.Json;

namespace Crm.Platform.Web;

/// <summary>A part of a list by keyset: rows and the cursor of what follows, null at the end.</summary>
public sealed record Slice<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Cursors of keyset lists: the sort values of the last row, opaque to the client. A cursor nobody issued counts as none.</summary>
public static class Cursor
{
    /// <summary>Writes a cursor.</summary>
    public static string Of<T>(T keys) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(keys));

    /// <summary>Reads a cursor; default when it is missing or broken.</summary>
    public static T? Read<T>(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor) || cursor.Length > 1000) return default;
        try { return JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(cursor)); }
        catch (Exception e) when (e is FormatException or JsonException) { return default; }
    }

    /// <summary>Cuts a list that was asked for one row more than the page holds.</summary>
    public static Slice<T> Cut<T, TKey>(List<T> rows, int size, Func<T, TKey> keys) =>
        rows.Count > size ? new(rows[..size], Of(keys(rows[size - 1]))) : new(rows, null);
}
