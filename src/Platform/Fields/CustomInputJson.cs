using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Platform.Fields;

/// <summary>What is typed into the fields of one's own, by key. A form sends texts; JSON may send numbers, yes and no, and lists as what they are.</summary>
public sealed class CustomInputJson : JsonConverter<Dictionary<string, List<string>>>
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override Dictionary<string, List<string>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var typed = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (document.RootElement.ValueKind == JsonValueKind.Null) return typed;
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("custom: an object of keys and values is expected.");
        foreach (var member in document.RootElement.EnumerateObject())
            typed[member.Name] = member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray().Select(item => Text(member.Name, item))] : [Text(member.Name, member.Value)];
        return typed;
    }

    static string Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new JsonException($"custom.{name}: a value or a list of texts is expected."),
    };

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Dictionary<string, List<string>> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, texts) in (value ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            var filled = texts.Where(t => !string.IsNullOrEmpty(t)).ToList();
            if (filled.Count == 0) writer.WriteNullValue();
            else if (filled.Count == 1) writer.WriteStringValue(filled[0]);
            else JsonSerializer.Serialize(writer, filled, options);
        }
        writer.WriteEndObject();
    }
}
