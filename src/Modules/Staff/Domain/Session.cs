namespace Crm.Staff.Domain;

/// <summary>A browser somebody is signed in with. The cookie carries the id; ending the row ends the cookie's worth.</summary>
internal sealed class Session
{
    /// <summary>However often it is used, a session ends after this long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public Guid Id { get; init; }
    public long StaffMemberId { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset SeenAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string? Address { get; init; }
    public string? Browser { get; init; }

    public static Session Start(long staffId, string? address, string? browser, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        StaffMemberId = staffId,
        StartedAt = now,
        SeenAt = now,
        Address = address,
        Browser = browser is { Length: > 300 } ? browser[..300] : browser,
    };
}
