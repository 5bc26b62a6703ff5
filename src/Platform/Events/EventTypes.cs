using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Contracts;

namespace Crm.Platform.Events;

/// <summary>Names of events in the outbox, and how they are written. Names are the contract types' names without the root namespace.</summary>
public static class EventTypes
{
    static readonly Dictionary<string, Type> ByName = typeof(IEvent).Assembly.GetTypes()
        .Where(t => t.IsAssignableTo(typeof(IEvent)) && !t.IsInterface).ToDictionary(NameOf);

    /// <summary>JSON of events, audit lines and job arguments.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
    };

    /// <summary>"Tickets.TicketOpened".</summary>
    public static string NameOf(Type type) => type.FullName!["Crm.Contracts.".Length..];

    /// <summary>All event types.</summary>
    public static IEnumerable<Type> All => ByName.Values;

    internal static Type? Find(string name) => ByName.GetValueOrDefault(name);
}
