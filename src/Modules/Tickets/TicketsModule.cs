using Crm.Tickets.Data;
using Crm.Platform.Modules;

namespace Crm.Tickets;

/// <summary>The tickets module.</summary>
public sealed class TicketsModule : Module
{
    /// <inheritdoc />
    public override string Name => "tickets";

    /// <inheritdoc />
    public override Type Db => typeof(TicketsDb);
}
