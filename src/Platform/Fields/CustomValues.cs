using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Platform.Fields;

/// <summary>
/// What a record holds in the fields an administrator has defined: text, decimal, bool or a list of choices by key.
/// Days are texts (yyyy-MM-dd), so that they sort in the database as they do in a calendar. Never changed, only replaced.
/// </summary>
[JsonConverter(typeof(CustomValuesJson))]
public sealed class CustomValues : IEquatable<CustomValues>
{
    /// <summary>Nothing.</summary>
    public static readonly CustomValues None = new(ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal));

    readonly ImmutableSortedDictionary<string, object> values;

    CustomValues(ImmutableSortedDictionary<string, object> values) => this.values = values;

    /// <summary>The value of a field, or null.</summary>
    public object? this[string key] => values.GetValueOrDefault(key);

    /// <summary>Fields that hold something.</summary>
    public IEnumerable<string> Keys => values.Keys;

    /// <summary>Whether no field holds anything.</summary>
    public bool IsEmpty => values.IsEmpty;

    /// <summary>The same with one field changed; null and an empty list take it away.</summary>
    public CustomValues With(string key, object? value) => new(value is null or IReadOnlyList<string> { Count: 0 } ? values.Remove(key) : values.SetItem(key, value));

    /// <summary>As the column holds it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>As the column holds it.</summary>
    public static CustomValues FromJson(string json) => JsonSerializer.Deserialize<CustomValues>(json) ?? None;

    /// <summary>In queries: what a field holds, as text.</summary>
    public static string? TextOf(CustomValues custom, string key) => throw new NotSupportedException("Only inside a query.");

    /// <inheritdoc />
    public bool Equals(CustomValues? other) => other is not null && values.Count == other.values.Count && values.All(p => other.values.TryGetValue(p.Key, out var theirs) && Same(p.Value, theirs));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as CustomValues);

    /// <inheritdoc />
    public override int GetHashCode() => values.Aggregate(0, (hash, p) => HashCode.Combine(hash, p.Key, p.Value is IReadOnlyList<string> list ? list.Count : p.Value));

    static bool Same(object a, object b) => a is IReadOnlyList<string> x && b is IReadOnlyList<string> y ? x.SequenceEqual(y, StringComparer.Ordinal) : a.Equals(b);
}

/// <summary>A record with fields of one's own.</summary>
public interface ICustom
{
    /// <summary>What it holds in them.</summary>
    CustomValues Custom { get; }
}

/// <summary>Writes the values as a plain object: { "seats": 12, "floors": ["a", "b"] }.</summary>
public sealed class CustomValuesJson : JsonConverter<CustomValues>
{
    public override CustomValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("An object is expected.");
        return document.RootElement.EnumerateObject().Aggregate(CustomValues.None, (values, p) => values.With(p.Name, p.Value.ValueKind switch
        {
            JsonValueKind.String => p.Value.GetString(),
            JsonValueKind.Number => p.Value.GetDecimal(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Array => p.Value.EnumerateArray().Select(item => item.GetString()!).ToList(),
            _ => null,
        }));
    }

    public override void Write(Utf8JsonWriter writer, CustomValues value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var key in value.Keys)
        {
            writer.WritePropertyName(key);
            switch (value[key])
            {
                case string text: writer.WriteStringValue(text); break;
                case decimal number: writer.WriteNumberValue(number); break;
                case bool yes: writer.WriteBooleanValue(yes); break;
                case IReadOnlyList<string> list:
                    writer.WriteStartArray();
                    foreach (var item in list) writer.WriteStringValue(item);
                    writer.WriteEndArray();
                    break;
            }
        }
        writer.WriteEndObject();
    }
}
