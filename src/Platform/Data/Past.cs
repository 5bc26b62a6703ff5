using System.Text.Json;
using Crm.Platform.Events;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Platform.Data;

/// <summary>
/// Rows as they once were: today's rows, from which the lines of the trail are taken back one by one, newest first. So
/// a row that was copied in needs no line with its values: what nobody has changed since is as it came.
/// </summary>
public sealed class Past
{
    readonly Dictionary<(string Entity, long Id), Dictionary<string, JsonElement>> rows = [];

    /// <summary>Whether the trail tells of a property; its name in the trail is the property's.</summary>
    public static bool Tells(IProperty property) =>
        property.PropertyInfo is { } info && !info.IsDefined(typeof(NotAuditedAttribute), false) && property.Name is not (nameof(Entity.Version) or nameof(Entity.Id));

    /// <summary>Puts rows in as they are today.</summary>
    public void Add(ModuleDb db, IEnumerable<Entity> today)
    {
        foreach (var row in today)
        {
            var type = db.Model.FindEntityType(row.GetType())!;
            rows[(type.ClrType.Name, row.Id)] = type.GetProperties().Where(Tells).ToDictionary(p => p.Name, p => JsonSerializer.SerializeToElement(p.GetGetter().GetClrValue(row), EventTypes.Json));
        }
    }

    /// <summary>Goes back behind a line. What was sealed for somebody who has been erased meanwhile stays unknown.</summary>
    public void TakeBack(OpenAudit line)
    {
        if (line.Row.EntityId is not { } id) return;
        var key = (line.Row.Entity, id);
        switch (line.Row.Change)
        {
            case "created":
                rows.Remove(key);
                break;
            case "deleted" when line.Before is not null:
                rows[key] = Values(line.Before);
                break;
            case "changed" when line.Before is not null && rows.TryGetValue(key, out var row):
                foreach (var (name, value) in Values(line.Before)) row[name] = value;
                break;
        }
    }

    /// <summary>The rows of a kind, in the order of their ids.</summary>
    public IReadOnlyList<PastRow> Of(string entity) => [.. rows.Where(r => r.Key.Entity == entity).OrderBy(r => r.Key.Id).Select(r => new PastRow(r.Key.Id, r.Value))];

    /// <summary>Whether the row is there.</summary>
    public bool Has(string entity, long id) => rows.ContainsKey((entity, id));

    /// <summary>The row, or null.</summary>
    public PastRow? Find(string entity, long id) => rows.TryGetValue((entity, id), out var row) ? new(id, row) : null;

    /// <summary>The values of a line's before or after, by property.</summary>
    public static Dictionary<string, JsonElement> Values(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone());
    }
}

/// <summary>A row at some time.</summary>
public sealed record PastRow(long Id, IReadOnlyDictionary<string, JsonElement> Values)
{
    /// <summary>A value; default when the row did not have it.</summary>
    public T? Get<T>(string property) => Values.TryGetValue(property, out var value) ? value.Deserialize<T>(EventTypes.Json) : default;
}
