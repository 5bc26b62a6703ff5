using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Quality;

/// <summary>Changes how many tickets are drawn and how long a score can be appealed; shows the checklists beside it.</summary>
[Needs("tickets.settings")]
internal static class ChangeQuality
{
    public sealed record Query : IRequest<Command>;

    public sealed record Lists : IRequest<IReadOnlyList<ListRow>>;

    public sealed record ListRow(long Id, string Name, int Revision, int Items, bool Active, string Scope);

    public sealed record Command : IRequest
    {
        public int? PerAgent { get; init; }
        public int? Extra { get; init; }
        public int? AppealDays { get; init; }
        public bool Weekly { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.PerAgent).NotNull().InclusiveBetween(1, 50);
            RuleFor(c => c.Extra).NotNull().InclusiveBetween(0, 20);
            RuleFor(c => c.AppealDays).NotNull().InclusiveBetween(1, 90);
        }
    }

    internal sealed class Handler(TicketsDb db, ISettings settings, Contracts.Staff.IStaffDirectory staff, CurrentUser user, Texts texts) : IRequestHandler<Query, Command>, IRequestHandler<Lists, IReadOnlyList<ListRow>>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var now = await QualityTerms.Of(settings, ct);
            return new Command { PerAgent = now.PerAgent, Extra = now.Extra, AppealDays = now.AppealDays, Weekly = now.Weekly };
        }

        public async Task<IReadOnlyList<ListRow>> Handle(Lists q, CancellationToken ct)
        {
            var teams = await staff.Teams(ct);
            return [.. (await db.Checklists.AsNoTracking().Include(c => c.Items).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(ct)).Select(c =>
                new ListRow(c.Id, c.In(user.Language), c.Revision, c.Of(c.Revision).Count, c.Active, Scope(c, teams)))];
        }

        string Scope(Checklist c, IReadOnlyDictionary<long, Contracts.Staff.TeamFacts> teams)
        {
            var of = c.Types.Select(t => texts[t]).Concat(c.TeamIds.Select(t => teams.GetValueOrDefault(t)?.Name).OfType<string>()).ToList();
            return of.Count == 0 ? texts["tickets.quality.everything"] : string.Join(" · ", of);
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await settings.Set(QualityTerms.Setting, new QualityTerms(c.PerAgent!.Value, c.Extra!.Value, c.AppealDays!.Value, c.Weekly), ct);
            return Unit.Value;
        }
    }
}
