using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.DashboardMails;

/// <summary>Plans a mail, or changes one.</summary>
[Needs("surveys.export")]
internal static class KeepDashboardMail
{
    public sealed record Command : IRequest<long>
    {
        public long? Id { get; init; }
        public MailPace Pace { get; init; }
        public List<long> Readers { get; init; } = [];
        public long? Survey { get; init; }
        public long? Team { get; init; }
        public TicketChannel? Channel { get; init; }
        public CustomerLevel? Level { get; init; }
        public string? Industry { get; init; }
        public string? Region { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Pace).IsInEnum();
            RuleFor(c => c.Readers).NotEmpty();
            RuleFor(c => c.Channel).IsInEnum();
            RuleFor(c => c.Level).IsInEnum();
            RuleFor(c => c.Industry).MaximumLength(200);
            RuleFor(c => c.Region).MaximumLength(200);
        }
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var holders = await staff.HoldersOf("surveys.results", cancellationToken);
            if (request.Readers.Exists(r => !holders.Contains(r))) throw new RuleException("surveys.mails.reader", nameof(request.Readers));
            if (request.Survey is { } survey && !await db.Surveys.AnyAsync(s => s.Id == survey, cancellationToken)) throw new RuleException("surveys.mails.survey", nameof(request.Survey));
            if (request.Team is { } team && !(await staff.Teams(cancellationToken)).ContainsKey(team)) throw new RuleException("surveys.mails.team", nameof(request.Team));
            DashboardMail mail;
            if (request.Id is { } id)
            {
                mail = await db.DashboardMails.Changeable(id, user, cancellationToken);
                db.Expect(mail, request.Version);
            }
            else db.DashboardMails.Add(mail = DashboardMail.Plan(user.Id, clock.GetUtcNow()));
            mail.Send(request.Pace, request.Readers);
            mail.About(request.Survey, request.Team, request.Channel, request.Level, request.Industry, request.Region);
            await db.SaveChangesAsync(cancellationToken);
            return mail.Id;
        }
    }
}

/// <summary>Stops a mail for good.</summary>
[Needs("surveys.export")]
internal static class RemoveDashboardMail
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            db.DashboardMails.Remove(await db.DashboardMails.Changeable(request.Id, user, cancellationToken));
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
