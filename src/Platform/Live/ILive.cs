namespace Crm.Platform.Live;

/// <summary>Tells open pages on every host that something has changed; they fetch it again with their own rights.</summary>
public interface ILive
{
    /// <summary>
    /// Publishes at once, outside any transaction. <paramref name="payload"/> must hold nothing that a listener to the
    /// topic may not see: an id or a count, never a text.
    /// </summary>
    Task Publish(string topic, string payload = "", CancellationToken ct = default);

    /// <summary>
    /// Messages of a topic from whatever host, for caches in memory. After a lost connection one of topic "*" comes:
    /// something may have been missed. A trigger publishes with its transaction: pg_notify('crm_live', 'topic|').
    /// </summary>
    IAsyncEnumerable<LiveMessage> Follow(string topic, CancellationToken ct);
}

/// <summary>
/// A topic that pages may listen to with /live?topics=name or name:id, and the right it takes. A module registers one as a singleton.
/// A personal topic, name:staffId, needs no right but to be that person.
/// </summary>
public sealed record LiveTopic(string Name, string? Permission);

/// <summary>What a listener gets.</summary>
public sealed record LiveMessage(string Topic, string Payload);
