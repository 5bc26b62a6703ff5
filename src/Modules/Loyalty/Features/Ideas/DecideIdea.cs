using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.MemberPage;
using Crm.Platform;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Loyalty.Features.Ideas;

/// <summary>Says what becomes of an idea, with an answer in public. Its proposer is told, if they may be written to; when it is built, they get points: once, whatever is decided later.</summary>
[Needs("ideas.manage")]
internal static class DecideIdea
{
    public const string Source = "idea";

    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public IdeaStatus Status { get; init; }
        public string? AnswerEn { get; init; }
        public string? AnswerZh { get; init; }

        /// <summary>What the proposer gets when it is built.</summary>
        public long Points { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Status).IsInEnum();
            RuleFor(c => c.AnswerEn).MaximumLength(2000);
            RuleFor(c => c.AnswerZh).MaximumLength(2000);
            RuleFor(c => c.Points).InclusiveBetween(0, 1_000_000);
        }
    }

    public sealed class Loader(LoyaltyDb db, ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var points = (await settings.Rewards(cancellationToken)).IdeaPoints;
            return await db.Ideas.Where(i => i.Id == query.Id).Select(i => new Command { Id = i.Id, Version = i.Version, Status = i.Status, AnswerEn = i.AnswerEn, AnswerZh = i.AnswerZh, Points = i.RewardPoints ?? points }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("idea", query.Id);
        }
    }

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, IConsents consents, Programmes programmes, Texts texts, IConfiguration configuration, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var proposer = await db.Ideas.Where(i => i.Id == command.Id).Select(i => new { i.CustomerId }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("idea", command.Id);
            var facts = proposer.CustomerId is { } id ? await customers.StillHere(id, cancellationToken) : null;
            // The member first, as everywhere: whoever moves points waits for them, and then reads the idea.
            var member = facts is not null && command.Status == IdeaStatus.Built ? (await db.LockMembersOf([facts.Id], cancellationToken)).GetValueOrDefault(facts.Id) : null;
            var idea = await db.Ideas.SingleAsync(i => i.Id == command.Id, cancellationToken);
            db.Expect(idea, command.Version);
            var (now, before) = (db.Clock.GetUtcNow(), (idea.Status, idea.AnswerEn, idea.AnswerZh));
            idea.Decide(command.Status, command.AnswerEn, command.AnswerZh, user.Id, now);
            var key = FormattableString.Invariant($"{idea.Id}");
            long earned = 0;
            if (member is not null && idea.RewardedAt is null && command.Points > 0 && !await db.Entries.AnyAsync(e => e.Source == Source && e.Key == key, cancellationToken))
            {
                member.Earn(earned = command.Points, Source, key, await programmes.ExpiryOf(now, cancellationToken), now);
                idea.Reward(earned, now);
            }
            if (facts is not null && idea.Status != before.Status) await Tell(idea, facts, earned, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Unit.Value;
        }

        async Task Tell(Idea idea, CustomerFacts proposer, long earned, DateTimeOffset now, CancellationToken ct)
        {
            if (proposer.Email is not { } address || !(await consents.Allowing([proposer.Id], Purpose.Loyalty, ConsentChannel.Email, ct)).Contains(proposer.Id)) return;
            var (to, chinese) = (proposer.Language, proposer.Language == "zh-CN");
            var (title, answer) = ((chinese ? idea.TitleZh ?? idea.TitleEn : idea.TitleEn ?? idea.TitleZh)!, chinese ? idea.AnswerZh ?? idea.AnswerEn : idea.AnswerEn ?? idea.AnswerZh);
            var text = texts.In(to, "loyalty.mail.idea.text", proposer.Name, title, texts.In(to, $"{nameof(IdeaStatus)}.{idea.Status}"));
            if (answer is not null) text += "\n\n" + answer;
            if (earned > 0) text += "\n\n" + texts.In(to, "loyalty.mail.idea.points", earned);
            if (idea.PublishedAt is not null) text += "\n\n" + PublicUrl.Of(configuration, MemberUrls.Idea(to, idea.Id));
            db.SendMail(FormattableString.Invariant($"idea:{idea.Id}:{idea.Status}"), "loyalty.idea", address, proposer.Name, texts.In(to, "loyalty.mail.idea.subject", title), text, customerId: proposer.Id, due: PoliteHours.Next(proposer.Zone, now));
        }
    }
}
