using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Crm.Platform.Api;

/// <summary>JSON Merge Patch (RFC 7396): a member that is sent replaces the one of the record, null clears it, what is left out stays.</summary>
public static class MergePatch
{
    /// <summary>The record with the patch laid over it. What does not fit is the sender's mistake: 422 at its member.</summary>
    public static T Apply<T>(T record, JsonElement patch, JsonSerializerOptions options)
    {
        if (patch.ValueKind != JsonValueKind.Object) throw new BadHttpRequestException("A JSON object is expected.");
        var target = JsonSerializer.SerializeToNode(record, options)!.AsObject();
        foreach (var member in patch.EnumerateObject()) target[member.Name] = Merge(target[member.Name], member.Value);
        try { return target.Deserialize<T>(options)!; }
        catch (JsonException e) { throw new BadHttpRequestException(e.Message, e); }
    }

    /// <summary>An object inside is patched member by member as well; a list or a value is replaced.</summary>
    static JsonNode? Merge(JsonNode? old, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object || old is not JsonObject known) return JsonNode.Parse(patch.GetRawText());
        foreach (var member in patch.EnumerateObject()) known[member.Name] = Merge(known[member.Name], member.Value);
        return known;
    }
}
