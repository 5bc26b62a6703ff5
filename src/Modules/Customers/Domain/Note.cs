using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain;

/// <summary>A remark about a customer.</summary>
internal sealed class Note : Entity, IAudited, IAboutSubject
{
    Note() { }

    public Note(long customerId, string text, long? by, DateTimeOffset at) => (CustomerId, Text, ById, At) = (customerId, text.Trim(), by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public string Text { get; private set; } = "";
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>What search finds it by.</summary>
    [NotAudited]
    public string Words { get => SearchText.Words(Text); private set { } }
}
