using Crm.Contracts.Lifecycle;

namespace Crm.Lifecycle.Domain;

/// <summary>Moves of a month from one stage to another; null: from, or to, where nobody counts.</summary>
internal sealed record StageMoves(DateOnly Month, CustomerStage? From, CustomerStage? To, long N);

/// <summary>A stage over a month: opening + in - out = closing.</summary>
internal sealed record StageMonth(CustomerStage Stage, long Opening, long In, long Out)
{
    public long Closing => Opening + In - Out;
}

/// <summary>
/// The stock-and-flow account of the stages: what stood in each at the begin of a month, what came and went, what stood
/// there at its end, which is the begin of the next.
/// </summary>
internal static class StageFlow
{
    /// <param name="before">Customers in each stage before the first month.</param>
    public static IReadOnlyList<(DateOnly Month, IReadOnlyList<StageMonth> Stages)> Account(IReadOnlyDictionary<CustomerStage, long> before, IReadOnlyCollection<StageMoves> moves, DateOnly first, int months)
    {
        var opening = Enum.GetValues<CustomerStage>().ToDictionary(s => s, s => before.GetValueOrDefault(s));
        var account = new List<(DateOnly, IReadOnlyList<StageMonth>)>();
        for (var i = 0; i < months; i++)
        {
            var month = first.AddMonths(i);
            var of = moves.Where(m => m.Month == month).ToList();
            List<StageMonth> stages = [.. Enum.GetValues<CustomerStage>().Select(s => new StageMonth(s, opening[s], of.Where(m => m.To == s).Sum(m => m.N), of.Where(m => m.From == s).Sum(m => m.N)))];
            account.Add((month, stages));
            foreach (var stage in stages) opening[stage.Stage] = stage.Closing;
        }
        return account;
    }
}
