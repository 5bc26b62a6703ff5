using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>Columns of the board. Due: overdue, or due within four hours, whether tried or not.</summary>
internal enum FollowUpColumn { New, Attempted, Due, Ended }

/// <summary>Call backs by how far they are.</summary>
[Needs("followups.read")]
internal static class ShowFollowUpBoard
{
    public const int CardsOfColumn = 20, CountUpTo = 1000, DaysEnded = 14;

    static readonly TimeSpan Soon = TimeSpan.FromHours(4);

    public sealed record Query : IRequest<Result>
    {
        public long? TeamId { get; init; }
        public bool Mine { get; init; }
    }

    public sealed record Card(long Id, string Customer, int? Score, FollowUpStatus Status, string? Owner, DateTimeOffset DueAt, DateTimeOffset? ClosedAt, int Attempts, bool MayWrite);

    public sealed record Column(FollowUpColumn Name, int Count, IReadOnlyList<Card> Cards);

    public sealed record Result(IReadOnlyList<Column> Columns, IReadOnlyList<Choice> Teams);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (now, me) = (clock.GetUtcNow(), user.Id);
            var (soon, since) = (now + Soon, now.AddDays(-DaysEnded));
            var rows = db.FollowUps.AsNoTracking().Within(user.ScopeOf("followups.read"));
            if (q.TeamId is { } team) rows = rows.Where(f => f.TeamId == team);
            if (q.Mine) rows = rows.Where(f => f.OwnerId == me);
            var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
            var write = user.ScopeOf("followups.write");
            var found = new List<(FollowUpColumn Column, int Count, List<FollowUp> Rows)>();
            foreach (var column in Enum.GetValues<FollowUpColumn>())
            {
                var of = column switch
                {
                    FollowUpColumn.New => rows.Where(f => f.Status == FollowUpStatus.Open && f.DueAt > soon && f.Attempts.Count == 0),
                    FollowUpColumn.Attempted => rows.Where(f => f.Status == FollowUpStatus.Open && f.DueAt > soon && f.Attempts.Count > 0),
                    FollowUpColumn.Due => rows.Where(f => f.Status == FollowUpStatus.Open && f.DueAt <= soon),
                    _ => rows.Where(f => f.ClosedAt > since),
                };
                var sorted = column == FollowUpColumn.Ended ? of.OrderByDescending(f => f.ClosedAt).ThenByDescending(f => f.Id) : of.OrderBy(f => f.DueAt).ThenBy(f => f.Id);
                found.Add((column, await of.CountUpTo(CountUpTo, ct), await sorted.Take(CardsOfColumn).ToListAsync(ct)));
            }
            var all = found.SelectMany(c => c.Rows).ToList();
            var (ids, customers) = (all.ConvertAll(f => f.Id), all.Select(f => f.CustomerId).Distinct().ToList());
            var names = await db.Customers.AsNoTracking().Where(c => customers.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
            var attempts = await db.Set<Attempt>().Where(a => ids.Contains(a.FollowUpId)).GroupBy(a => a.FollowUpId).Select(g => new { g.Key, N = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.N, ct);
            return new([.. found.Select(c => new Column(c.Column, c.Count, [.. c.Rows.Select(f => new Card(f.Id, names.GetValueOrDefault(f.CustomerId, ""), f.Score, f.Status, f.OwnerId is { } o ? people.GetValueOrDefault(o)?.Name : null, f.DueAt, f.ClosedAt,
                attempts.GetValueOrDefault(f.Id), f.Status == FollowUpStatus.Open && write.Covers(f.OwnerId, f.TeamId)))]))],
                [.. teams.Values.OrderBy(t => t.Name, StringComparer.CurrentCulture).Select(t => new Choice(t.Id, t.Name))]);
        }
    }
}

[Needs("followups.read")]
internal sealed class FollowUpBoardPage(TimeProvider clock) : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ShowFollowUpBoard.Query Filter { get; set; } = new();

    public ShowFollowUpBoard.Result Board { get; private set; } = null!;
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task OnGetAsync() => Board = await Send(Filter);

    public string ListOf(FollowUpColumn column) => "/follow-ups?view=" + (column == FollowUpColumn.Ended ? nameof(FollowUpView.Closed) : nameof(FollowUpView.Open)) + (Filter.TeamId is { } team ? $"&teamId={team}" : "") + (Filter.Mine ? "&mine=true" : "");
}
