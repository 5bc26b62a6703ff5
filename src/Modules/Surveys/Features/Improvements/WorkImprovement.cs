using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>Changes what is planned: problem, owner, due date, target.</summary>
[Needs("improvements.propose")]
internal static class EditImprovement
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public string Problem { get; init; } = "";
        public long? OwnerId { get; init; }
        public DateOnly? DueOn { get; init; }
        public double? Target { get; init; }
        public uint? Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Problem).NotEmpty().MaximumLength(ProposeImprovement.ProblemLength);
            RuleFor(c => c.Target).Must(t => t is null || double.IsFinite(t.Value)).InclusiveBetween(0, 100);
            RuleFor(c => c.DueOn).NotNull().Must(d => d is null || d.Value.Year is > 1999 and < 2200).WithMessage(_ => texts["surveys.improvement.rule.due"]);
        }
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var row = await db.FindImprovement(request.Id, user, cancellationToken);
            if (request.Version is { } version) db.Expect(row, version);
            var people = await staff.Everyone(cancellationToken);
            var owner = request.OwnerId is { } id ? people.GetValueOrDefault(id) is { } known && (known.Active || id == row.OwnerId) ? known : throw new RuleException("surveys.rule.person", nameof(Command.OwnerId)) : null;
            if (owner is not null && owner.Id != row.OwnerId && owner.Id != user.Id)
                db.Notify(owner.Id, $"improvement-owner:{row.Id}:{row.Version}", "trending-up", $"/improvements/{row.Id}", "surveys.notice.improvement_owner", Short(request.Problem));
            row.Plan(request.Problem, request.Target, owner?.Id, owner is null || owner.Id == row.OwnerId ? row.TeamId : owner.TeamIds is [var team, ..] ? team : row.TeamId, request.DueOn!.Value);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }

    /// <summary>A problem in a notice.</summary>
    public static string Short(string problem) => problem.Length > 60 ? problem[..60] + "…" : problem;
}

