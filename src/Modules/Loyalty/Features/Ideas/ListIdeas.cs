using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Ideas;

/// <summary>Which ideas: those members see, or those that wait to be published.</summary>
internal enum IdeaShelf { Published, Suggested }

/// <summary>Ideas, most wanted first.</summary>
[Needs("ideas.manage")]
internal static class ListIdeas
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public IdeaStatus? Status { get; init; }
        public IdeaShelf? Shelf { get; init; }
        public string? Text { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string? TitleEn, string? TitleZh, IdeaStatus Status, IdeaSource Source, int Votes, DateTimeOffset CreatedAt, DateTimeOffset? PublishedAt, long? CustomerId)
    {
        public string Title(string language) => (language == "zh-CN" ? TitleZh ?? TitleEn : TitleEn ?? TitleZh) ?? "";
    }

    sealed record Keys(int Votes, long Id);

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Ideas.AsNoTracking();
            if (query.Status is { } status) rows = rows.Where(i => i.Status == status);
            if (query.Shelf is { } shelf) rows = shelf == IdeaShelf.Published ? rows.Where(i => i.PublishedAt != null) : rows.Where(i => i.PublishedAt == null);
            if (!string.IsNullOrWhiteSpace(query.Text))
            {
                var pattern = Like.Containing(query.Text);
                rows = rows.Where(i => EF.Functions.ILike((i.TitleEn ?? "") + " " + (i.TitleZh ?? "") + " " + (i.TextEn ?? "") + " " + (i.TextZh ?? ""), pattern, Like.Escape));
            }
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(i => i.Tally.Votes < after.Votes || (i.Tally.Votes == after.Votes && i.Id < after.Id));
            var page = await rows.OrderByDescending(i => i.Tally.Votes).ThenByDescending(i => i.Id).Take(query.Limit + 1)
                .Select(i => new Row(i.Id, i.TitleEn, i.TitleZh, i.Status, i.Source, i.Tally.Votes, i.CreatedAt, i.PublishedAt, i.CustomerId)).ToListAsync(cancellationToken);
            return Cursor.Cut(page, query.Limit, r => new Keys(r.Votes, r.Id));
        }
    }
}

/// <summary>One idea with everything about it.</summary>
[Needs("ideas.manage")]
internal static class ShowIdea
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(long Id, uint Version, string? TitleEn, string? TitleZh, string? TextEn, string? TextZh, IdeaStatus Status, IdeaSource Source, string? Origin, string? OriginUrl, int Votes, DateTimeOffset CreatedAt, string? CreatedBy, DateTimeOffset? PublishedAt, DateTimeOffset ChangedAt, string? ChangedBy,
        string? AnswerEn, string? AnswerZh, long? CustomerId, string? Customer, bool IsMember, long? RewardPoints, DateTimeOffset? RewardedAt)
    {
        public string Title(string language) => (language == "zh-CN" ? TitleZh ?? TitleEn : TitleEn ?? TitleZh) ?? "";
    }

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, IStaffDirectory staff) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var i = await db.Ideas.AsNoTracking().Include(x => x.Tally).SingleOrDefaultAsync(x => x.Id == query.Id, cancellationToken) ?? throw new MissingException("idea", query.Id);
            var people = await staff.Everyone(cancellationToken);
            var (customer, member) = (default(string), false);
            if (i.CustomerId is { } proposer)
            {
                customer = (await customers.NamesOf([proposer], cancellationToken)).GetValueOrDefault(proposer);
                member = await db.Members.AnyAsync(m => m.CustomerId == proposer, cancellationToken);
            }
            return new(i.Id, i.Version, i.TitleEn, i.TitleZh, i.TextEn, i.TextZh, i.Status, i.Source, i.Origin, UrlOf(i.Origin), i.Tally.Votes, i.CreatedAt, NameOf(i.CreatedBy), i.PublishedAt, i.ChangedAt, NameOf(i.ChangedBy),
                i.AnswerEn, i.AnswerZh, i.CustomerId, customer, member, i.RewardPoints, i.RewardedAt);

            string? NameOf(long? id) => id is { } known ? people.GetValueOrDefault(known)?.Name : null;
        }

        static string? UrlOf(string? origin) => origin?.Split(':') is [var kind, var id] ? kind switch { "feedback" => $"/feedback/{id}", "followup" => $"/follow-ups/{id}", _ => null } : null;
    }
}
