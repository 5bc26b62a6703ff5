using System.Security.Cryptography;
using Crm.Contracts.Tickets;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Quality;

/// <summary>Draws tickets to be checked, of the agents within reach and of a period.</summary>
[Needs("tickets.quality")]
internal static class DrawSample
{
    /// <summary>The longest period: what is older nobody remembers.</summary>
    public const int MostDays = 92;

    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Result>
    {
        public DateOnly? From { get; init; }
        /// <summary>The last day, included.</summary>
        public DateOnly? To { get; init; }
        public int? PerAgent { get; init; }
        public int? Extra { get; init; }
        /// <summary>One team only; null: all within reach.</summary>
        public long? TeamId { get; init; }
    }

    public sealed record Result(long Id, int Candidates, int Drawn, long Seed);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.From).NotNull().IsDay();
            RuleFor(c => c.To).NotNull().IsDay();
            RuleFor(c => c.To).GreaterThanOrEqualTo(c => c.From).When(c => c.From is not null && c.To is not null);
            RuleFor(c => c.PerAgent).NotNull().InclusiveBetween(1, 50);
            RuleFor(c => c.Extra).NotNull().InclusiveBetween(0, 20);
        }
    }

    internal sealed class Handler(TicketsDb db, QualitySampler sampler, ISettings settings, InstallationZone zone, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Result>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var (terms, today) = (await QualityTerms.Of(settings, ct), zone.DayOf(clock.GetUtcNow()));
            return new Command { From = today.AddDays(-7), To = today.AddDays(-1), PerAgent = terms.PerAgent, Extra = terms.Extra };
        }

        public async Task<Result> Handle(Command c, CancellationToken ct)
        {
            if (c.To!.Value.DayNumber - c.From!.Value.DayNumber >= MostDays) throw new RuleException("tickets.quality.rule.too_long", nameof(c.To), MostDays);
            await using var transaction = await db.Begin(ct);
            var tickets = db.Tickets.Within(user.ScopeOf("tickets.quality"));
            if (c.TeamId is { } team) tickets = tickets.Where(t => t.TeamId == team);
            var sample = new QualitySample(null, zone.StartOf(c.From.Value), zone.StartOf(c.To.Value.AddDays(1)), c.PerAgent!.Value, c.Extra!.Value, QualitySampler.NewSeed(), user.Id, clock.GetUtcNow());
            await sampler.Draw(sample, tickets, ct);
            await transaction.CommitAsync(ct);
            return new Result(sample.Id, sample.Candidates, sample.Drawn, sample.Seed);
        }
    }
}

/// <summary>What draws, for whoever asks and for the week.</summary>
internal sealed class QualitySampler(TicketsDb db)
{
    public static long NewSeed() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;

    /// <summary>Draws within the caller's transaction, one drawing at a time, so that no ticket is drawn by two.</summary>
    public async Task Draw(QualitySample sample, IQueryable<Ticket> tickets, CancellationToken ct)
    {
        await db.Turn("quality", ct);
        var checks = await Choose(sample, tickets, ct);
        db.QualitySamples.Add(sample);
        await db.SaveChangesAsync(ct);
        foreach (var check in checks) check.SampleId = sample.Id;
        db.QualityChecks.AddRange(checks);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The checks of a sample that is not stored yet.</summary>
    public async Task<IReadOnlyList<QualityCheck>> Choose(QualitySample sample, IQueryable<Ticket> tickets, CancellationToken ct)
    {
        var lists = await db.Checklists.Where(c => c.Active).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(ct);
        var (from, to) = (sample.From, sample.To);
        var resolved = await tickets.AsNoTracking()
            .Where(t => t.ResolvedAt >= from && t.ResolvedAt < to && t.OwnerId != null && (t.Status == TicketStatus.Resolved || t.Status == TicketStatus.Reviewed || t.Status == TicketStatus.Archived))
            .Where(t => !db.QualityChecks.Any(c => c.TicketId == t.Id))
            .Select(t => new { t.Id, t.Type, Agent = t.OwnerId!.Value, t.TeamId, t.Satisfaction, t.Reopened }).ToListAsync(ct);
        var candidates = resolved.Select(t => (Ticket: t, List: lists.Find(l => l.Fits(t.Type, t.TeamId)))).Where(t => t.List is not null).ToDictionary(t => t.Ticket.Id);
        var checks = candidates.Values.GroupBy(t => t.Ticket.Agent).OrderBy(g => g.Key)
            .SelectMany(agent => Sampling.Draw(agent.Select(t => new Sampling.Candidate(t.Ticket.Id, t.Ticket.Type, t.Ticket.Satisfaction <= QualityTerms.LowScore, t.Ticket.Reopened > 0)), agent.Key, sample.PerAgent, sample.Extra, sample.Seed))
            .Select(chosen => candidates[chosen.TicketId] is var (t, list) ? QualityCheck.Of(t.Id, t.Type, t.Agent, t.TeamId, list!, chosen.Reason, sample.ById, sample.At) : null!).ToList();
        sample.Yields(candidates.Count, checks.Count);
        return checks;
    }
}

/// <summary>Draws the sample of the week that has ended, once, whenever a host is there to do so; asked every hour, so that a night without a host loses no week.</summary>
internal sealed class DrawWeeklySample(TicketsDb db, QualitySampler sampler, ISettings settings, InstallationZone zone, TimeProvider clock) : ISweep
{
    public string Cron => "0 41 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var (now, terms) = (clock.GetUtcNow(), await QualityTerms.Of(settings, ct));
        if (!terms.Weekly) return;
        var today = zone.DayOf(now);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7) - 7);
        if (await db.QualitySamples.AnyAsync(s => s.Week == monday, ct)) return;
        await using var transaction = await db.Begin(ct);
        await sampler.Draw(new QualitySample(monday, zone.StartOf(monday), zone.StartOf(monday.AddDays(7)), terms.PerAgent, terms.Extra, QualitySampler.NewSeed(), null, now), db.Tickets, ct);
        await transaction.CommitAsync(ct);
    }
}