/// <summary>Approves, rejects, begins, finishes or verifies. Approval tells the owner and the departments concerned.</summary>
[Needs("improvements.propose")]
internal static class MoveImprovement
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public ImprovementStatus? To { get; init; }
        public string? Note { get; init; }
        public uint? Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.To).NotNull().IsInEnum();
            RuleFor(c => c.Note).MaximumLength(2000);
        }
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var row = await db.Improvements.Include(i => i.Measures).Include(i => i.Teams).AsSplitQuery().ReadableBy(user).SingleOrDefaultAsync(i => i.Id == request.Id, cancellationToken) ?? throw new MissingException("Improvement", request.Id);
            if (request.Version is { } version) db.Expect(row, version);
            var to = request.To!.Value;
            if (Improvement.From(row.Status).Contains(to) && !row.WaysOf(user).Contains(to)) throw new ForbiddenException("improvements.write");
            row.MoveTo(to, request.Note, user.Id, now, zone.DayOf(now));
            foreach (var person in new[] { row.OwnerId, row.ProposedById }.OfType<long>().Distinct().Where(p => p != user.Id))
                db.Notify(person, $"improvement:{row.Id}:{to}:{now.ToUnixTimeMilliseconds()}", "trending-up", $"/improvements/{row.Id}", "surveys.notice.improvement_moved", EditImprovement.Short(row.Problem), Notices.KeyMark + $"ImprovementStatus.{to}");
            if (to == ImprovementStatus.Approved) await Telling.Tell(db, staff, row, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Adds a measure.</summary>
[Needs("improvements.propose")]
internal static class AddMeasure
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public MeasureKind? Kind { get; init; }
        public string Text { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).NotNull().IsInEnum();
            RuleFor(c => c.Text).NotEmpty().MaximumLength(ProposeImprovement.ProblemLength);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            (await db.FindImprovement(request.Id, user, cancellationToken)).Add(request.Kind!.Value, request.Text, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>A measure has been carried out.</summary>
[Needs("improvements.propose")]
internal static class FinishMeasure
{
    public sealed record Command(long Id, long Measure) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var row = await db.FindImprovement(request.Id, user, cancellationToken);
            (row.Measures.FirstOrDefault(m => m.Id == request.Measure) ?? throw new MissingException("Measure", request.Measure)).Finish(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Names the departments that have to know. Once it is approved they are told at once.</summary>
[Needs("improvements.propose")]
internal static class ConcernTeams
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public long[] TeamIds { get; init; } = [];
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var row = await db.FindImprovement(request.Id, user, cancellationToken);
            var teams = await staff.Teams(cancellationToken);
            if (request.TeamIds.Any(t => !teams.ContainsKey(t))) throw new RuleException("surveys.rule.team", nameof(Command.TeamIds));
            row.Concern(request.TeamIds);
            if (row.ApprovedAt is not null) await Telling.Tell(db, staff, row, clock.GetUtcNow(), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>A department says that it knows, and what it will do. Anybody of the team does, or whoever leads it.</summary>
[Needs("improvements.read")]
internal static class ConfirmImprovement
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public long TeamId { get; init; }
        public string? Note { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Note).MaximumLength(1000);
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var row = await db.Improvements.Include(i => i.Teams).ReadableBy(user).SingleOrDefaultAsync(i => i.Id == request.Id, cancellationToken) ?? throw new MissingException("Improvement", request.Id);
            if ((await staff.Teams(cancellationToken)).GetValueOrDefault(request.TeamId) is not { } team || !user.SpeaksFor(team)) throw new ForbiddenException("improvements.read");
            row.Confirm(request.TeamId, request.Note, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Runs it first with one team or one segment in a period.</summary>
[Needs("improvements.propose")]
internal static class PlanPilot
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public long? TeamId { get; init; }
        public long? SegmentId { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? To { get; init; }
        public uint? Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.SegmentId).Null().When(c => c.TeamId is not null).WithMessage(_ => texts["surveys.improvement.rule.pilot"]);
            RuleFor(c => c.From).NotNull().When(c => (c.TeamId ?? c.SegmentId) is not null);
            RuleFor(c => c.To).NotNull().GreaterThanOrEqualTo(c => c.From).When(c => (c.TeamId ?? c.SegmentId) is not null);
            RuleFor(c => c.From).Must(d => d is null || d.Value.Year is > 1999 and < 2200).WithMessage(_ => texts["surveys.improvement.rule.due"]);
            RuleFor(c => c.To).Must(d => d is null || d.Value.Year is > 1999 and < 2200).WithMessage(_ => texts["surveys.improvement.rule.due"]);
        }
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, ICustomerSegments segments, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var row = await db.FindImprovement(request.Id, user, cancellationToken);
            if (request.Version is { } version) db.Expect(row, version);
            if (request.TeamId is { } team && !(await staff.Teams(cancellationToken)).ContainsKey(team)) throw new RuleException("surveys.rule.team", nameof(Command.TeamId));
            if (request.SegmentId is { } segment && segment != row.PilotSegmentId && !await segments.MayUse(segment, cancellationToken)) throw new RuleException("surveys.wave.segment.unknown", nameof(Command.SegmentId));
            var any = (request.TeamId ?? request.SegmentId) is not null;
            row.Try(request.TeamId, request.SegmentId, any ? request.From : null, any ? request.To : null);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Tells departments.</summary>
internal static class Telling
{
    /// <summary>The departments that do not know yet.</summary>
    public static async Task Tell(SurveysDb db, IStaffDirectory staff, Improvement row, DateTimeOffset now, CancellationToken ct)
    {
        var (people, teams) = (await staff.Everyone(ct), await staff.Teams(ct));
        foreach (var concerned in row.Teams.Where(t => t.Tell(now)))
            foreach (var person in people.HearersOf(teams.GetValueOrDefault(concerned.TeamId)))
                db.Notify(person, $"improvement-concerns:{row.Id}:{concerned.TeamId}", "trending-up", $"/improvements/{row.Id}", "surveys.notice.improvement_concerns", EditImprovement.Short(row.Problem), teams.GetValueOrDefault(concerned.TeamId)?.Name ?? "");
    }
}
