using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Books;

/// <summary>The playbooks, and how far they were carried out in the last twelve months, over the customers in the reader's scope.</summary>
[Needs("lifecycle.read")]
internal static class ListBooks
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    /// <param name="Runs">Entries followed.</param>
    /// <param name="Given">Steps that became to-dos.</param>
    /// <param name="Overdue">Open, and past their day.</param>
    public sealed record Row(string Key, bool Active, int Steps, long Runs, long Given, long Done, long InTime, long Open, long Overdue, long FellAway)
    {
        /// <summary>Done, of those that were done or ought to have been.</summary>
        public double? CarriedOut => Done + Overdue == 0 ? null : (double)Done / (Done + Overdue);
    }

    internal sealed class Handler(LifecycleDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query q, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var since = now.AddYears(-1);
            var books = await db.Books.AsNoTracking().OrderBy(b => b.Id).Select(b => new { b.Id, b.Key, b.Active, Steps = b.Steps.Count }).ToListAsync(ct);
            var runs = db.Runs.AsNoTracking().Within(user.ScopeOf("lifecycle.read")).Where(r => r.StartedAt > since);
            var counts = await runs.GroupBy(r => r.BookId).Select(g => new { g.Key, N = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.N, ct);
            var steps = await (from r in runs
                               from s in r.Steps
                               group s by r.BookId into g
                               select new
                               {
                                   g.Key, Given = g.LongCount(), Done = g.LongCount(s => s.DoneAt != null), InTime = g.LongCount(s => s.DoneAt != null && s.DoneAt <= s.DueAt), Gone = g.LongCount(s => s.FellAwayAt != null),
                                   Open = g.LongCount(s => s.DoneAt == null && s.FellAwayAt == null), Overdue = g.LongCount(s => s.DoneAt == null && s.FellAwayAt == null && s.DueAt < now),
                               }).ToDictionaryAsync(g => g.Key, ct);
            return [.. books.Select(b => steps.GetValueOrDefault(b.Id) is { } s ? new Row(b.Key, b.Active, b.Steps, counts.GetValueOrDefault(b.Id), s.Given, s.Done, s.InTime, s.Open, s.Overdue, s.Gone) : new Row(b.Key, b.Active, b.Steps, counts.GetValueOrDefault(b.Id), 0, 0, 0, 0, 0, 0))];
        }
    }
}

/// <summary>One playbook with its steps.</summary>
[Needs("lifecycle.read")]
internal static class ShowBook
{
    public sealed record Query(string Key) : IRequest<View>;

    public sealed record View(string Key, bool Active, IReadOnlyList<Step> Steps);

    public sealed record Step(long Id, string English, string Chinese, int AfterDays, StepDoer Doer);

    internal sealed class Handler(LifecycleDb db) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query q, CancellationToken ct)
        {
            var book = await db.Books.AsNoTracking().Include(b => b.Steps).SingleOrDefaultAsync(b => b.Key == q.Key, ct) ?? throw new MissingException("StageBook", q.Key);
            return new View(book.Key, book.Active, [.. book.Steps.OrderBy(s => s.AfterDays).ThenBy(s => s.Id).Select(s => new Step(s.Id, s.English, s.Chinese, s.AfterDays, s.Doer))]);
        }
    }
}
