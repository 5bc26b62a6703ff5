using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;

namespace Crm.Tickets.Features.Routing;

/// <summary>The rules of who gets what, and how the teams work their queues.</summary>
[Needs("tickets.settings")]
internal static class ShowRouting
{
    /// <param name="TeamId">Null: all teams.</param>
    public sealed record Query(long? TeamId = null) : IRequest<Result>;

    public sealed record Result(IReadOnlyList<RuleLine> Rules, IReadOnlyList<TeamLine> Teams);

    public sealed record RuleLine(long Id, IReadOnlyList<string> Conditions, IReadOnlyList<string> Asks);

    public sealed record TeamLine(long Id, string Name, RoutingMode Mode, IReadOnlyList<PersonLine> People);

    public sealed record PersonLine(long Id, string Name, IReadOnlyList<string> Skills, IReadOnlyList<string> Regions, int Load, int Capacity, bool Available, DateTimeOffset? AbsentUntil, string? Substitute);

    internal sealed class Handler(TicketsDb db, Router router, IStaffDirectory staff, Texts texts, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var routing = await db.Routing(ct);
            var (people, teams) = (await staff.Everyone(ct), (await staff.Teams(ct)).Values.Where(t => q.TeamId is null || t.Id == q.TeamId).OrderBy(t => t.Name, StringComparer.CurrentCulture).ToList());
            var crew = await router.Crew(p => p.TeamIds.Any(t => teams.Exists(x => x.Id == t)), ct);
            return new Result(
                q.TeamId is null ? [.. routing.Rules.Select(r => new RuleLine(r.Id, Conditions(r), Asks(r)))] : [],
                [.. teams.Select(t => new TeamLine(t.Id, t.Name, routing.Automatic.Contains(t.Id) ? RoutingMode.Automatic : RoutingMode.ByHand,
                    [.. crew.Where(w => people[w.Id].TeamIds.Contains(t.Id)).Select(w => Line(w, people)).OrderBy(p => p.Name, StringComparer.CurrentCulture)]))]);

            IReadOnlyList<string> Conditions(RoutingRule r) => [.. new[] { r.Type is { } type ? texts[type] : null, r.CategoryId is { } id ? routing.Category(id)?.In(user.Language) ?? texts["tickets.settings.gone"] : null }.OfType<string>()];
        }

        IReadOnlyList<string> Asks(RoutingRule r)
        {
            List<string> asks = [.. r.Skills.Select(s => texts["tickets.routed.skill", s])];
            if (r.Language != Wish.Ignored) asks.Add(texts[$"tickets.routing.language.{r.Language}"]);
            if (r.Region != Wish.Ignored) asks.Add(texts[$"tickets.routing.region.{r.Region}"]);
            return asks;
        }

        static PersonLine Line(Worker w, IReadOnlyDictionary<long, StaffFacts> people)
        {
            var p = people[w.Id];
            return new(p.Id, p.Name, p.Skills, p.Regions, w.Load, w.Capacity, w.Available, w.AbsentUntil, p.SubstituteId is { } s ? people.GetValueOrDefault(s)?.Name : null);
        }
    }
}
