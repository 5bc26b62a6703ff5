namespace Crm.Platform.Privacy;

/// <summary>
/// A row about one person who may ask to be forgotten (the "subject"). Whatever of it is kept where nothing can be
/// changed any more (the audit trail) is sealed under that subject's key; destroying the key makes it unreadable there
/// and in every backup. Null says: look at the row this one belongs to.
/// </summary>
public interface IAboutSubject
{
    /// <summary>Number of the subject.</summary>
    long? SubjectId { get; }
}
