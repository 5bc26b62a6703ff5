using Crm.Platform.Data;

namespace Crm.Customers.Domain.Privacy;

/// <summary>What a law obliges us to keep of somebody who has been erased: sealed apart from everything, opened by nobody in the course of work, gone on its date.</summary>
internal sealed class Restricted : Entity
{
    Restricted() { }

    public Restricted(long customerId, string content, string law, DateOnly until, DateTimeOffset at) => (CustomerId, Content, Law, Until, At) = (customerId, content, law, until, at);

    public long CustomerId { get; private set; }

    /// <summary>Sealed by the installation, not by the person's own key, which is destroyed.</summary>
    public string Content { get; private set; } = "";

    /// <summary>Which duty keeps it.</summary>
    public string Law { get; private set; } = "";

    public DateOnly Until { get; private set; }
    public DateTimeOffset At { get; private set; }
}
