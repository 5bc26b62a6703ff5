using Crm.Platform.Settings;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Loyalty.Features.Rewards;

/// <summary>Says how rewards are handed over, and what the member's page does.</summary>
[Needs("rewards.manage")]
internal static class ChangeRewardSettings
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public bool PageOn { get; init; }
        public int FulfilDays { get; init; }
        public int LinkMinutes { get; init; }
        public int SentLinkHours { get; init; }
        public int SessionMinutes { get; init; }
        public long IdeaPoints { get; init; }
        public string? TermsEn { get; init; }
        public string? TermsZh { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.FulfilDays).InclusiveBetween(1, 365);
            RuleFor(c => c.LinkMinutes).InclusiveBetween(5, 1440);
            RuleFor(c => c.SentLinkHours).InclusiveBetween(1, 168);
            RuleFor(c => c.SessionMinutes).InclusiveBetween(5, 1440);
            RuleFor(c => c.IdeaPoints).InclusiveBetween(0, 1_000_000);
            RuleFor(c => c.TermsEn).MaximumLength(20_000);
            RuleFor(c => c.TermsZh).MaximumLength(20_000);
        }
    }

    public sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var s = await settings.Rewards(cancellationToken);
            return new() { PageOn = s.PageOn, FulfilDays = s.FulfilDays, LinkMinutes = s.LinkMinutes, SentLinkHours = s.SentLinkHours, SessionMinutes = s.SessionMinutes, IdeaPoints = s.IdeaPoints, TermsEn = s.TermsEn, TermsZh = s.TermsZh };
        }
    }

    public sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken cancellationToken)
        {
            await settings.Set(RewardSetting.Name, new RewardSettings { PageOn = c.PageOn, FulfilDays = c.FulfilDays, LinkMinutes = c.LinkMinutes, SentLinkHours = c.SentLinkHours, SessionMinutes = c.SessionMinutes, IdeaPoints = c.IdeaPoints, TermsEn = c.TermsEn?.Trim() ?? "", TermsZh = c.TermsZh?.Trim() ?? "" }, cancellationToken);
            return Unit.Value;
        }
    }
}
