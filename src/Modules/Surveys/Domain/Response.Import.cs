namespace Crm.Surveys.Domain;

/// <summary>Where an answer that was not given here comes from.</summary>
internal sealed partial class Response
{
    /// <summary>The import that brought it.</summary>
    public long? ImportId { get; private set; }

    /// <summary>What makes it the same answer when its file comes again; unique in the survey.</summary>
    public string? ImportKey { get; private set; }

    /// <summary>Site, system or occasion it was given on.</summary>
    public string? Origin { get; private set; }

    /// <summary>Where it can be read there.</summary>
    public string? OriginUrl { get; private set; }

    public void CameFrom(long importId, string key, string? origin, string? url) => (ImportId, ImportKey, Origin, OriginUrl) = (importId, key, origin, url);
}
