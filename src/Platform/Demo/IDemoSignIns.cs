namespace Crm.Platform.Demo;

/// <summary>A demo person, as the console and the sign-in page of a demo installation tell a newcomer.</summary>
public sealed record DemoSignIn(string Email, string Password, string Role);

/// <summary>The demo people who still have their demo password; empty in a real installation. Implemented where people sign in.</summary>
public interface IDemoSignIns
{
    /// <summary>One person per role, the most telling first.</summary>
    Task<IReadOnlyList<DemoSignIn>> List(CancellationToken ct);
}
