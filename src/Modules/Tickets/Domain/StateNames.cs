using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>What an installation calls a state; null: as the product does.</summary>
internal sealed record StateName(TicketStatus Status, string? English, string? Chinese);

/// <summary>The names of states that an installation has given. One row. The states themselves stay: only what people read is another word.</summary>
internal sealed class StateNames : Entity, IAudited
{
    public const int Length = 40;

    StateNames() { }

    /// <summary>Only states that are called something else.</summary>
    public List<StateName> Names { get; private set; } = [];

    public void Change(IEnumerable<StateName> names) => Names = [.. names
        .Select(n => new StateName(n.Status, Blank(n.English), Blank(n.Chinese)))
        .Where(n => n.English is not null || n.Chinese is not null).OrderBy(n => n.Status)];

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
