using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Platform.Api;

/// <summary>Instants leave as "2026-03-01T01:30:00Z", to the microsecond, as the database keeps them, and are taken with any offset.</summary>
internal sealed class UtcInstants : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture));
}
