using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain;

/// <summary>How an interaction ended.</summary>
internal enum Outcome { Resolved, InProgress, ToFollowUp }

/// <summary>Everything a person may say about an interaction.</summary>
internal sealed record InteractionFacts(
    long? ContactId, DateTimeOffset At, InteractionType Type, string? Participants, long? ResponsibleId,
    string? Summary, string? Need, string? Feedback, string? Complaint, string? Promise, Outcome Outcome);

/// <summary>A contact with the customer: who, when, how, what was said, what was promised.</summary>
internal sealed class Interaction : Entity, IAudited, INumbered, IAboutSubject
{
    /// <summary>Letter of the human number.</summary>
    public const char Prefix = 'I';

    readonly List<ToDo> toDos = [];

    Interaction() { }

    /// <summary>Writes down what happened.</summary>
    public static Interaction Log(long customerId, InteractionFacts facts, long? by, DateTimeOffset at)
    {
        var interaction = new Interaction { CustomerId = customerId, CreatedById = by, CreatedAt = at };
        interaction.Take(facts);
        interaction.Raise(() => new InteractionLogged(interaction.Id, customerId, facts.Type, facts.At));
        return interaction;
    }

    long? IAboutSubject.SubjectId => CustomerId;

    public long Number { get; private set; }
    public long CustomerId { get; private set; }
    public long? ContactId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public InteractionType Type { get; private set; }
    public string? Participants { get; private set; }
    public long? ResponsibleId { get; private set; }
    public string? Summary { get; private set; }
    public string? Need { get; private set; }
    public string? Feedback { get; private set; }
    public string? Complaint { get; private set; }
    public string? Promise { get; private set; }
    public Outcome Outcome { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public IReadOnlyList<ToDo> ToDos => toDos;

    /// <summary>What search finds it by. It follows from the texts whoever changes them; the database keeps a copy.</summary>
    [NotAudited]
    public string Words { get => SearchText.Words(Summary, Need, Feedback, Complaint, Promise, Participants); private set { } }

    /// <summary>Source and id of an imported one: the same is not imported twice.</summary>
    public string? Origin { get; private set; }

    /// <summary>It comes from another system.</summary>
    public Interaction From(string origin)
    {
        Origin = origin;
        return this;
    }

    /// <summary>Attachments, in the platform's file store.</summary>
    public List<Guid> FileIds { get; private set; } = [];

    /// <summary>Corrects what was written.</summary>
    public void Take(InteractionFacts facts) =>
        (ContactId, At, Type, Participants, ResponsibleId, Summary, Need, Feedback, Complaint, Promise, Outcome) =
        (facts.ContactId, facts.At, facts.Type, facts.Participants, facts.ResponsibleId, facts.Summary, facts.Need, facts.Feedback, facts.Complaint, facts.Promise, facts.Outcome);

    /// <summary>Attaches files, and lets go of others.</summary>
    public void Attach(IEnumerable<Guid> added, IEnumerable<Guid> removed) => FileIds = [.. FileIds.Except(removed).Union(added)];

    /// <summary>Adds what has to be done after it.</summary>
    public void Promises(ToDo toDo) => toDos.Add(toDo);
}
