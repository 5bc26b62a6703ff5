using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Tickets.Domain;

/// <summary>Somebody who might get a ticket. <paramref name="Load"/> counts what is assigned to them or in progress, not what waits.</summary>
internal sealed record Worker(long Id, IReadOnlySet<string> Offers, int Capacity, int Load, bool Available, DateTimeOffset? AbsentUntil, long? SubstituteId)
{
    public bool Full => Load >= Capacity;

    /// <summary>How much of what they can bear they bear.</summary>
    public double Share => Capacity == 0 ? double.PositiveInfinity : (double)Load / Capacity;
}

/// <summary>What somebody is to the ticket: they had it, or its customer is theirs; they stand in for whose it would be; anybody.</summary>
internal enum Standing { Assignee, Owner, StandIn, Anybody }

/// <summary>What becomes of a candidate.</summary>
internal enum Eligibility { Chosen, Possible, Absent, Full, Unfit }

/// <summary>What decided for the one who is chosen.</summary>
internal enum Ground { Owner, StandIn, OnlyOne, FitsBest, LeastLoaded, FirstOfEquals }

/// <summary>
/// What was found about one candidate when a ticket was handed out. It is kept with the assignment as it was, and told
/// in the words of whoever reads it.
/// </summary>
internal sealed record Judgement(long PersonId, Eligibility Verdict, Standing Standing, int Load, int Capacity)
{
    static readonly JsonSerializerOptions Compact = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>What is preferred and needed, and they have.</summary>
    public string[] Fits { get; init; } = [];
    /// <summary>What is needed, and they have not.</summary>
    public string[] Lacks { get; init; } = [];
    /// <summary>When their absence ends.</summary>
    public DateTimeOffset? Until { get; init; }
    /// <summary>For whom they stand in.</summary>
    public long? For { get; init; }
    public Ground? Ground { get; init; }

    /// <summary>Those of one assignment, the chosen one first.</summary>
    public static Reason Reason(string key, IEnumerable<Judgement> judgements)
    {
        var all = judgements.ToList();
        return new(key, [.. all.Take(Kept).Select(j => JsonSerializer.Serialize(j, Compact)), .. all.Count > Kept ? new[] { (all.Count - Kept).ToString(System.Globalization.CultureInfo.InvariantCulture) } : []]);
    }

    /// <summary>Reads what <see cref="Reason"/> wrote; of those not kept, how many there were.</summary>
    public static (IReadOnlyList<Judgement> Judgements, int More) Read(IReadOnlyList<string> args) =>
        ([.. args.Where(a => a.StartsWith('{')).Select(a => JsonSerializer.Deserialize<Judgement>(a)!)],
            args.Count > 0 && int.TryParse(args[^1], System.Globalization.CultureInfo.InvariantCulture, out var more) ? more : 0);

    /// <summary>A history of a hundred names explains nothing.</summary>
    const int Kept = 8;
}

/// <summary>Who gets a ticket.</summary>
internal static class Routing
{
    /// <summary>
    /// Judges everybody of a crew, the best first. Who is absent, full or unfit is out. Of the others the owner comes first
    /// (or, while they are absent, who stands in for them), then who has most of what is preferred, then who bears the
    /// smallest part of what they can.
    /// </summary>
    /// <param name="needs">What whoever gets it must offer.</param>
    /// <param name="prefers">What they had better offer.</param>
    /// <param name="ownerId">Whose it should be: the customer's owner.</param>
    /// <param name="crew">Who comes into question.</param>
    /// <param name="owns">What makes it theirs.</param>
    public static IReadOnlyList<Judgement> Judge(IReadOnlyCollection<string> needs, IReadOnlyCollection<string> prefers, long? ownerId, IReadOnlyCollection<Worker> crew, Standing owns = Standing.Owner)
    {
        var standIn = crew.FirstOrDefault(w => w.Id == ownerId) is { Available: false, SubstituteId: { } substitute } ? substitute : (long?)null;
        var ranked = crew.Select(w => (Worker: w, Judgement: Of(w)))
            .OrderBy(c => c.Judgement.Verdict).ThenBy(c => c.Judgement.Standing).ThenByDescending(c => Preferred(c.Judgement)).ThenBy(c => c.Worker.Share).ThenBy(c => c.Worker.Load).ThenBy(c => c.Worker.Id).ToList();
        if (ranked.Count == 0 || ranked[0].Judgement.Verdict != Eligibility.Possible) return [.. ranked.Select(c => c.Judgement)];
        var first = ranked[0].Judgement with { Verdict = Eligibility.Chosen, Ground = Why() };
        return [first, .. ranked.Skip(1).Select(c => c.Judgement)];

        Judgement Of(Worker w)
        {
            string[] lacks = [.. needs.Where(n => !w.Offers.Contains(n))];
            var standing = w.Id == ownerId ? owns : w.Id == standIn ? Standing.StandIn : Standing.Anybody;
            return new(w.Id, !w.Available ? Eligibility.Absent : lacks.Length > 0 ? Eligibility.Unfit : w.Full ? Eligibility.Full : Eligibility.Possible, standing, w.Load, w.Capacity)
            {
                Fits = [.. needs.Concat(prefers).Where(w.Offers.Contains).Distinct()], Lacks = lacks, Until = w.Available ? null : w.AbsentUntil, For = standing == Standing.StandIn ? ownerId : null,
            };
        }

        int Preferred(Judgement j) => prefers.Count(j.Fits.Contains);

        Ground Why()
        {
            var (best, next) = (ranked[0], ranked.ElementAtOrDefault(1));
            if (best.Judgement.Standing != Standing.Anybody) return best.Judgement.Standing == Standing.StandIn ? Ground.StandIn : Ground.Owner;
            if (next.Judgement?.Verdict != Eligibility.Possible) return Ground.OnlyOne;
            if (Preferred(best.Judgement) > Preferred(next.Judgement)) return Ground.FitsBest;
            return best.Worker.Share < next.Worker.Share || best.Worker.Load < next.Worker.Load ? Ground.LeastLoaded : Ground.FirstOfEquals;
        }
    }
}
