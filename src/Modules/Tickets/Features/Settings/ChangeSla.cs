using Crm.Contracts.Staff;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>Changes what holds for all clocks: when a warning goes out, what stops them, the standard calendar, and who hears of a breach after how long.</summary>
[Needs("tickets.settings")]
internal static class ChangeSla
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public int? WarnPercent { get; init; }
        public bool PauseOnThirdParty { get; init; }
        public long? StandardCalendarId { get; init; }
        /// <summary>Steps without a recipient are left out.</summary>
        public List<Step> Steps { get; init; } = [];
        public uint? Version { get; init; }
    }

    public sealed record Step
    {
        public int? AfterMinutes { get; init; }
        public EscalateTo? To { get; init; }
        public long? PersonId { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.WarnPercent).NotNull().InclusiveBetween(10, 99);
            RuleFor(c => c.StandardCalendarId).NotNull();
            RuleForEach(c => c.Steps).ChildRules(step =>
            {
                step.RuleFor(s => s.To).IsInEnum();
                step.RuleFor(s => s.AfterMinutes).NotNull().InclusiveBetween(0, 60 * 24 * 90).When(s => s.To is not null);
                step.RuleFor(s => s.PersonId).NotNull().When(s => s.To == EscalateTo.Person).WithMessage(_ => texts["tickets.sla.no_person"]);
            });
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var s = await db.SlaSettings.AsNoTracking().Include(x => x.Steps).SingleAsync(ct);
            return new Command
            {
                WarnPercent = s.WarnPercent, PauseOnThirdParty = s.PauseOnThirdParty, StandardCalendarId = s.StandardCalendarId, Version = s.Version,
                Steps = [.. s.Steps.Select(x => new Step { AfterMinutes = x.AfterMinutes, To = x.To, PersonId = x.PersonId })],
            };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            if (!await db.Calendars.AnyAsync(x => x.Id == c.StandardCalendarId, ct)) throw new RuleException("tickets.rule.no_calendar", nameof(c.StandardCalendarId));
            var people = await staff.Everyone(ct);
            var steps = c.Steps.Where(s => s.To is not null).ToList();
            for (var i = 0; i < c.Steps.Count; i++)
                if (c.Steps[i] is { To: EscalateTo.Person, PersonId: { } id } && people.GetValueOrDefault(id) is not { Active: true }) throw new RuleException("tickets.rule.no_person", $"Steps[{i}].PersonId");
            var settings = await db.SlaSettings.Include(x => x.Steps).SingleAsync(ct);
            if (c.Version is { } version) db.Expect(settings, version);
            settings.Change(c.WarnPercent!.Value, c.PauseOnThirdParty, c.StandardCalendarId!.Value, steps.Select(s => new EscalationStep(s.AfterMinutes!.Value, s.To!.Value, s.PersonId)));
            await db.SaveRules(user.Id, ct);
            return Unit.Value;
        }
    }
}
