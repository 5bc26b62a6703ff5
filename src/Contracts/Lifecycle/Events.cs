namespace Crm.Contracts.Lifecycle;

/// <summary>Where the relation with a customer stands. New, growing and mature ones are active.</summary>
public enum CustomerStage { Prospect, InDevelopment, New, Growing, Mature, Dormant, Churned }

/// <summary>A customer stands in another stage. <paramref name="From"/> is null for one who was not known before.</summary>
public sealed record CustomerStageChanged(long CustomerId, CustomerStage? From, CustomerStage To, DateTimeOffset At) : IEvent;

/// <summary>
/// Somebody is to do something for a customer: a step of a playbook or of a plan. <paramref name="Key"/> names it wherever it is written down, so that
/// it becomes one to-do however often it is told. <paramref name="OwnerId"/> null: whoever has the customer.
/// </summary>
public sealed record ToDoWanted(Guid Key, long CustomerId, string English, string Chinese, long? OwnerId, DateTimeOffset DueAt, DateTimeOffset At) : IEvent;

/// <summary>What was wanted is no longer: where nobody has closed the to-do yet, it goes.</summary>
public sealed record ToDoWithdrawn(Guid Key, long CustomerId, DateTimeOffset At) : IEvent;
