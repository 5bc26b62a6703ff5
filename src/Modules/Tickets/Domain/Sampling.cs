using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Crm.Contracts.Tickets;

namespace Crm.Tickets.Domain;

/// <summary>
/// Draws tickets of one agent: systematic random sampling from a list ordered by type and, within a type, by a random
/// number of each ticket (W. G. Cochran, Sampling Techniques, chapter 8). Every ticket has the same chance, and every type
/// its share. The random numbers are those of SHA-256 of seed and ticket, so that anybody can draw the same again.
/// </summary>
internal static class Sampling
{
    public sealed record Candidate(long TicketId, TicketType Type, bool LowRated, bool Reopened);

    public sealed record Chosen(long TicketId, QualityReason Reason);

    /// <param name="extra">How many of those that were rated low or reopened come on top, as far as chance has not taken them.</param>
    public static IReadOnlyList<Chosen> Draw(IEnumerable<Candidate> candidates, long agentId, int count, int extra, long seed)
    {
        var list = candidates.OrderBy(c => c.Type).ThenBy(c => Number(seed, $"ticket:{c.TicketId}")).ThenBy(c => c.TicketId).ToList();
        var (size, start) = (Math.Min(count, list.Count), Number(seed, $"agent:{agentId}"));
        var chosen = Enumerable.Range(0, size).Select(i => list[(int)((i + start) * list.Count / size)]).ToList();
        return
        [
            .. chosen.Select(c => new Chosen(c.TicketId, QualityReason.Random)),
            .. list.Except(chosen).Where(c => c.LowRated || c.Reopened).OrderBy(c => Number(seed, $"extra:{c.TicketId}")).Take(extra)
                .Select(c => new Chosen(c.TicketId, c.LowRated ? QualityReason.LowRated : QualityReason.Reopened)),
        ];
    }

    /// <summary>At least 0, less than 1.</summary>
    static double Number(long seed, string what) =>
        (BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{what}")))) >> 11) * (1.0 / (1UL << 53));
}
