using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.MemberPage;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Ideas;

/// <summary>Published ideas for everybody to read, most wanted first; whoever came in sees what they voted for.</summary>
[OpenToAll("published ideas are public; nobody's name stands in them")]
internal static class ShowPublicIdeas
{
    public sealed record Query(string? Session, string Language, IdeaStatus? Status = null, long? Id = null, string? After = null, int Limit = 20) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, string Title, string? Text, IdeaStatus Status, string? Answer, int Votes, DateTimeOffset PublishedAt, bool Mine)
    {
        public bool TakesVotes => IdeaRules.TakesVotes(Status);
    }

    sealed record Keys(int Votes, long Id);

    public sealed class Handler(LoyaltyDb db, MemberDoor door) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var (me, chinese) = ((await door.Enter(query.Session, cancellationToken))?.CustomerId ?? 0, query.Language == "zh-CN");
            var rows = db.Ideas.AsNoTracking().Where(i => i.PublishedAt != null);
            if (query.Id is { } id) rows = rows.Where(i => i.Id == id);
            if (query.Status is { } status) rows = rows.Where(i => i.Status == status);
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(i => i.Tally.Votes < after.Votes || (i.Tally.Votes == after.Votes && i.Id < after.Id));
            var page = await rows.OrderByDescending(i => i.Tally.Votes).ThenByDescending(i => i.Id).Take(query.Limit + 1)
                .Select(i => new { i.Id, i.TitleEn, i.TitleZh, i.TextEn, i.TextZh, i.Status, i.AnswerEn, i.AnswerZh, i.Tally.Votes, i.PublishedAt, Mine = db.IdeaVotes.Any(v => v.IdeaId == i.Id && v.CustomerId == me) }).ToListAsync(cancellationToken);
            return Cursor.Cut([.. page.Select(i => new Row(i.Id, In(i.TitleEn, i.TitleZh) ?? "", In(i.TextEn, i.TextZh), i.Status, In(i.AnswerEn, i.AnswerZh), i.Votes, i.PublishedAt!.Value, i.Mine))], query.Limit, i => new Keys(i.Votes, i.Id));

            string? In(string? english, string? inChinese) => chinese ? inChinese ?? english : english ?? inChinese;
        }
    }
}

internal static class IdeaRules
{
    /// <summary>What is decided is voted on no more.</summary>
    public static bool TakesVotes(IdeaStatus status) => status is IdeaStatus.New or IdeaStatus.UnderReview or IdeaStatus.Planned;
}

/// <summary>A member wants an idea, or no longer: one vote each.</summary>
[OpenToAll("the session is the proof; a member votes for themselves")]
internal static class VoteForIdea
{
    public sealed record Command(string? Session, long IdeaId, bool Wants) : IRequest;

    public sealed class Handler(LoyaltyDb db, MemberDoor door) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var me = await door.MustEnter(command.Session, cancellationToken);
            _ = me.Member;
            var idea = await db.Ideas.Where(i => i.Id == command.IdeaId && i.PublishedAt != null).Select(i => new { i.Status }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("idea", command.IdeaId);
            if (!IdeaRules.TakesVotes(idea.Status)) throw new RuleException("loyalty.idea.decided");
            await using var transaction = await db.Begin(cancellationToken);
            // Of two equal votes at once the second waits for the first, and counts nothing.
            var changed = command.Wants
                ? await db.Database.ExecuteSqlAsync($"insert into loyalty.idea_votes (idea_id, customer_id, at, doubled) values ({command.IdeaId}, {me.CustomerId}, {db.Clock.GetUtcNow()}, false) on conflict do nothing", cancellationToken)
                : -await db.Database.ExecuteSqlAsync($"delete from loyalty.idea_votes where idea_id = {command.IdeaId} and customer_id = {me.CustomerId} and not doubled", cancellationToken);
            if (changed != 0) await db.Database.ExecuteSqlAsync($"update loyalty.idea_tallies set votes = votes + {changed} where idea_id = {command.IdeaId}", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>A member suggests something; members see it once a colleague has published it.</summary>
[OpenToAll("the session is the proof; a member speaks for themselves")]
internal static class ProposeIdea
{
    /// <summary>So many a day from one member are read.</summary>
    const int MostADay = 5;

    public sealed record Command : IRequest<long>
    {
        public string? Session { get; init; }
        public string Language { get; init; } = "";
        public string Title { get; init; } = "";
        public string? Text { get; init; }

        /// <summary>Made with the form: the same form sent twice is one idea.</summary>
        public string Key { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(SaveIdea.LongestTitle);
            RuleFor(c => c.Text).MaximumLength(SaveIdea.LongestText);
            RuleFor(c => c.Key).NotEmpty().MaximumLength(50);
        }
    }

    public sealed class Handler(LoyaltyDb db, MemberDoor door) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var me = await door.MustEnter(command.Session, cancellationToken);
            await using var transaction = await db.Begin(cancellationToken);
            await db.Database.ExecuteSqlAsync($"select 1 from loyalty.members where id = {me.Member} for update", cancellationToken);
            var (now, origin) = (db.Clock.GetUtcNow(), $"member:{me.Member}:{command.Key}");
            if (await db.Ideas.Where(i => i.Origin == origin).Select(i => (long?)i.Id).SingleOrDefaultAsync(cancellationToken) is { } there) return there;
            var since = now.AddDays(-1);
            if (await db.Ideas.CountAsync(i => i.CustomerId == me.CustomerId && i.Source == IdeaSource.Member && i.CreatedAt > since, cancellationToken) >= MostADay) throw new RuleException("loyalty.idea.enough", null, MostADay);
            var chinese = command.Language == "zh-CN";
            var idea = new Idea(new(chinese ? null : command.Title, chinese ? command.Title : null, chinese ? null : command.Text, chinese ? command.Text : null), IdeaSource.Member, origin, me.CustomerId, null, now);
            db.Ideas.Add(idea);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return idea.Id;
        }
    }
}
