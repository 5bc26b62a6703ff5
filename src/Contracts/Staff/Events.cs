namespace Crm.Contracts.Staff;

/// <summary>A person left, went absent or came back.</summary>
public sealed record StaffAvailabilityChanged(long StaffId, bool Active, bool Available, DateTimeOffset At) : IEvent;

/// <summary>A person's teams changed: rows they own move to <paramref name="TeamId"/>, their first team.</summary>
public sealed record StaffTeamsChanged(long StaffId, long? TeamId, DateTimeOffset At) : IEvent;

/// <summary>What a person is good at, the regions they look after, or how much they may have at once was changed.</summary>
public sealed record StaffSkillsChanged(long StaffId, DateTimeOffset At) : IEvent;
