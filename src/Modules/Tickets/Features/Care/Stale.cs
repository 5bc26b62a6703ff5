using Crm.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Care;

internal static class Stale
{
    /// <summary>Refuses a row that has changed since its reader saw it, before any rule has its say: "somebody was quicker" explains more than "it is closed already".</summary>
    public static T SeenAs<T>(this T row, uint? version) where T : Entity =>
        version is { } seen && row.Version != seen ? throw new DbUpdateConcurrencyException($"{typeof(T).Name} {row.Id} has changed since it was read.") : row;
}
