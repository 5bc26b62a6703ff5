using Crm.Contracts.Staff;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Feedback;

/// <summary>Readers an article did not help, and why: what is to be seen to, or all.</summary>
[Needs("knowledge.read")]
internal static class ListFeedback
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        /// <summary>Also what has been seen to.</summary>
        public bool All { get; init; }
        public long? Article { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long ArticleId, string Title, string Language, int Number, VoteReason? Reason, string? Comment, DateTimeOffset At, DateTimeOffset? DoneAt, string? DoneBy);

    sealed record Keys(DateTimeOffset At, long Id);

    internal sealed class Handler(KnowledgeDb db, IStaffDirectory staff) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var rows = db.Votes.AsNoTracking().Where(v => !v.Helpful);
            if (!q.All) rows = rows.Where(v => v.DoneAt == null);
            if (q.Article is { } article) rows = rows.Where(v => v.ArticleId == article);
            if (Cursor.Read<Keys>(q.After) is { } after) rows = rows.Where(v => EF.Functions.LessThan(ValueTuple.Create(v.At, v.Id), ValueTuple.Create(after.At, after.Id)));
            var people = await staff.Everyone(ct);
            var found = await rows.OrderByDescending(v => v.At).ThenByDescending(v => v.Id).Take(q.Limit + 1).Select(v => new
            {
                v.Id, v.ArticleId, v.Language, v.Number, v.Reason, v.Comment, v.At, v.DoneAt, v.DoneById,
                Title = db.Translations.Where(t => t.ArticleId == v.ArticleId && t.Language == v.Language).Select(t => t.Title).FirstOrDefault() ?? "",
            }).ToListAsync(ct);
            var slice = Cursor.Cut(found, q.Limit, v => new Keys(v.At, v.Id));
            return new([.. slice.Items.Select(v => new Row(v.Id, v.ArticleId, v.Title, v.Language, v.Number, v.Reason, v.Comment, v.At, v.DoneAt, v.DoneById is { } by ? people.GetValueOrDefault(by)?.Name : null))], slice.NextCursor);
        }
    }
}

/// <summary>Says that somebody has seen to it; said again, that it is open after all.</summary>
[Needs("knowledge.write")]
internal static class SettleFeedback
{
    public sealed record Command(long Id, bool Done) : IRequest;

    internal sealed class Handler(KnowledgeDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            DateTimeOffset? at = c.Done ? clock.GetUtcNow() : null;
            var by = c.Done ? user.Id : null;
            if (await db.Votes.Where(v => v.Id == c.Id && !v.Helpful).ExecuteUpdateAsync(v => v.SetProperty(x => x.DoneAt, at).SetProperty(x => x.DoneById, by), ct) == 0)
                throw new Platform.UseCases.MissingException("Feedback", c.Id);
            return Unit.Value;
        }
    }
}
