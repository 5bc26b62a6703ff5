using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Ideas;

/// <summary>Writes a suggestion down as an idea, or changes its words.</summary>
[Needs("ideas.manage")]
internal static class SaveIdea
{
    public const int LongestTitle = 200, LongestText = 4000;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string? TitleEn { get; init; }
        public string? TitleZh { get; init; }
        public string? TextEn { get; init; }
        public string? TextZh { get; init; }

        /// <summary>Whose idea it was.</summary>
        public long? CustomerId { get; init; }

        /// <summary>The feedback, or the call back, it comes from.</summary>
        public long? Feedback { get; init; }
        public long? FollowUp { get; init; }

        /// <summary>Members see it at once.</summary>
        public bool Publish { get; init; }
    }

    /// <summary>The form as it opens: an idea there is, or the words of somebody who said something.</summary>
    public sealed record Query(long Id, long? Feedback = null, long? FollowUp = null, long? Response = null, long? Customer = null) : IRequest<Opened>;

    /// <param name="Existing">What was said is an idea already.</param>
    public sealed record Opened(Command Form, string? Customer, long? Existing);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.TitleEn).MaximumLength(LongestTitle);
            RuleFor(c => c.TitleZh).MaximumLength(LongestTitle);
            RuleFor(c => c.TextEn).MaximumLength(LongestText);
            RuleFor(c => c.TextZh).MaximumLength(LongestText);
        }
    }

    public sealed class Loader(LoyaltyDb db, IFeedbackDirectory feedback, ISurveyResponses responses, ICustomerDirectory customers) : IRequestHandler<Query, Opened>
    {
        public async Task<Opened> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Id != 0)
            {
                var i = await db.Ideas.AsNoTracking().SingleOrDefaultAsync(x => x.Id == query.Id, cancellationToken) ?? throw new MissingException("idea", query.Id);
                return new(new() { Id = i.Id, Version = i.Version, TitleEn = i.TitleEn, TitleZh = i.TitleZh, TextEn = i.TextEn, TextZh = i.TextZh, CustomerId = i.CustomerId, Publish = i.PublishedAt is not null }, await Name(i.CustomerId), null);
            }
            if (OriginOf(query.Feedback, query.FollowUp) is { } origin && await db.Ideas.Where(i => i.Origin == origin).Select(i => (long?)i.Id).SingleOrDefaultAsync(cancellationToken) is { } there) return new(new(), null, there);
            var (text, customer) = (default(string), query.Customer);
            if (query.Feedback is { } said && await feedback.Readable(said, cancellationToken) is { } known) (text, customer) = (known.Text, known.CustomerId ?? customer);
            else if (query.Response is { } answer && (await responses.FactsOf([answer], cancellationToken)).GetValueOrDefault(answer) is { } facts && (facts.CustomerId is null || await customers.Readable(facts.CustomerId.Value, cancellationToken) is not null))
                (text, customer) = (facts.Comment, facts.CustomerId ?? customer);
            if (customer is { } asked && await customers.Readable(asked, cancellationToken) is null) customer = null;
            var (title, chinese) = (TitleOf(text), IsChinese(text));
            return new(new() { TitleZh = chinese ? title : null, TextZh = chinese ? text : null, TitleEn = chinese ? null : title, TextEn = chinese ? null : text, CustomerId = customer, Feedback = query.Feedback, FollowUp = query.FollowUp }, await Name(customer), null);

            async Task<string?> Name(long? id) => id is { } one ? (await customers.NamesOf([one], cancellationToken)).GetValueOrDefault(one) : null;
        }
    }

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var (words, now) = (new IdeaWords(command.TitleEn, command.TitleZh, command.TextEn, command.TextZh), db.Clock.GetUtcNow());
            Idea idea;
            if (command.Id == 0)
            {
                var origin = OriginOf(command.Feedback, command.FollowUp);
                if (origin is not null && await db.Ideas.AnyAsync(i => i.Origin == origin, cancellationToken)) throw new RuleException("loyalty.idea.already");
                await MayName(command.CustomerId);
                db.Ideas.Add(idea = new Idea(words, origin is null ? IdeaSource.Staff : IdeaSource.Feedback, origin, command.CustomerId, user.Id, now));
            }
            else
            {
                idea = await db.Ideas.SingleOrDefaultAsync(i => i.Id == command.Id, cancellationToken) ?? throw new MissingException("idea", command.Id);
                db.Expect(idea, command.Version);
                if (command.CustomerId != idea.CustomerId) await MayName(command.CustomerId);
                idea.Change(words, command.CustomerId, user.Id, now);
            }
            if (command.Publish) idea.Publish(user.Id, now);
            else if (idea.PublishedAt is not null) idea.Withdraw(user.Id, now);
            await db.SaveChangesAsync(cancellationToken);
            return idea.Id;

            async Task MayName(long? customer)
            {
                if (customer is { } id && await customers.Readable(id, cancellationToken) is null) throw new RuleException("loyalty.noCustomer", nameof(command.CustomerId));
            }
        }
    }

    static string? OriginOf(long? feedback, long? followUp) => feedback is { } f ? FormattableString.Invariant($"feedback:{f}") : followUp is { } c ? FormattableString.Invariant($"followup:{c}") : null;

    static bool IsChinese(string? text) => text is not null && text.Any(c => c is >= '\u3400' and <= '\u9fff');

    /// <summary>The first sentence, as far as it makes a title.</summary>
    static string? TitleOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var first = text.Trim().Split(['\n', '。', '！', '？', '!', '?'], 2)[0].Trim();
        if (first.Length == 0) first = text.Trim();
        return first.Length <= 80 ? first : first[..(char.IsHighSurrogate(first[78]) ? 78 : 79)] + "…";
    }
}
