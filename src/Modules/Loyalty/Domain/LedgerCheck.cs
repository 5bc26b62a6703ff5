using System.Text.Json;
using Crm.Loyalty.Data;

namespace Crm.Loyalty.Domain;

/// <summary>A proof of the ledger: when, over how much, and what differed.</summary>
internal sealed class LedgerCheck
{
    LedgerCheck() { }

    public LedgerCheck(ProofResult result, TimeSpan took, DateTimeOffset at)
    {
        (At, Members, Entries, Lots, DifferingMembers, TookMilliseconds) = (at, result.Members, result.Entries, result.Lots, result.DifferingMembers, (long)took.TotalMilliseconds);
        (Differences, Accounts) = (JsonSerializer.Serialize(result.Differences), JsonSerializer.Serialize(result.Accounts));
    }

    public long Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    public long Members { get; private set; }
    public long Entries { get; private set; }
    public long Lots { get; private set; }
    public int DifferingMembers { get; private set; }
    public long TookMilliseconds { get; private set; }

    /// <summary>The first of what differed, and the totals of the accounts, as JSON.</summary>
    public string Differences { get; private set; } = "[]";
    public string Accounts { get; private set; } = "[]";
}
