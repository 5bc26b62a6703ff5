namespace Crm.Contracts.Customers;

/// <summary>A new customer record exists.</summary>
public sealed record CustomerRegistered(long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>Facts other modules may copy have changed: ask <see cref="ICustomerDirectory"/> for them.</summary>
public sealed record CustomerChanged(long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>A pending customer was admitted: from now on part of audiences, points and figures.</summary>
public sealed record CustomerAdmitted(long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>Two records were one customer: everything of <paramref name="FromId"/> now belongs to <paramref name="IntoId"/>. Told twice, the second time for what was written while the merge went on.</summary>
public sealed record CustomerMerged(long FromId, long IntoId, DateTimeOffset At) : IEvent;

/// <summary>The merge of <paramref name="MergedAt"/> was taken back: what it moved returns to <paramref name="FromId"/>, what is new since stays with <paramref name="IntoId"/>.</summary>
public sealed record CustomerUnmerged(long FromId, long IntoId, DateTimeOffset MergedAt, DateTimeOffset At) : IEvent;

/// <summary>The person behind the record asked to be forgotten: remove whatever identifies them; statistics stay.</summary>
public sealed record CustomerErased(long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>An order was recorded. <paramref name="Goods"/> is what was paid for goods: after discount, without shipping, in <paramref name="Currency"/>, tax included.</summary>
public sealed record PurchaseRecorded(long PurchaseId, long CustomerId, DateTimeOffset PurchasedAt, decimal Goods, string Currency, bool First) : IEvent;

/// <summary>Money was given back. <paramref name="RefundedTotal"/> is the sum of all refunds of the order so far.</summary>
public sealed record PurchaseRefunded(long PurchaseId, long CustomerId, decimal Refunded, decimal RefundedTotal, decimal Goods, string Currency, DateTimeOffset At) : IEvent;

/// <summary>A contact with the customer was logged.</summary>
public sealed record InteractionLogged(long InteractionId, long CustomerId, InteractionType Type, DateTimeOffset At) : IEvent;

/// <summary>A to-do that another module had wanted was closed with a result.</summary>
public sealed record WantedToDoClosed(Guid Key, long ToDoId, long CustomerId, DateTimeOffset At) : IEvent;
