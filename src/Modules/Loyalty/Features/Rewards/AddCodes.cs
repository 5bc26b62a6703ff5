using System.Globalization;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Rewards;

/// <summary>Adds codes to a reward that gives out codes of a list: one a line, each once. What cannot be taken is told line by line.</summary>
[Needs("rewards.manage")]
internal static class AddCodes
{
    public const int Longest = 100, Most = 100_000, Told = 50;

    public sealed record Query(long RewardId) : IRequest<Result>;

    /// <summary>How many wait, were given, and came back void.</summary>
    public sealed record Result(long RewardId, string NameEn, string NameZh, CodeSource Codes, long Free, long Given, long Void)
    {
        public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
    }

    public sealed record Command : IRequest<Report>
    {
        public long RewardId { get; init; }

        /// <summary>Of a line the first cell counts.</summary>
        public string Codes { get; init; } = "";
    }

    /// <summary>Why a line was left out.</summary>
    public enum CodeFault { Twice, Known, TooLong }

    public sealed record Left(int Line, string Code, CodeFault Why);

    /// <param name="Left">The first lines that were left out, of <paramref name="LeftOut"/>.</param>
    public sealed record Report(int Added, int LeftOut, IReadOnlyList<Left> Left);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Codes).NotEmpty().MaximumLength(Most * 40);
    }

    public sealed class Loader(LoyaltyDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var reward = await db.Rewards.AsNoTracking().SingleOrDefaultAsync(r => r.Id == query.RewardId, cancellationToken) ?? throw new MissingException("reward", query.RewardId);
            var counts = await db.RewardCodes.Where(c => c.RewardId == query.RewardId).GroupBy(c => new { Given = c.GivenAt != null, Void = c.VoidedAt != null }).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellationToken);
            return new(reward.Id, reward.NameEn, reward.NameZh, reward.Codes, counts.Where(c => c.Key is { Given: false, Void: false }).Sum(c => c.Count), counts.Where(c => c.Key is { Given: true, Void: false }).Sum(c => c.Count), counts.Where(c => c.Key.Void).Sum(c => c.Count));
        }
    }

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, Report>
    {
        public async Task<Report> Handle(Command command, CancellationToken cancellationToken)
        {
            var (wanted, left, leftOut) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<Left>(), 0);
            foreach (var (line, code) in Lines(command.Codes))
            {
                if (code.Length > Longest) Leave(line, code[..20] + "…", CodeFault.TooLong);
                else if (!wanted.TryAdd(code, line)) Leave(line, code, CodeFault.Twice);
            }
            if (wanted.Count > Most) throw new RuleException("loyalty.codes.tooMany", nameof(command.Codes), Most);
            await using var transaction = await db.Begin(cancellationToken);
            // One list at a time: the stock is counted up by what was added.
            var locked = await db.Database.ExecuteSqlAsync($"update loyalty.rewards set stock = coalesce(stock, 0) where id = {command.RewardId} and codes = 'list'", cancellationToken);
            if (locked == 0) throw await db.Rewards.AnyAsync(r => r.Id == command.RewardId, cancellationToken) ? new RuleException("loyalty.codes.noList", nameof(command.Codes)) : new MissingException("reward", command.RewardId);
            var (codes, now) = (wanted.Keys.ToArray(), db.Clock.GetUtcNow());
            var known = (await db.RewardCodes.Where(c => c.RewardId == command.RewardId && codes.Contains(c.Code)).Select(c => c.Code).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
            foreach (var code in codes.Where(known.Contains)) Leave(wanted[code], code, CodeFault.Known);
            string[] fresh = [.. codes.Where(c => !known.Contains(c))];
            await db.Database.ExecuteSqlAsync($"insert into loyalty.reward_codes (reward_id, code, added_at) select {command.RewardId}, u.code, {now} from unnest({fresh}) with ordinality u(code, nr) order by u.nr", cancellationToken);
            await db.Database.ExecuteSqlAsync($"update loyalty.rewards set stock = stock + {fresh.Length} where id = {command.RewardId}", cancellationToken);
            db.Record("reward.codes", nameof(Reward), command.RewardId, new { Added = fresh.Length, LeftOut = leftOut });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(fresh.Length, leftOut, [.. left.OrderBy(l => l.Line).Take(Told)]);

            void Leave(int line, string code, CodeFault why)
            {
                leftOut++;
                if (left.Count < Most) left.Add(new(line, code, why));
            }
        }

        static IEnumerable<(int Line, string Code)> Lines(string text)
        {
            var nr = 0;
            foreach (var line in text.Split('\n'))
            {
                nr++;
                var cell = line.Split([',', ';', '\t'])[0].Trim().Trim('"', '\uFEFF').Trim();
                if (cell.Length > 0) yield return (nr, cell);
            }
        }
    }
}

/// <summary>Takes a code nobody was given off the list, or all that are left.</summary>
[Needs("rewards.manage")]
internal static class ClearCodes
{
    public sealed record Command(long RewardId) : IRequest<int>;

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            if (await db.Database.ExecuteSqlAsync($"update loyalty.rewards set stock = 0 where id = {command.RewardId} and codes = 'list'", cancellationToken) == 0) throw new MissingException("reward", command.RewardId.ToString(CultureInfo.InvariantCulture));
            var gone = await db.RewardCodes.Where(c => c.RewardId == command.RewardId && c.GivenAt == null).ExecuteDeleteAsync(cancellationToken);
            db.Record("reward.codes_cleared", nameof(Reward), command.RewardId, new { Removed = gone });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return gone;
        }
    }
}
