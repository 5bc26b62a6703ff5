namespace Crm.Platform.Files;

/// <summary>
/// Attachments. Their bytes lie in the data folder, or in the database with Crm:Files:Store=database (several hosts
/// without a shared folder). Who may read one is decided by the row that refers to it, in the module that owns that row.
/// </summary>
public interface IFiles
{
    /// <summary>
    /// Stores a stream, as it comes. A row must keep the id in a uuid column within a day: what nobody refers to is
    /// swept away. Larger than Crm:Files:MaxMb (25): a broken rule for field "File".
    /// </summary>
    /// <param name="name">As the sender called it; cleaned here.</param>
    /// <param name="expires">When it goes even if somebody refers to it (an export's result).</param>
    /// <param name="maxMb">A limit of its own instead of Crm:Files:MaxMb: what the product makes or reads itself may be larger than an attachment.</param>
    Task<FileFacts> Save(Stream content, string name, CancellationToken ct, DateTimeOffset? expires = null, int? maxMb = null);

    /// <summary>Opens a file, or null when it is gone. The caller has checked that the reader may see it, and disposes.</summary>
    Task<OpenFile?> Open(Guid id, CancellationToken ct);

    /// <summary>Names, types and sizes of several.</summary>
    Task<IReadOnlyDictionary<Guid, FileFacts>> Of(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>Removes a file; none is fine too.</summary>
    Task Delete(Guid id, CancellationToken ct);
}

/// <summary>What is known of a file without opening it.</summary>
public sealed record FileFacts(Guid Id, string Name, string ContentType, long Size, DateTimeOffset At)
{
    /// <summary>Whether a browser may show it in a page: raster images only, for they hold no script.</summary>
    public bool IsImage => FileTypes.IsRaster(ContentType);
}

/// <summary>An open file.</summary>
public sealed record OpenFile(FileFacts Facts, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc />
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
