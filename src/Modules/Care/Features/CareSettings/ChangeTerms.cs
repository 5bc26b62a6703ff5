using Crm.Platform.Settings;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Care.Features.CareSettings;

/// <summary>Rest between mails, and who greets.</summary>
[Needs("care.write")]
internal static class ChangeTerms
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public int RestDays { get; init; }
        public bool GreetingsRest { get; init; }
        public string? Sender { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.RestDays).InclusiveBetween(0, 365);
            RuleFor(c => c.Sender).MaximumLength(100);
        }
    }

    public sealed class Handler(ISettings settings) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var terms = await settings.Care(cancellationToken);
            return new() { RestDays = terms.RestDays, GreetingsRest = terms.GreetingsRest, Sender = terms.Sender };
        }

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await settings.Set(CareTerms.Name, new CareTerms { RestDays = command.RestDays, GreetingsRest = command.GreetingsRest, Sender = command.Sender?.Trim() ?? "" }, cancellationToken);
            return Unit.Value;
        }
    }
}

[Needs("care.write")]
internal sealed class SettingsPage : FormPage<ChangeTerms.Command>
{
    protected override Task<ChangeTerms.Command> Load() => Send(new ChangeTerms.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/care/settings", "saved");
    }
}
