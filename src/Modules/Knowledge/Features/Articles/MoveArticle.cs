using Crm.Contracts.Knowledge;
using Crm.Contracts.Staff;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Asks for a review, publishes, takes back, archives. Whatever readers notice is a publisher's to do.</summary>
[Needs("knowledge.write")]
internal static class MoveArticle
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public ArticleState? To { get; init; }
        /// <summary>Why it goes back to its writers.</summary>
        public string? Note { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.To).NotNull().IsInEnum();
            RuleFor(c => c.Note).MaximumLength(500);
        }
    }

    internal sealed class Handler(KnowledgeDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await using var change = await db.BeginChange(ct);
            var article = await db.Articles.Include(a => a.Translations).SingleOrDefaultAsync(a => a.Id == c.Id, ct) ?? throw new MissingException("Article", c.Id);
            if (Article.NeedsPublisher(article.State, c.To!.Value) && !user.Can("knowledge.publish")) throw new ForbiddenException("knowledge.publish");
            db.ExpectAndTouch(article, c.Version);
            var (reviewed, writers) = (article.State == ArticleState.Review, new[] { article.ChangedById, article.CreatedById, article.OwnerId }.OfType<long>().Distinct().Where(p => p != user.Id).ToList());
            if (reviewed && c.To == ArticleState.Draft && writers.Count > 0 && string.IsNullOrWhiteSpace(c.Note)) throw new RuleException("knowledge.rule.back_why", nameof(c.Note));
            article.Move(c.To.Value, user.Id, clock.GetUtcNow());
            if (reviewed)
                foreach (var writer in writers)
                    db.Notify(writer, $"article-reviewed:{article.Id}:{article.ChangedAt.UtcTicks}", "book", $"/knowledge/articles/{article.Id}", $"knowledge.notice.reviewed.{article.State}", article.Translations[0].Title, c.Note?.Trim() ?? "");
            if (article.State == ArticleState.Review)
                foreach (var publisher in (await staff.HoldersOf("knowledge.publish", ct)).Where(p => p != user.Id))
                    db.Notify(publisher, $"article-review:{article.Id}:{article.ChangedAt.UtcTicks}", "book", $"/knowledge/articles/{article.Id}", "knowledge.notice.review", article.Translations[0].Title);
            await db.SaveChangesAsync(ct);
            await change.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
