namespace Crm.Platform.Files;

/// <summary>An attachment. Its bytes are in the data folder or, by setting, in <see cref="Content"/>.</summary>
public sealed class FileRow
{
    public Guid Id { get; init; }
    public required string Name { get; init; }
    /// <summary>Decided by the content, never by what the sender claims.</summary>
    public required string ContentType { get; init; }
    public long Size { get; init; }
    public required byte[] Sha256 { get; init; }
    public byte[]? Content { get; init; }
    public long? StaffId { get; init; }
    public DateTimeOffset At { get; init; }
    /// <summary>When it goes (the result of an export); null: as long as somebody refers to it.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
    /// <summary>When the clean-up first saw that a row refers to it.</summary>
    public DateTimeOffset? KeptAt { get; set; }
}
