using System.Text.Json.Serialization;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Views;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Bulk;

/// <summary>Which tickets a bulk change means: those ticked, or all of a list.</summary>
internal sealed record BulkChoice
{
    public IReadOnlyList<long> Ids { get; init; } = [];
    public bool All { get; init; }
    public ListTickets.Query Filter { get; init; } = new();
    public long? Saved { get; init; }
}

/// <summary>Changes many tickets in the background, each as if it were done by hand.</summary>
[Needs("tickets.bulk")]
internal static class StartBulk
{
    /// <summary>A bulk change of more is a mistake, or a migration.</summary>
    public const int Most = 10_000;

    /// <summary>How many there are, and the first of them.</summary>
    public sealed record Query(BulkChoice Choice) : IRequest<Preview>;

    public sealed record Preview(int Count, IReadOnlyList<(long Id, string Number, string Subject)> First);

    public sealed record Command : IRequest<long>, IChangesCommand
    {
        /// <summary>Given by the page's address, not by its form.</summary>
        [JsonIgnore, BindNever]
        public BulkChoice Choice { get; init; } = new();
        public TicketChanges Changes { get; init; } = new();
        /// <summary>Its changes instead of those above.</summary>
        public long? MacroId { get; init; }
        /// <summary>Number of the ticket that all of them go on in.</summary>
        public string? MergeInto { get; init; }
        public string? MergeWhy { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Changes).NotNull();
            RuleFor(c => c.MergeWhy).NotEmpty().When(c => !string.IsNullOrWhiteSpace(c.MergeInto));
            RuleFor(c => c.MergeWhy).MaximumLength(Together.MergeTickets.NoteLength);
        }
    }

    internal sealed class Loader(BulkTickets chosen) : IRequestHandler<Query, Preview>
    {
        public async Task<Preview> Handle(Query q, CancellationToken ct)
        {
            var rows = await chosen.Of(q.Choice, ct);
            var first = await rows.OrderBy(t => t.Id).Take(10).Select(t => new { t.Id, t.Number, t.Subject }).ToListAsync(ct);
            return new(await rows.CountUpTo(Most, ct), [.. first.Select(t => (t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject))]);
        }
    }

    internal sealed class Handler(TicketsDb db, BulkTickets chosen, Sharing sharing, Templates templates, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.bulk");
            var into = string.IsNullOrWhiteSpace(c.MergeInto) ? null : c.MergeInto.Trim();
            var changes = c.MacroId is { } macro ? (await sharing.Macro(macro, ct)).Changes : ChangesTold.Tidy(c.Changes);
            if (into is null && changes.Nothing) throw new RuleException("tickets.changes.nothing");
            if (into is not null && !changes.Nothing) throw new RuleException("tickets.bulk.merge_alone", nameof(c.MergeInto));
            if (into is not null && !HumanNumber.TryParse(Ticket.Prefix, into, out _)) throw new RuleException("tickets.rule.no_ticket", nameof(c.MergeInto));
            if (ChangesTold.Missing(changes, templates, (await db.Rules(ct)).Flow) is { } missing) throw new RuleException(missing.Key, $"Changes.{missing.Field}");

            // What the list shows now is what is changed, whatever the first changes do to the list.
            var ids = await (await chosen.Of(c.Choice, ct)).OrderBy(t => t.Id).Select(t => t.Id).Take(Most + 1).ToListAsync(ct);
            if (ids.Count == 0) throw new RuleException("tickets.bulk.none");
            if (ids.Count > Most) throw new RuleException("tickets.bulk.too_many", null, Most);
            await using var transaction = await db.Begin(ct);
            var run = new BulkRun(me, changes, into, into is null ? null : c.MergeWhy!.Trim(), ids.Count, clock.GetUtcNow());
            db.BulkRuns.Add(run);
            await db.SaveChangesAsync(ct);
            await db.CopyIn(ids.Select(id => new BulkRow(run.Id, id)), ct);
            await db.Work(run, me, ct);
            await transaction.CommitAsync(ct);
            return run.Id;
        }
    }
}

/// <summary>Tries again what failed.</summary>
[Needs("tickets.bulk")]
internal static class RetryBulk
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.bulk");
            var run = await db.BulkRuns.SingleOrDefaultAsync(r => r.Id == c.Id && r.StaffId == me, ct) ?? throw new MissingException("BulkRun", c.Id);
            await using var transaction = await db.Begin(ct);
            var again = await db.BulkRows.Where(r => r.RunId == run.Id && r.State == BulkState.Failed).ExecuteUpdateAsync(s => s.SetProperty(r => r.State, BulkState.Waiting).SetProperty(r => r.Reason, (string?)null), ct);
            if (again == 0) throw new RuleException("tickets.bulk.nothing_failed");
            await db.Work(run, me, ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}

internal static class BulkWork
{
    /// <summary>Starts the job that works on a run.</summary>
    public static async Task Work(this TicketsDb db, BulkRun run, long by, CancellationToken ct)
    {
        var job = db.Enqueue<RunBulk, RunBulk.Args>(new(run.Id), "tickets.bulk.job", by);
        await db.SaveChangesAsync(ct);
        run.WorkedOnBy(job.Id);
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>The tickets that were chosen, as far as the right to change many reaches.</summary>
internal sealed class BulkTickets(TicketsDb db, TicketSearch search, Sharing sharing, CurrentUser user)
{
    public async Task<IQueryable<Ticket>> Of(BulkChoice choice, CancellationToken ct, string right = "tickets.bulk")
    {
        if (!choice.All)
        {
            var ids = choice.Ids.Distinct().Take(StartBulk.Most + 1).ToList();
            return db.Tickets.AsNoTracking().Within(user.ScopeOf(right)).Where(t => ids.Contains(t.Id));
        }
        var filter = choice.Saved is { } saved ? (await (await sharing.Usable<SavedView>(ct)).SingleOrDefaultAsync(v => v.Id == saved, ct) ?? throw new MissingException("SavedView", saved)).Read() : choice.Filter;
        return await search.Rows(filter with { View = filter.View ?? (filter.Q is null ? TicketView.Open : TicketView.Any) }, ct, right);
    }
}
