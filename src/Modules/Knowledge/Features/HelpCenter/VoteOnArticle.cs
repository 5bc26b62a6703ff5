using System.Security.Cryptography;
using System.Text;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Takes a reader's "this helped" or "this did not, because". One vote a reader and version: the last one counts.</summary>
[OpenToAll("the help centre is public; votes are for public articles only")]
internal static class VoteOnArticle
{
    public sealed record Command : IRequest<bool>
    {
        public string Language { get; init; } = "";
        public string Slug { get; init; } = "";

        /// <summary>A random token that the reader's browser keeps.</summary>
        public string Visitor { get; init; } = "";
        public bool? Helpful { get; init; }
        public VoteReason? Reason { get; init; }
        public string? Comment { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Helpful).NotNull();
            RuleFor(c => c.Visitor).NotEmpty();
            RuleFor(c => c.Reason).IsInEnum();
            RuleFor(c => c.Reason).NotNull().When(c => c.Helpful == false && string.IsNullOrWhiteSpace(c.Comment));
            RuleFor(c => c.Comment).MaximumLength(Vote.CommentLength);
        }
    }

    internal sealed class Handler(KnowledgeDb db, HelpCenterState state, TimeProvider clock) : IRequestHandler<Command, bool>
    {
        /// <summary>False when there is no such article.</summary>
        public async Task<bool> Handle(Command c, CancellationToken ct)
        {
            var text = await db.Translations.Where(t => t.Language == c.Language && t.Slug == c.Slug).ShownOn(state.Today).Select(t => new { t.ArticleId, t.Number }).SingleOrDefaultAsync(ct);
            if (text is null) return false;
            var (helpful, visitor) = (c.Helpful!.Value, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(c.Visitor))));
            var reason = helpful || c.Reason is null ? null : Platform.Data.SnakeCase.Of(c.Reason.Value.ToString());
            // We do not know who writes, and could not find it again for them: what names a person is not kept.
            var comment = helpful || string.IsNullOrWhiteSpace(c.Comment) ? null : Deidentify.Text(c.Comment.Trim());
            await db.Database.ExecuteSqlAsync($"""
                insert into knowledge.votes as v (article_id, language, number, visitor, helpful, reason, comment, at)
                values ({text.ArticleId}, {c.Language}, {text.Number}, {visitor}, {helpful}, {reason}, {comment}, {clock.GetUtcNow()})
                on conflict (article_id, language, number, visitor) do update
                set helpful = excluded.helpful, reason = excluded.reason, comment = excluded.comment, at = excluded.at, done_at = null, done_by_id = null
                """, ct);
            return true;
        }
    }
}
