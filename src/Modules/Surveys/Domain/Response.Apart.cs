namespace Crm.Surveys.Domain;

/// <summary>What an answer knows of who gave it: nothing in an anonymous wave.</summary>
internal sealed partial class Response
{
    /// <summary>Nobody knows whose it is. It is shown in figures of five and more alone (<see cref="AnonymousGuard"/>), never by itself.</summary>
    public bool Anonymous { get; private set; }
}
