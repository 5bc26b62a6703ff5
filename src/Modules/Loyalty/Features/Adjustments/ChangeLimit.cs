using Crm.Platform.Settings;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Adjustments;

/// <summary>Changes how many points may be adjusted by hand without approval.</summary>
[Needs("rewards.manage")]
internal static class ChangeLimit
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long? Limit { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Limit).NotNull().InclusiveBetween(0, AskAdjustment.Validator.Most);
    }

    public sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken) => new() { Limit = (await AdjustmentTerms.Read(settings, cancellationToken)).Limit };
    }

    public sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await settings.Set(AdjustmentTerms.Setting, new AdjustmentTerms(command.Limit!.Value), cancellationToken);
            return Unit.Value;
        }
    }
}

[Needs("rewards.manage")]
internal sealed class SettingsPage : FormPage<ChangeLimit.Command>
{
    protected override Task<ChangeLimit.Command> Load() => Send(new ChangeLimit.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/loyalty/adjustments/settings", "saved");
    }
}
