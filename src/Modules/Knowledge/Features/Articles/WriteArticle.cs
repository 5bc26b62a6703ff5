using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Writes an article, or changes one: in one language or both. What others read already is changed by a publisher.</summary>
[Needs("knowledge.write")]
internal static class WriteArticle
{
    /// <summary>An article as its form shows it.</summary>
    public sealed record Query(long Id) : IRequest<Command>;

    /// <summary>A draft made of a ticket: its subject, what was asked, what answered it.</summary>
    public sealed record FromTicket(long TicketId) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public long? CategoryId { get; init; }
        public long? OwnerId { get; init; }
        public DateOnly? ExpiresOn { get; init; }
        public string TitleZh { get; init; } = "";
        public string SlugZh { get; init; } = "";
        public string BodyZh { get; init; } = "";
        public string TitleEn { get; init; } = "";
        public string SlugEn { get; init; } = "";
        public string BodyEn { get; init; } = "";
        /// <summary>A new article that was made of this ticket is linked to it.</summary>
        public long? TicketId { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.CategoryId).NotNull();
            RuleFor(c => c.TitleZh).MaximumLength(Article.TitleLength);
            RuleFor(c => c.TitleEn).MaximumLength(Article.TitleLength);
            RuleFor(c => c.BodyZh).MaximumLength(Article.BodyLength);
            RuleFor(c => c.BodyEn).MaximumLength(Article.BodyLength);
            RuleFor(c => c.SlugZh).MaximumLength(Article.SlugLength);
            RuleFor(c => c.SlugEn).MaximumLength(Article.SlugLength);
            RuleFor(c => c.TitleZh).NotEmpty().When(c => !string.IsNullOrWhiteSpace(c.BodyZh) || (string.IsNullOrWhiteSpace(c.TitleEn) && string.IsNullOrWhiteSpace(c.BodyEn)));
            RuleFor(c => c.BodyZh).NotEmpty().When(c => !string.IsNullOrWhiteSpace(c.TitleZh));
            RuleFor(c => c.TitleEn).NotEmpty().When(c => !string.IsNullOrWhiteSpace(c.BodyEn));
            RuleFor(c => c.BodyEn).NotEmpty().When(c => !string.IsNullOrWhiteSpace(c.TitleEn));
            RuleFor(c => c.ExpiresOn).InclusiveBetween(new DateOnly(2000, 1, 1), new DateOnly(2199, 12, 31));
        }
    }

    internal sealed class Handler(KnowledgeDb db, IStaffDirectory staff, ITicketDirectory tickets, ICustomerDirectory customers, Texts texts, CurrentUser user, TimeProvider clock)
        : IRequestHandler<Query, Command>, IRequestHandler<FromTicket, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var a = await db.Articles.AsNoTracking().Include(x => x.Translations).SingleOrDefaultAsync(x => x.Id == q.Id, ct) ?? throw new MissingException("Article", q.Id);
            RefuseUnlessMayChange(a);
            var (zh, en) = (a.In("zh-CN"), a.In("en"));
            return new Command
            {
                Id = a.Id, Version = a.Version, CategoryId = a.CategoryId, OwnerId = a.OwnerId, ExpiresOn = a.ExpiresOn,
                TitleZh = zh?.Title ?? "", SlugZh = zh?.Slug ?? "", BodyZh = zh?.Body ?? "", TitleEn = en?.Title ?? "", SlugEn = en?.Slug ?? "", BodyEn = en?.Body ?? "",
            };
        }

        public async Task<Command> Handle(FromTicket q, CancellationToken ct)
        {
            var story = await tickets.StoryOf(q.TicketId, ct) ?? throw new MissingException("Ticket", q.TicketId);
            // Names, addresses and numbers do not go into an article; the author looks over the rest.
            List<string> names = [.. (await customers.NamesOf([story.CustomerId], ct)).Values];
            if (story.ContactId is { } contact) names.AddRange((await customers.ContactsOf([contact], ct)).Values.Select(c => c.Name));
            string Clean(string text) => Deidentify.Text(text, names);
            var body = string.Join("\n\n", new[] { ("knowledge.from.question", story.Question), ("knowledge.from.answer", story.Answer) }
                .Where(p => !string.IsNullOrWhiteSpace(p.Item2)).Select(p => $"## {texts.In(story.Topic.Language, p.Item1)}\n\n{Clean(p.Item2!)}"));
            var title = Clean(story.Topic.Subject);
            var made = new Command { OwnerId = user.Id, TicketId = story.Topic.Id };
            return story.Topic.Language == "zh-CN" ? made with { TitleZh = title, BodyZh = body } : made with { TitleEn = title, BodyEn = body };
        }

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var asked = c.TicketId is { } ticket ? (await tickets.TopicsOf([ticket], ct)).Values.SingleOrDefault() ?? throw new MissingException("Ticket", ticket) : null;
            if (c.OwnerId is { } owner && !(await staff.Everyone(ct)).ContainsKey(owner)) throw new RuleException("knowledge.rule.owner", nameof(c.OwnerId));
            await using var change = await db.BeginChange(ct);
            Article article;
            if (c.Id == 0)
            {
                await Expect(c, null, ct);
                db.Articles.Add(article = Article.Write(c.CategoryId!.Value, c.OwnerId, c.ExpiresOn, user.Id, now));
            }
            else
            {
                article = await db.Articles.Include(x => x.Translations).SingleOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new MissingException("Article", c.Id);
                RefuseUnlessMayChange(article);
                db.ExpectAndTouch(article, c.Version);
                await Expect(c, article.CategoryId, ct);
                article.Describe(c.CategoryId!.Value, c.OwnerId, c.ExpiresOn, user.Id, now);
            }
            await Say(article, "zh-CN", c.TitleZh, c.BodyZh, c.SlugZh, nameof(c.TitleZh), nameof(c.SlugZh), now, ct);
            await Say(article, "en", c.TitleEn, c.BodyEn, c.SlugEn, nameof(c.TitleEn), nameof(c.SlugEn), now, ct);
            await db.SaveChangesAsync(ct);
            if (c.Id == 0 && asked is not null)
            {
                db.TicketLinks.Add(new TicketLink { ArticleId = article.Id, TicketId = asked.Id, ById = user.Id, At = now });
                await db.SaveChangesAsync(ct);
            }
            await change.CommitAsync(ct);
            return article.Id;
        }

        async Task Expect(Command c, long? before, CancellationToken ct)
        {
            if (c.CategoryId != before && !await db.Categories.AnyAsync(x => x.Id == c.CategoryId && x.Active, ct)) throw new RuleException("knowledge.rule.category", nameof(c.CategoryId));
        }

        async Task Say(Article article, string language, string title, string body, string slug, string titleField, string slugField, DateTimeOffset now, CancellationToken ct)
        {
            var text = article.In(language);
            if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(body))
            {
                // A text does not vanish by being emptied: readers and links count on it.
                if (text is not null) throw new RuleException("knowledge.rule.emptied", titleField);
                return;
            }
            article.Say(language, title, body, await db.SlugFor(language, title, slug, text, slugField, ct), user.Id, now);
        }

        void RefuseUnlessMayChange(Article article)
        {
            if (article.IsShown && !user.Can("knowledge.publish")) throw new ForbiddenException("knowledge.publish");
        }
    }
}
