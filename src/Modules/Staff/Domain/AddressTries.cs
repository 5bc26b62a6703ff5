namespace Crm.Staff.Domain;

/// <summary>How often somebody at this address has tried to sign in without success, since when. An IPv6 address stands for its /64, which is one household's.</summary>
internal sealed class AddressTries
{
    public string Address { get; init; } = "";
    public int Count { get; init; }
    public DateTimeOffset Since { get; init; }
}
