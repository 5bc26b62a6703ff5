namespace Crm.Tests.Support;

/// <summary>A clock that stands where the test puts it. Starts on a Wednesday morning in Shanghai.</summary>
public sealed class FakeClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan by) => Now += by;

    public override DateTimeOffset GetUtcNow() => Now;
}
