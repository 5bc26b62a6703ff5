using Crm.Platform.Settings;
using Crm.Platform.Users;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Tickets.Features.FollowUps;

/// <summary>How long after a call back the customer is asked whether it has helped. Calls that have ended keep their day.</summary>
[Needs("tickets.settings")]
internal static class ChangeResurvey
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public int? Days { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Days).NotNull().InclusiveBetween(1, 90);
    }

    internal sealed class Handler(ISettings settings) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct) => new() { Days = await settings.Get(FollowUp.AskAgainSetting, FollowUp.AskAgainDays, ct) };

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await settings.Set(FollowUp.AskAgainSetting, c.Days!.Value, ct);
            return Unit.Value;
        }
    }
}
