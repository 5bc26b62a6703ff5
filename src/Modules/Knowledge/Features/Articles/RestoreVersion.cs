using Crm.Knowledge.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Puts an earlier text back, as a new version: nothing of what came between is lost. The address stays.</summary>
[Needs("knowledge.write")]
internal static class RestoreVersion
{
    public sealed record Command(long Id, string Language, int Number, uint Version) : IRequest;

    internal sealed class Handler(KnowledgeDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await using var change = await db.BeginChange(ct);
            var article = await db.Articles.Include(a => a.Translations).SingleOrDefaultAsync(a => a.Id == c.Id, ct) ?? throw new MissingException("Article", c.Id);
            if (article.In(c.Language) is not { } text) throw new MissingException("Article", c.Id);
            if (article.IsShown && !user.Can("knowledge.publish")) throw new ForbiddenException("knowledge.publish");
            db.ExpectAndTouch(article, c.Version);
            var old = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.TranslationId == text.Id && v.Number == c.Number, ct) ?? throw new MissingException("Version", c.Number);
            article.Say(c.Language, old.Title, old.Body, text.Slug, user.Id, clock.GetUtcNow(), c.Number);
            await db.SaveChangesAsync(ct);
            await change.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
